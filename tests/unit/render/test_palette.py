from itertools import combinations
from math import dist

import pytest

from memscope.model.kinds import Kind, Segment
from memscope.render.palette import KIND_STYLES, SEGMENT_STYLES, Sort, colour_of
from tests.colours_seen import EYES, seen

pytestmark = pytest.mark.unit

ALIKE = {Kind.VDSO, Kind.VSYSCALL}
"""The kernel's two libraries; no process has much of either."""


def test_every_kind_and_every_segment_has_a_row() -> None:
    assert list(KIND_STYLES) == list(Kind)
    assert list(SEGMENT_STYLES) == list(Segment)


def test_every_kind_says_what_it_is_called_and_why_it_is_there() -> None:
    for kind, style in KIND_STYLES.items():
        assert kind.english
        assert style.reason


def test_letters_tell_all_kinds_apart_and_all_segments() -> None:
    kinds = [style.letter for kind, style in KIND_STYLES.items() if kind not in ALIKE]
    segments = [style.letter for style in SEGMENT_STYLES.values()]

    assert len({*kinds, KIND_STYLES[Kind.VDSO].letter}) == len(kinds) + 1
    assert len(set(segments)) == len(segments)


def test_every_sort_of_block_but_libraries_comes_from_a_kind() -> None:
    assert {style.sort for style in KIND_STYLES.values()} == set(Sort) - {Sort.LIBRARY}


@pytest.mark.parametrize("segment", Segment)
def test_a_segment_wears_the_colours_of_one_of_its_kinds(segment: Segment) -> None:
    kinds = [kind for kind in Kind if kind.segment is segment]

    assert colour_of(f"segment-{segment}") in map(colour_of, kinds)


@pytest.mark.parametrize("eyes", EYES)
def test_colour_blind_eyes_tell_segments_apart(eyes: str) -> None:
    colours = [style.colour for style in SEGMENT_STYLES.values()]

    for one, other in combinations(colours, 2):
        distance = dist(seen(one, eyes), seen(other, eyes))
        assert distance > 15, (one, other)
