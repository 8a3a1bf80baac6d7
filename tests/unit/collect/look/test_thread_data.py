"""Data of the main thread reach as far down as the loader's table and the files say."""

from pathlib import Path
from struct import pack
from typing import cast

import pytest

from memscope.collect.look.thread_data import main_thread_data, wanted_by_files
from memscope.collect.look.watched import Watched
from memscope.parse.elf import Elf
from memscope.parse.records import RECORDS
from memscope.parse.status import Status
from memscope.proc.images import Opened
from tests.unit.analyze.mapping import mapped
from tests.unit.proc.fake_memory import fake_memory

pytestmark = pytest.mark.unit

START, POINTER, DTV = 0x3F000000000, 0x3F000040700, 0x3F000060000
END = 0x3F000044000
VMAS = mapped(f"{START:x}-{END:x} rw-p", f"{DTV:x}-{DTV + 0x1000:x} rw-p")
LOWEST = POINTER - 0x20010


def table(*blocks: int, count: int | None = None) -> dict[int, bytes]:
    rows = b"".join(pack("=2Q", one, 0) for one in blocks)
    known = len(blocks) if count is None else count
    return {
        POINTER: pack("=2Q", POINTER, DTV + 16),
        DTV: pack("=4Q", known, 0, 1, 0) + rows,
    }


def found(folder: Path, data: dict[int, bytes], wanted: int = 0x20010) -> list[int]:
    with fake_memory(folder, data) as memory:
        pointers = {7: POINTER}
        spans = main_thread_data(VMAS, pointers, RECORDS["x86_64"], memory, wanted)
    assert {span.thread for span in spans} == {7}
    return [edge - START for span in spans for edge in (span.start, span.end)]


USUAL = [0x40000, 0x41000]


def test_the_lowest_block_is_where_they_begin(tmp_path: Path) -> None:
    data = table(POINTER - 0x100, LOWEST)

    assert found(tmp_path, data) == [0x20000, 0x41000]


def test_more_than_the_files_want_is_not_believed(tmp_path: Path) -> None:
    assert found(tmp_path, table(LOWEST), wanted=0x1000) == USUAL


@pytest.mark.parametrize(
    "data",
    [
        {},
        {POINTER: pack("=2Q", POINTER, 0)},
        table(count=0),
        table(LOWEST, count=1 << 40),
        table(DTV + 0x100),
    ],
    ids=["not in RAM", "nowhere", "empty", "endless", "elsewhere"],
)
def test_without_a_table_that_makes_sense_it_is_a_kibibyte(
    tmp_path: Path, data: dict[int, bytes]
) -> None:
    assert found(tmp_path, data) == USUAL


def test_what_files_want_is_counted_as_often_as_they_are_loaded() -> None:
    watched = Watched((), cast(Status, None))
    rows = mapped("1000-2000 r-xp 0 7 /lib/x.so", "8000-9000 r-xp 0 7 /lib/x.so")
    key = rows[0].device, rows[0].inode
    elf = Elf(
        is_position_independent=True,
        machine=62,
        entry=0,
        loads=(),
        relro=None,
        sections=(),
        thread_size=0x30,
    )
    watched.files[key], watched.file_rows[key] = Opened(elf, None), rows

    assert wanted_by_files(watched) == 0x60
