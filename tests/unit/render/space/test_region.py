"""The region pane at four widths in both languages, and what may be unknown."""

from array import array
from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.analyze.growth.growth import Growth
from memscope.analyze.space.ages import PageAges, aged
from memscope.analyze.space.row import Amounts, RowKey, SpaceRow, What
from memscope.model import sorts
from memscope.model.kinds import Confidence, Kind
from memscope.model.limit import Limit
from memscope.model.page import CODES, PageMap, PagePiece, PageState
from memscope.model.place import HexRow
from memscope.model.process import Process
from memscope.model.region import ProcessUsage, Region, RegionUsage
from memscope.render.runs import Line, plain, width_of
from memscope.render.space.facts import RegionFacts
from memscope.render.space.page_dots import PageDots, dots_of
from memscope.render.space.region import grid_columns, region_picture
from memscope.render.space.region_group import main_of
from memscope.render.words.names import colour_key
from tests.golden import check, sheet
from tests.tui.synthetic import KIB, MIB, process, region
from tests.unit.render.space.languages import each_language

pytestmark = pytest.mark.unit
GOLDEN = Path(__file__).with_name("golden")
ONE = process(threads=4)
HEAP = next(one for one in ONE.regions if one.kind is Kind.HEAP)
STACK = next(one for one in ONE.regions if one.kind is Kind.THREAD_STACK)
STACKS = [one for one in ONE.regions if one.kind in (Kind.THREAD_STACK, Kind.GUARD)]
USAGE = RegionUsage(412 * KIB, private=400 * KIB, shared=12 * KIB, swapped=8 * KIB)
GROWTH = Growth(
    span_s=30.0,
    by_start={HEAP.start: 120 * KIB},
    total=120 * KIB,
    columns={HEAP.start: [None] * 6 + [0, 40 * KIB, 0, 40 * KIB, 0, 40 * KIB]},
)


def row(regions: list[Region], what: What = What.REGION, of: Process = ONE) -> SpaceRow:
    first, last = regions[0], regions[-1]
    kind, label = first.kind, first.label
    if what is What.GROUP:
        kind, label = Kind.THREAD_STACK, sorts.THREAD_STACKS
    key = RowKey(of.identity, what, kind=kind, label=label)
    members = sum(one.kind is not Kind.GUARD for one in regions)
    resident = sum(one.usage.resident or 0 for one in regions)
    amounts = Amounts(sum(one.size for one in regions), resident, None, 0, 0)
    return SpaceRow(key, what, 0, of, first.start, last.end, regions, members, amounts)


def pages(of: Region, touched: int, more: int) -> PageAges:
    """Look twice: some pages are there from the start, some come."""
    found: PageAges | None = None
    for at, count in ((0.0, touched), (2.0, touched + more)):
        codes = bytes([CODES[PageState.EXCLUSIVE]]) * count
        piece = PagePiece(of.start, codes, array("Q", [0] * count))
        seen = PageMap(of.start, of.end, 4096, (piece,))
        found = aged([seen], (of.start, of.end), 0, at, found)
    assert found is not None
    return found


def dots(of: Region, width: int) -> PageDots:
    columns = grid_columns(width)
    key = colour_key(of, ONE.exe)
    return dots_of(pages(of, 80, 20), key, columns=columns, lines=6)


def drawn(facts: RegionFacts, width: int) -> list[Line]:
    one = facts.region
    found = None if one is None or facts.problem else dots(one, width)
    return list(region_picture(facts, found, width).lines)


def test_a_growing_region_at_every_width() -> None:
    facts = RegionFacts(
        row([HEAP]),
        measured=replace(HEAP, usage=USAGE, flags=("rd", "wr", "dd")),
        growth=GROWTH,
        leak=("grew in 720 of 720 looks",),
    )
    for language in each_language():
        sheets = [(f"{width} cells", drawn(facts, width)) for width in (32, 42, 54, 78)]
        check(GOLDEN / f"region.{language}.txt", sheet(sheets))


