import pytest

from memscope.analyze.beside.compared import Footing, Gutter
from memscope.render.runs import plain, width_of
from memscope.render.space.gutter import gutter_cells, one_sided, percent

pytestmark = pytest.mark.unit

MIB = 1 << 20
SAME = Gutter(Footing.CERTAIN, 6 * MIB, 0, 0.52)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "–"),
        (0.0, "0 %"),
        (0.004, "<1 %"),
        (0.52, "52 %"),
        (0.999, "99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_all(
    share: float | None, text: str
) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("gutter", "text"),
    [
        (Gutter(), "        –         "),
        (SAME, "══ 6.0M · 52 % ═══"),
        (SAME._replace(footing=Footing.LIKELY), "≈≈ 6.0M · 52 % ≈≈≈"),
        (SAME._replace(same=0), "       ≠ 0        "),
        (Gutter(Footing.NEEDS_ROOT, None, 5), "   ? needs root   "),
    ],
)
def test_the_sign_says_how_sure_it_is(gutter: Gutter, text: str) -> None:
    assert plain(gutter_cells(gutter, 18, "heap")) == text


def test_only_frames_make_the_sign_of_the_same() -> None:
    for footing in set(Footing) - {Footing.CERTAIN}:
        drawn = plain(gutter_cells(SAME._replace(footing=footing), 18, "heap"))
        assert "═" not in drawn


@pytest.mark.parametrize("width", range(8, 24))
def test_a_gutter_fills_its_width(width: int) -> None:
    for gutter in (Gutter(), SAME, SAME._replace(undecided=4096)):
        assert width_of(gutter_cells(gutter, width, "heap")) == width
    assert width_of(one_sided(width)) == width
    assert width_of(one_sided(width, is_other=True)) == width


def test_a_gutter_says_where_the_other_has_another_build() -> None:
    assert " another build " in plain(one_sided(24, is_other=True))
    assert " one side only " in plain(one_sided(24))
