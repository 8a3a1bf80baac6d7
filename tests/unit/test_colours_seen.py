"""The judge of the themes is right itself: known pairs, known eyes."""

import pytest

from tests.colours_seen import EYES, Row, difference, seen

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        # Of the test data that Sharma, Wu and Dalal published with the formula.
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_differences_are_those_of_the_published_pairs(
    one: Row, other: Row, far: float
) -> None:
    assert difference(one, other) == pytest.approx(far, abs=1e-4)
    assert difference(other, one) == pytest.approx(far, abs=1e-4)


@pytest.mark.parametrize("eyes", EYES)
def test_grey_is_grey_to_all_eyes(eyes: str) -> None:
    lightness, a, b = seen("#808080", eyes)

    assert lightness == pytest.approx(53.6, abs=0.3)
    assert abs(a) < 1
    assert abs(b) < 1


def test_each_sort_of_eyes_confuses_what_it_is_known_to_confuse() -> None:
    def apart(one: str, other: str, eyes: str) -> float:
        return difference(seen(one, eyes), seen(other, eyes))

    assert apart("#b05010", "#6b7a00", "all cones") > 20
    assert apart("#b05010", "#6b7a00", "no green") < 12
    assert apart("#2aa0a0", "#3a9ad0", "no blue") < apart(
        "#2aa0a0", "#3a9ad0", "all cones"
    )
