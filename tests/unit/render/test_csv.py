import csv

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.region import Backing, RegionUsage
from memscope.render.csv import csv_heading, snapshot_csv
from tests.tui.synthetic import pair, process, region, snapshot

pytestmark = pytest.mark.unit


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines(keepends=True)))


def with_path(path: str, **more: str) -> dict[str, str]:
    one = region(0x7100_0000_0000, 0x2000, Kind.FILE, path=path, **more)  # type: ignore[arg-type]
    rows = table(snapshot_csv(snapshot(process(4242, more=[one]))))
    (row,) = (row for row in rows if row["start"] == "0x710000000000")
    return row


def test_every_region_of_every_process_is_a_row() -> None:
    taken = pair()

    rows = table(snapshot_csv(taken))

    expected = [
        (str(one.pid), f"{region.start:#x}")
        for one in taken.processes
        for region in one.regions
    ]
    assert [(row["pid"], row["start"]) for row in rows] == expected


def test_lines_end_as_the_standard_says() -> None:
    text = snapshot_csv(pair())

    assert text.count("\r\n") == text.count("\n")
    assert text.startswith(",".join(csv_heading()) + "\r\n")


def test_what_is_unknown_is_empty_and_not_zero() -> None:
    unknown = region(0x7100_0000_0000, 0x2000, Kind.ANON, resident=None)
    known = region(0x7100_0001_0000, 0x2000, Kind.ANON, resident=0)

    rows = table(snapshot_csv(snapshot(process(4242, more=[unknown, known]))))

    by_start = {row["start"]: row["resident"] for row in rows}
    assert by_start["0x710000000000"] == ""
    assert by_start["0x710000010000"] == "0"


def test_what_came_later_stands_at_the_end() -> None:
    usage = RegionUsage(clean=1, dirty=0, copies=None, huge=2, lazy_free=3)
    one = region(0x7100_0000_0000, 0x2000, Kind.FILE, path="/tmp/x")
    one = replace(one, usage=usage, backing=Backing.RAM, allocated=4, cached=5)

    text = snapshot_csv(snapshot(replace(process(), regions=(one,))))

    heading, row, _end = text.split("\r\n")
    assert heading.endswith(
        ",deleted,clean,dirty,copies,huge,lazy_free,backing,allocated,cached"
    )
    assert row.endswith(",0,1,0,,2,3,ram,4,5")


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "|calc", "%0", "＝1", "\t=1", "－1"],
)
def test_no_name_is_a_formula(name: str) -> None:
    path = with_path(name)["path"]

    assert path.startswith(("'", "\\x09"))


@pytest.mark.parametrize("perms", ["---p", "--xp", "-w-s"])
def test_permissions_are_left_as_they_are(perms: str) -> None:
    assert with_path("/file", perms=perms)["perms"] == perms


def test_permissions_that_are_none_are_guarded_too() -> None:
    assert with_path("/file", perms="-1+1")["perms"] == "'-1+1"


@pytest.mark.parametrize(
    "name", ['/a,b"c', "/new\nline", "/\x1b[2J", "/\udcff", "/é日"]
)
def test_names_survive_as_one_cell_that_a_terminal_can_show(name: str) -> None:
    path = with_path(name)["path"]

    assert path.isprintable()
    assert path[:2] == name[:2] or path.startswith("/\\x")
