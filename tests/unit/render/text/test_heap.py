"""What allocators hold, as text."""

import pytest
from msgspec.structs import replace

from memscope.model.heap import HeapLook
from memscope.model.occupancy import BlockClass
from memscope.render.columns.heap import class_rows, picture, ranged, summed
from memscope.render.runs import plain, width_of
from memscope.render.text.heap import heap_lines
from memscope.render.words.heap import arena_name, arena_threads
from tests.unit.render.text.heaps import (
    AROUND,
    BROKEN,
    CLASSES,
    LOOK,
    MAIN,
    OTHER,
    PROCESS,
    arena,
)

pytestmark = pytest.mark.unit


def text_of(look: HeapLook, width: int | None = None) -> str:
    return "\n".join(plain(one) for one in heap_lines(PROCESS, look, width=width))


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("look", [LOOK, AROUND])
def test_lines_keep_to_the_width(look: HeapLook, width: int) -> None:
    for one in heap_lines(PROCESS, look, width=width):
        assert width_of(one) <= width or "  " in plain(
            one
        )  # a row that has no more to give


def test_hostile_names_are_made_safe() -> None:
    text = text_of(LOOK)

    assert "\x1b" not in text
    assert "worker\n" not in text


def test_what_a_trim_would_give_and_what_is_not_whole_is_said() -> None:
    text = " ".join(text_of(LOOK).split())

    assert "malloc_trim(0) would give back 1 MiB" in text
    assert "2 of 3 arenas" in text
    assert "not walked whole: arena 2" in text
    assert "2 large blocks" in text
    assert "held by 77 blocks in use" in text


def test_the_block_that_was_asked_for_is_marked() -> None:
    lines = text_of(AROUND).splitlines()
    (asked,) = (one for one in lines if one.startswith("▶"))

    assert "4,096" in asked
    assert "is byte 32 of what the program has" in asked
    assert any(set(one) <= {" ", "▲"} and "▲" in one for one in lines)
    assert "… there are more" in lines


def test_many_arenas_are_summed() -> None:
    look = replace(LOOK, arenas=tuple(arena(n, (n,), 1000) for n in range(40)))

    assert "16 smaller ones" in text_of(look)


def test_a_picture_shows_where_it_is_free() -> None:
    assert len(picture(MAIN, 16)) == 16
    assert picture(MAIN, 16)[0] == "█"
    assert picture(MAIN, 16)[2] == "·"
    assert picture(BROKEN) == ""


def test_whose_an_arena_is() -> None:
    assert arena_threads(MAIN, PROCESS) == "4242 main"
    assert arena_threads(OTHER, PROCESS).endswith("+1")
    assert arena_threads(BROKEN, PROCESS) == "none"
    assert arena_threads(replace(MAIN, threads=None), PROCESS) == "–"
    assert [arena_name(one) for one in (MAIN, OTHER)] == ["main arena", "arena 1"]


def test_classes_of_several_arenas_are_summed_and_put_together() -> None:
    together = summed([*CLASSES, *CLASSES, BlockClass(48, 1, 0, 48, 0)])

    assert [(one.size, one.live) for one in together] == [(32, 6), (48, 1), (2048, 2)]
    rows = class_rows(ranged(together))
    assert [one.name for one in rows] == ["32", "48–64", "2,048–4,096"]
    assert class_rows(together)[-1].name == "2,048–4,096"


def test_where_nothing_could_be_walked_nothing_is_counted() -> None:
    broken = tuple(replace(one, whole=False) for one in LOOK.arenas)

    first = text_of(replace(LOOK, arenas=broken)).splitlines()[0]

    assert first.endswith("nobody knows what is in use and what is free")
    assert "0 B" not in first