def test_other_rows() -> None:
    known = replace(
        ONE,
        usage=ProcessUsage(16 * MIB, 2 * MIB, unique=MIB, peak=3 * MIB),
        limits=(Limit("RLIMIT_STACK", MIB, 8 * MIB, is_bytes=True),),
    )
    cases: list[tuple[str, RegionFacts]] = [
        ("stack", RegionFacts(row([STACK]))),
        ("news", RegionFacts(row([HEAP]), news="it grew")),
        ("not allowed", RegionFacts(row([HEAP]), problem="permission denied")),
        ("group", RegionFacts(row(STACKS, What.GROUP))),
        ("hole", RegionFacts(hole())),
        ("process", RegionFacts(row(list(ONE.regions), What.PROCESS, known))),
    ]
    for language in each_language():
        sheets = [(name, drawn(facts, 42)) for name, facts in cases]
        check(GOLDEN / f"region-rows.{language}.txt", sheet(sheets))


@pytest.mark.parametrize("count", [3, 5_000])
def test_stacks_and_their_guards_are_explained_as_stacks(count: int) -> None:
    size = 2 * MIB
    regions: list[Region] = []
    for at in range(count):
        start = 0x7F0000000000 + at * size
        regions.append(region(start, 4096, Kind.GUARD))
        regions.append(region(start + 4096, size - 4096, Kind.THREAD_STACK))

    assert main_of(regions).kind is Kind.THREAD_STACK
    assert main_of(regions[::2]).kind is Kind.GUARD


def hole() -> SpaceRow:
    key = RowKey(ONE.identity, What.HOLE, start=HEAP.end)
    return SpaceRow(key, What.HOLE, 0, ONE, HEAP.end, HEAP.end + 40 * MIB)


def text(facts: RegionFacts, width: int = 42) -> str:
    return "\n".join(plain(one) for one in drawn(facts, width))


def test_unknown_is_a_dash_and_never_zero() -> None:
    nothing = replace(HEAP, usage=RegionUsage())
    shown = text(RegionFacts(row([nothing]), problem="no"))

    assert shown.count("–") - 1 == 4  # One stands between the bounds.
    assert "resident    –" not in shown.replace("     –", "    0")


def test_without_a_look_it_says_that_it_is_looking() -> None:
    picture = region_picture(RegionFacts(row([HEAP])), None, 42)

    assert any("looking" in plain(one) for one in picture.lines)
    assert picture.dots is None


@pytest.mark.parametrize("width", [32, 42, 78])
def test_the_grid_is_where_the_picture_says(width: int) -> None:
    found = dots(HEAP, width)
    picture = region_picture(RegionFacts(row([HEAP])), found, width)
    first = picture.lines[picture.top]

    assert picture.dots is found
    assert any("fore.heap" in run.style or "back.heap" in run.style for run in first)
    assert not any("heap.new" in run.style for run in picture.lines[picture.top - 1])


def test_a_guess_says_so() -> None:
    guess = replace(HEAP, confidence=Confidence.GUESS, evidence=())

    assert "? guess" in text(RegionFacts(row([guess])))


def test_a_hostile_name_is_harmless() -> None:
    bad = region(0x1000, MIB, Kind.FILE, path="/tmp/\x1b[31mred\n\u202e")
    shown = text(RegionFacts(row([replace(bad, label="\x1b]0;x\x07")])))

    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_no_line_is_wider_than_the_pane() -> None:
    facts = RegionFacts(row([HEAP]), growth=GROWTH, measured=HEAP)
    for width in (32, 42, 54, 69, 70, 120):
        assert max(map(width_of, drawn(facts, width))) <= width


def test_the_first_bytes_stand_below_where_they_were_read() -> None:
    data = bytes(range(0x41, 0x51))
    first = HexRow(HEAP.start, HEAP.start + 16, PageState.EXCLUSIVE, data)
    shown = text(RegionFacts(row([HEAP]), first=[first]), 54)

    assert "41 42 43 44 45 46 47 48  ABCDEFGH" in shown
    unread = HexRow(HEAP.start, HEAP.start + 16, PageState.ABSENT, None)
    assert "ABCD" not in text(RegionFacts(row([HEAP]), first=[unread]), 54)


def test_growth_is_said_only_where_somebody_compared() -> None:
    assert "growth" not in text(RegionFacts(row([HEAP])))
    assert "growth" not in text(RegionFacts(row([HEAP]), growth=Growth()))
    still = Growth(span_s=30.0, total=0)
    assert "growth  · in 30 s" in text(RegionFacts(row([HEAP]), growth=still))
    shown = text(RegionFacts(row([HEAP]), growth=GROWTH))
    assert "+120K in 30 s" in shown
    assert "+240K/min" in shown
