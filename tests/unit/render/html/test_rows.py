"""Which columns a page shows of regions and threads, and what a cell says."""

from typing import Any

import pytest
from msgspec.structs import replace

from memscope.model.address import Address
from memscope.model.kinds import Kind
from memscope.model.page import PageRun, PageState
from memscope.model.process import Process, Thread
from memscope.model.region import Backing, Region, RegionUsage
from memscope.render.html.rows import process_tables, region_table, thread_table
from memscope.render.html.table import PageTable
from tests.tui.synthetic import SYSTEM, crowd, process, region

pytestmark = pytest.mark.unit

PAGE = 4096
ANON = region(0x1000, 200 * PAGE, Kind.ANON, resident=0)
FILE = region(0x90_0000, PAGE, Kind.FILE, path="/tmp/data", offset=64)


def only(*regions: Region, threads: tuple[Thread, ...] = ()) -> Process:
    return replace(process(), regions=regions, threads=threads)


def column(table: PageTable, name: str) -> Any:
    return next(one for one in (*table.columns, *table.details) if one.id == name)


def cell(one: Region, name: str) -> str:
    """Return the text of the only row in a column."""
    (text,) = column(region_table(only(one), PAGE), name).words
    return str(text)


@pytest.mark.parametrize(
    ("resident", "percent"),
    [
        (None, "–"),
        (0, "0 %"),
        (1, "1 %"),
        (3 * PAGE, "2 %"),
        (100 * PAGE, "50 %"),
        (200 * PAGE - 1, "99 %"),
        (200 * PAGE, "100 %"),
        (201 * PAGE, "100 %"),
    ],
)
def test_only_nothing_is_0_and_only_all_is_100_percent(
    resident: int | None, percent: str
) -> None:
    one = replace(ANON, usage=RegionUsage(resident=resident))

    assert cell(one, "filled") == percent


def test_what_memory_is_made_of_is_said_in_words() -> None:
    usage = RegionUsage(resident=PAGE, clean=PAGE, dirty=0)
    on_disk = replace(FILE, inode=7, backing=Backing.DISK, usage=usage, cached=PAGE)

    assert cell(on_disk, "memory").split("\n") == [
        "4 KiB of it clean: the kernel can drop it and read it again",
        "4 KiB of this part of the file in RAM, mapped here or not",
    ]
    assert cell(on_disk, "dirty") == "0 B"
    assert cell(ANON, "memory") == ""


def test_shares_have_a_column_where_one_is_known() -> None:
    shared = replace(ANON, usage=RegionUsage(proportional=5))

    without, with_them = (
        [one.id for one in region_table(only(*some), PAGE).columns]
        for some in ((ANON,), (ANON, shared))
    )

    assert [name for name in with_them if name not in without] == ["proportional"]


def test_what_is_said_of_a_file_is_not_said_of_memory_without_one() -> None:
    for name in ("offset", "device", "inode"):
        assert cell(ANON, name) == "–"
        assert cell(FILE, name) != "–"


def test_a_part_names_its_whole() -> None:
    part = replace(ANON, vma=(0x1000, 0x1000 + 400 * PAGE))

    assert cell(ANON, "part") == ""
    assert cell(part, "part").startswith("000000001000")


def test_pages_have_a_line_where_they_are_known() -> None:
    seen = replace(FILE, pages_=(PageRun(PageState.FILE, 1),))

    assert "pages" not in [one.id for one in region_table(only(FILE), PAGE).details]
    assert cell(seen, "pages").startswith("1 page: 1 ")


def test_high_addresses_come_first_and_rows_are_counted() -> None:
    table = region_table(only(ANON, FILE), PAGE)

    assert (table.count, table.reversed) == (2, True)
    assert [one.look for one in table.columns[:3]] == ["letter", "mono", "text"]
    assert column(table, "letter").words == ["M", "F"]


def test_registers_are_lines_and_none_where_nobody_asked() -> None:
    asked = Thread(
        7, "worker", "S", 0, registers={"rip": Address(0x401000), "rsp": Address(16)}
    )
    table = thread_table(only(threads=(asked, Thread(8, "idle", "S", 0))), "x86_64")

    assert column(table, "registers").words == [
        "",
        "rip      0000000000401000\nrsp      0000000000000010",
    ]
    assert (table.count, table.reversed) == (2, False)


def test_a_limit_has_a_column_where_a_stack_may_grow() -> None:
    (main, *_) = process().threads
    assert main.stack is not None
    grows = replace(main, stack=replace(main.stack, limit=8 << 20))

    ids = [
        [one.id for one in thread_table(only(threads=(one,)), "x86_64").columns]
        for one in (main, grows)
    ]

    assert ["limit" in one for one in ids] == [False, True]
    assert {one.index("syscall") for one in ids} == {3}


def test_rows_that_are_alike_have_a_table_of_their_own() -> None:
    one = crowd(100).processes[0]

    tables = process_tables(one, SYSTEM, 3)

    assert set(tables) == {"threads-3", "regions-3", "regions-folds-3"}
    folds, each = tables["regions-folds-3"], tables["regions-3"]
    assert each.count - folds.count == 99
    assert [column.id for column in folds.columns] == [one.id for one in each.columns]
    said = {column.id: column.words for column in (*folds.columns, *folds.details)}
    assert "100 × 8 KiB anon; 396 KiB of nothing between" in said["what"]
    assert "800 KiB" in said["size"]
    assert "50 %" in said["filled"]


def test_without_repetition_there_is_one_table() -> None:
    assert set(process_tables(process(), SYSTEM, 0)) == {"threads-0", "regions-0"}
