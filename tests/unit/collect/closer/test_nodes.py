"""Each whole mapping is told on which node it is, from what the kernel printed."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.collect.closer.nodes import with_nodes
from memscope.model.address import Address
from tests.unit.analyze.pages import BASE, SIZE
from tests.unit.analyze.regions import region
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

TWO = f"""\
{BASE:x} default anon=3 dirty=3 N0=2 N1=1 kernelpagesize_kB=4
{BASE + 8 * SIZE:x} default file=/lib/x.so mapped=4 N1=4 kernelpagesize_kB=4
""".encode()


def test_whole_mappings_have_nodes_and_parts_have_not(tmp_path: Path) -> None:
    whole = region(start=BASE, pages=3)
    other = region(start=BASE + 8 * SIZE, pages=4, inode=3)
    around = Address(BASE), Address(BASE + 4 * SIZE)
    fs = fake_proc(tmp_path, 7, stat=b"", numa_maps=TWO)

    with fs.process(7) as directory:
        found = with_nodes(directory, (whole, replace(whole, vma=around), other))

    assert [one.numa for one in found] == [
        {0: 2 * SIZE, 1: SIZE},
        None,
        {1: 4 * SIZE},
    ]


def test_where_the_kernel_does_not_say_nothing_is_said(tmp_path: Path) -> None:
    with fake_proc(tmp_path, 7, stat=b"").process(7) as directory:
        assert with_nodes(directory, (region(),)) == (region(),)
