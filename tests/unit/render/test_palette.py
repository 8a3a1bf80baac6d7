from collections.abc import Sequence
from itertools import combinations
from math import dist
from operator import mul

import pytest

from memscope.model.kinds import Kind, Segment
from memscope.render.palette import KIND_STYLES, SEGMENT_STYLES, Sort, colour_of

pytestmark = pytest.mark.unit

# What eyes see that lack one sort of cones (Machado, Oliveira, Fernandes 2009).
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
D65 = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8729))
Row = tuple[float, float, float]
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
        distance = dist(seen(one, EYES[eyes]), seen(other, EYES[eyes]))
        assert distance > 15, (one, other)


def seen(colour: str, eyes: Sequence[Row]) -> Row:
    """Return a colour as such eyes see it: CIE L*a*b*, where distances are alike."""
    light = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in light]
    light = [min(1, max(0, x)) for x in times(eyes, light)]
    x, y, z = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in times(D65, light)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def times(rows: Sequence[Row], column: Sequence[float]) -> list[float]:
    return [sum(map(mul, row, column)) for row in rows]
