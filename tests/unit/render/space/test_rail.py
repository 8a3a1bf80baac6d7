"""The rail as it is drawn: band, addresses, sizes of holes, marks; at four widths."""

from pathlib import Path

import pytest

from memscope.analyze.space.slices import closer, logarithmic, whole
from memscope.analyze.space.terrain import terrain_of
from memscope.model.kinds import Kind
from memscope.render.palette import KIND_STYLES
from memscope.render.runs import Line, plain, width_of
from memscope.render.space.rail import (
    NO_MARKS,
    RailMarks,
    RailPicture,
    layout_for,
    letter_of,
    level_of,
    scale_words,
)
from memscope.render.words.names import colour_key
from tests.golden import check, sheet
from tests.tui.synthetic import process
from tests.unit.render.space.languages import each_language

pytestmark = pytest.mark.unit
GOLDEN = Path(__file__).with_name("golden")
ONE = process(threads=6)
TERRAIN = terrain_of(ONE, colour_key)
HEAP = next(one for one in ONE.regions if one.kind is Kind.HEAP)
STACK = next(one for one in ONE.regions if one.kind is Kind.THREAD_STACK)
CODE = next(one for one in ONE.regions if one.kind is Kind.CODE)
MARKS = RailMarks(
    shown=(HEAP.start, STACK.end),
    selected=((HEAP.start, HEAP.end),),
    sp=STACK.end - 4600,
    pc=CODE.start,
    new=(HEAP.end - 1,),
    tips=((HEAP.start, HEAP.end),),
    marked=((STACK.start, STACK.end),),
    hits=((CODE.start, CODE.end), (STACK.start, STACK.end)),
)


def lines(
    width: int, marks: RailMarks = NO_MARKS, rows: int = 16, *, letters: bool = False
) -> list[Line]:
    slices = whole(TERRAIN, rows)
    picture = RailPicture(TERRAIN, slices, marks, has_letters=letters)
    return [picture.line(at, width) for at in range(slices.lines)]


def test_four_widths() -> None:
    for language in each_language():
        drawn = [(f"{width} cells", lines(width, MARKS)) for width in (3, 13, 19, 24)]
        check(GOLDEN / f"rail.{language}.txt", sheet(drawn))


def test_other_scales_and_letters() -> None:
    near = closer(TERRAIN, 4096 * 64, HEAP.start)
    log = logarithmic(TERRAIN, 16)
    drawn = [
        (f"{scale_words(one)}", [picture.line(at, 19) for at in range(one.lines)[:24]])
        for one in (near, log)
        for picture in [RailPicture(TERRAIN, one, MARKS)]
    ]
    check(
        GOLDEN / "rail-scales.txt",
        sheet([*drawn, ("letters", lines(13, MARKS, letters=True))]),
    )


@pytest.mark.parametrize("width", [2, 3, 12, 13, 18, 19, 23, 24, 40])
def test_every_line_is_as_wide_as_it_is_told(width: int) -> None:
    assert {width_of(one) for one in lines(width, MARKS)} == {width}


def test_more_room_gives_words_and_never_only_a_wider_band() -> None:
    widths = [layout_for(width) for width in (3, 13, 19, 24)]

    assert [one.label for one in widths] == [0, 6, 7, 9]
    assert all(one.band <= 6 for one in widths)


def test_a_mark_stands_at_the_line_of_its_address() -> None:
    slices = whole(TERRAIN, 16)
    picture = RailPicture(TERRAIN, slices, RailMarks(sp=MARKS.sp))
    found = [at for at in range(slices.lines) if "SP" in plain(picture.line(at, 24))]

    assert MARKS.sp is not None
    assert found == [slices.line_at(MARKS.sp)]


def test_what_is_outside_is_marked_nowhere() -> None:
    text = "".join(plain(one) for one in lines(24, RailMarks(sp=1, new=(1,))))

    assert "SP" not in text
    assert "▲" not in text


def test_levels_tell_nothing_from_little_and_unknown() -> None:
    shares = (0.0, 0.001, 0.3, 0.5, 0.99, 1.0)
    assert "".join(map(level_of, shares)) == "012344"
    assert level_of(None) == "u"


def test_every_colour_has_a_letter() -> None:
    assert {letter_of(kind.value) for kind in Kind} == {
        look.letter for look in KIND_STYLES.values()
    }
    assert letter_of("library") == "L"
