"""The memory table as it is seen in panes of four screens, in both languages."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.analyze.growth.came import WatchedSince
from memscope.analyze.growth.growth import Growth
from memscope.analyze.space.axis import Scale, round_end
from memscope.analyze.space.reading import Axis, Order, Reading
from memscope.analyze.space.row import RowKey, SpaceRow, What
from memscope.analyze.space.rows import RowList
from memscope.analyze.space.space import space_of
from memscope.i18n import set_language
from memscope.model import labels
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region, RegionUsage
from memscope.render.runs import Line, plain, width_of
from memscope.render.space.columns import Extra, layout_for
from memscope.render.space.head import head_line, table_title
from memscope.render.space.strip import NO_SHADES, Shades
from memscope.render.space.table import RowMarks, Table, row_line
from tests.golden import check, sheet
from tests.tui.synthetic import KIB, LIBC, MIB, image, process, region

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
WIDTHS = {80: 75, 120: 73, 160: 97, 200: 120, 260: 180}
"""Cells of the pane on a screen of so many."""
PYTHON = 0x7F3A_8000_0000
MORE = (
    region(PYTHON, 128 * MIB, Kind.ANON, resident=110 * MIB,
           label=labels.PYTHON_OBJECTS),
    region(PYTHON - 8 * MIB, MIB, Kind.ANON, resident=MIB,
           label=labels.PYTHON_OBJECTS),
    *image(0x7F3A_9000_0000, "/usr/lib/x86_64-linux-gnu/libssl.so.3.0.11", 64 * KIB),
    region(0x7F3A_9100_0000, 4 * MIB, Kind.FILE, perms="r--s", path="/var/日本.db",
           resident=40 * KIB, label="file 日本.db"),
    region(0x7F3A_A000_0000, MIB, Kind.ARENA, resident=600 * KIB, thread=4251,
           label="malloc arena of worker-2"),
    region(0x7F3A_A010_0000, 63 * MIB, Kind.RESERVED, perms="---p",
           label=labels.ARENA_RESERVE),
    region(0x7F3A_B000_0000, 3 << 40, Kind.RESERVED, perms="---p",
           label=labels.RESERVED),
    region(0x7F3A_7000_0000, 2 * MIB, Kind.ANON, label=labels.ANONYMOUS, resident=None),
)  # fmt: skip


def shop() -> Process:
    """A server that grows: some of its libraries' pages are others' as well."""
    found = process(threads=18, more=MORE, touched=20 * KIB, name="shop")
    return replace(found, regions=tuple(map(measured, found.regions)))


def measured(one: Region) -> Region:
    usage = one.usage
    if one.image != LIBC or usage.resident is None:
        return one
    shared = usage.resident * 3 // 4
    known = RegionUsage(
        resident=usage.resident,
        private=usage.resident - shared,
        shared=shared,
        swapped=0,
        proportional=usage.resident // 2,
    )
    return replace(one, usage=known)


GROWTH = Growth(
    span_s=30.0,
    by_start={PYTHON: 6 * MIB + 200 * KIB, MORE[-4].start: 120 * KIB},
    total=6 * MIB + 320 * KIB,
    columns={
        PYTHON: [None, None, 0, MIB, MIB, 2 * MIB, 0, MIB, MIB, 2 * MIB, 3 * MIB, MIB],
        MORE[-4].start: [None, None, *[0] * 8, 120 * KIB, -8 * KIB],
    },
)


def laid_out(reading: Reading, *, folds_program: bool = False) -> RowList:
    one = shop()
    return RowList(
        [space_of(one)],
        reading,
        deltas={one.identity: GROWTH.by_start},
        wanted=(one.threads[2].sp or 0,),
        folds_program=folds_program,
    )


def opened() -> frozenset[RowKey]:
    wanted = ("library", "thread-stack", "anon")
    groups = [one for one in laid_out(Reading()).rows() if one.key.kind in wanted]
    keys = frozenset(one.key for one in groups if "Python" in one.key.label)
    keys |= {one.key for one in groups if one.key.kind != "anon"}
    inside = laid_out(Reading(opened=keys)).rows()
    return keys | {one.key for one in inside if one.start == PYTHON and one.is_inside}


SHADES = Shades([0] * 12 + [5] * 4 + [1, 2, 3, 4] * 28, 32768)


def marks(row: SpaceRow) -> RowMarks:
    """Mark a region that grew; its thread stands in its stack."""
    is_python = row.start == PYTHON and row.what is What.REGION
    is_stack = row.is_inside and row.members == 2 and row.regions[0].thread == 4251
    return RowMarks(
        is_marked=row.key.kind == "heap",
        glow=3 * is_python,
        pointer="SP 8K deep" if is_stack else "",
        shades=SHADES if row.start == PYTHON else NO_SHADES,
    )


def table(width: int, reading: Reading, rows: RowList) -> Table:
    identity = rows.spaces[0].identity
    scale = Scale(reading.axis, round_end(rows.largest(reading.axis)))
    layout = layout_for(width, is_narrow=width == WIDTHS[80])
    watched = {identity: WatchedSince(at=700.0, began=40.0, came={PYTHON: 688.0})}
    return Table(layout, scale, reading, {identity: GROWTH}, 3 * MIB, watched)


def drawn(width: int, reading: Reading, *, folds_program: bool = False) -> list[Line]:
    rows = laid_out(reading, folds_program=folds_program)
    common = table(width, reading, rows)
    lines = [row_line(row, common, marks(row)) for row in rows.rows()]
    return [head_line(common), *lines]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("screen", WIDTHS)
def test_the_table_in_the_pane_of_a_screen(screen: int, language: str) -> None:
    set_language(language)
    reading = Reading(opened=opened())
    lines = drawn(WIDTHS[screen], reading, folds_program=screen == 80)

    assert {width_of(one) for one in lines} == {WIDTHS[screen]}
    title = table_title(table(WIDTHS[screen], reading, laid_out(reading)), 17, 1024)
    text = "\n".join([title, *(plain(one).rstrip() for one in lines)])
    check(GOLDEN / f"table-{screen}-{language}.txt", text + "\n")


def test_the_table_read_in_other_ways() -> None:
    ways = {
        "by growth": Reading(order=Order.GREW),
        "by name, mapped": Reading(order=Order.NAME, axis=Axis.MAPPED, window_s=300.0),
        "all open, log": Reading(is_all_open=True, axis=Axis.LOG, window_s=None),
    }
    parts = {name: drawn(96, reading)[:24] for name, reading in ways.items()}

    text = "\n".join(
        "\n".join([f"== {name}", *(plain(one).rstrip() for one in lines)])
        for name, lines in parts.items()
    )
    check(GOLDEN / "table-ways.txt", text + "\n")


def test_the_styles_of_the_table() -> None:
    lines = drawn(96, Reading(opened=opened()))

    wanted = [one for one in lines if any(w in plain(one) for w in _STYLED)]

    check(GOLDEN / "table-styles.txt", sheet([("styles", wanted)]))


_STYLED = ("what", "Python", "7f3a80000000", "pages", "SP 8K", "libc", "heap (", "TiB")


FACTS = {
    80: {Extra.DELTA},
    120: {Extra.MINUTE},
    160: {Extra.FROM, Extra.PERMS},
    200: {Extra.OWN, Extra.SHARED, Extra.SWAPPED, Extra.RATE, Extra.PAGES},
    260: {Extra.OFFSET, Extra.INODE, Extra.PSS, Extra.AGE},
}
"""What a wider screen adds."""


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_wider_screen_adds_facts(language: str) -> None:
    set_language(language)
    expected: set[Extra] = set()
    for screen, more in FACTS.items():
        expected |= more
        layout = layout_for(WIDTHS[screen], is_narrow=screen == 80)

        assert layout.columns == expected
        assert layout.hidden == len(Extra) - len(expected)


def test_more_room_never_shows_less() -> None:
    wider = [layout_for(width) for width in range(60, 300)]
    counts = [len(one.columns) for one in wider]
    finer = [len(one.wider) for one in wider]

    assert counts == sorted(counts)
    assert counts[-1] == len(Extra)
    assert (finer[0], finer[-1]) == (0, 2)
    assert all(Extra.OWN not in one.columns or Extra.SHARED in one.columns
               for one in wider)  # fmt: skip


def test_a_table_that_is_narrow_keeps_a_long_bar() -> None:
    assert layout_for(WIDTHS[80], is_narrow=True).bar == 25
    assert layout_for(WIDTHS[80]).bar < 25


def test_columns_that_do_not_fit_are_brought_by_the_wheel() -> None:
    turned = [layout_for(75, first=at, is_narrow=True) for at in range(1, len(Extra))]

    assert {one for layout in turned for one in layout.columns} == set(Extra)


@pytest.mark.parametrize("screen", WIDTHS)
def test_little_of_the_pane_stays_empty(screen: int) -> None:
    lines = drawn(WIDTHS[screen], Reading(), folds_program=screen == 80)
    head = plain(lines[0])
    cells = [plain(one) for one in lines if "unmapped" not in plain(one)]

    blank = [
        at for at in range(WIDTHS[screen]) if all(c[at : at + 1] == " " for c in cells)
    ]
    assert len(blank) / WIDTHS[screen] < 0.3
    assert width_of(lines[0]) == len(head) == WIDTHS[screen]


@pytest.mark.parametrize("width", range(1, 60, 7))
def test_a_pane_without_room_is_drawn_all_the_same(width: int) -> None:
    assert {width_of(one) for one in drawn(width, Reading(opened=opened()))} == {width}
