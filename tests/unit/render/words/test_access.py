"""Permissions that stand out are marked, by a sign as well as by colour."""

import pytest
from msgspec.structs import replace

from memscope.analyze.space.amounts import amounts_of
from memscope.analyze.space.row import RowKey, SpaceRow, What
from memscope.model.kinds import Kind
from memscope.model.region import Access, Region, access_of
from memscope.render.palette import ACCESS_MARKS
from memscope.render.runs import Line, plain
from memscope.render.space.columns import Extra, layout_for
from memscope.render.space.facts import RegionFacts
from memscope.render.space.region import region_picture
from memscope.render.space.table import Table, row_line
from memscope.render.words.access import (
    access_style,
    access_sums,
    access_words,
    marked,
)
from memscope.units import cell_width
from tests.tui.synthetic import process
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

WX = replace(region(Kind.JIT, pages=4), perms="rwxp")
NONE = replace(region(Kind.RESERVED, pages=2), perms="---p")


@pytest.mark.parametrize(
    ("perms", "access", "shown"),
    [
        ("rwxp", Access.WRITABLE_CODE, "rwxp!"),
        ("-wxs", Access.WRITABLE_CODE, "-wxs!"),
        ("---p", Access.NONE, "---p∅"),
        ("---s", Access.NONE, "---s∅"),
        ("r-xp", None, "r-xp"),
        ("rw-p", None, "rw-p"),
        ("--xp", None, "--xp"),
        ("", None, ""),
    ],
)
def test_what_stands_out(perms: str, access: Access | None, shown: str) -> None:
    assert access_of(perms) is access
    assert marked(perms) == shown
    assert (access_words(perms) is None) == (access is None)


def test_a_mark_is_one_cell_and_no_two_are_alike() -> None:
    marks = ACCESS_MARKS.values()

    assert [cell_width(one.sign) for one in marks] == [1] * len(Access)
    assert len({one.sign for one in marks}) == len({one.style for one in marks}) == 2


def row(one: Region) -> SpaceRow:
    of = process()
    key = RowKey(of.identity, What.REGION, start=one.start)
    amounts = amounts_of([one])
    return SpaceRow(key, What.REGION, 0, of, one.start, one.end, [one], 1, amounts)


NO_ROOM_FOR = frozenset({Extra.PAGES, Extra.AGE})
"""Nobody looked at pages."""


def table_row(one: Region, width: int) -> Line:
    return row_line(row(one), Table(layout_for(width, NO_ROOM_FOR)))


@pytest.mark.parametrize("width", [100, 120, 160, 220])
def test_rows_of_every_width_that_has_permissions_bear_the_mark(width: int) -> None:
    assert Extra.PERMS in layout_for(width, NO_ROOM_FOR).columns
    rows = [table_row(one, width) for one in (WX, NONE, region())]

    assert [cell_width(plain(each)) for each in rows] == [width] * 3
    assert "rwxp!" in plain(rows[0])
    assert "---p∅" in plain(rows[1])
    signs = [run for run in rows[0] if "!" in run.text]
    assert signs
    assert all("bad" in run.style for run in signs)
    assert not {"!", "∅"} & {*plain(rows[2])}


def test_the_region_pane_says_what_it_means() -> None:
    picture = region_picture(RegionFacts(row(WX)), None, 60)
    text = "\n".join(map(plain, picture.lines))

    assert "rwxp!" in text
    assert "writable and executable" in text


def test_they_are_counted() -> None:
    assert access_sums([region()]) == []
    assert access_sums([WX, NONE, WX]) == [
        (access_style("rwxp"), "! 2 regions are writable and executable: 32 KiB"),
        (access_style("---p"), "∅ 1 region allows no access: 8 KiB of address space"),
    ]
