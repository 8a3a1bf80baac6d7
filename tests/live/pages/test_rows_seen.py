"""What pages tell of own and shared bytes is what smaps says of the same regions."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.collect.look.snapshot import Collector
from memscope.parse.smaps import parse_smaps
from memscope.tui.close_looks import LiveCloser
from memscope.tui.row_pages import RowPages, Seen

pytestmark = pytest.mark.live

WAITS = "import json, sys; print('ready', flush=True); sys.stdin.read()"


@pytest.fixture
def waiting() -> Iterator[int]:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield child.pid


def test_own_and_shared_are_those_of_smaps(waiting: int) -> None:
    process = Collector().look([waiting]).process(waiting)
    assert process is not None
    pages, seen = RowPages(LiveCloser()), Seen()
    left = [one for one in process.regions if one.usage.resident]
    while left:
        found = pages.look([(process.identity, one, "anon") for one in left])
        seen |= found
        left = [one for one in left if (process.identity, one.start) not in found]

    told = {(one.region.start, one.region.end): one for one in seen.values()
            if one.own is not None}  # fmt: skip
    smaps = parse_smaps(Path(f"/proc/{waiting}/smaps").read_bytes())
    truth = {
        (vma.start, vma.end): usage
        for vma, usage in zip(smaps.vmas, smaps.usages, strict=True)
    }
    both = told.keys() & truth.keys()
    assert len(both) > 10
    for place in both:
        numbers = truth[place]
        assert told[place].own == numbers.private
        assert told[place].shared == numbers.shared
