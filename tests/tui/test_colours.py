"""Style names to colours: later names win, and letters can be read on any colour."""

import pytest
from rich.color import Color

from memscope.model.kinds import Kind
from memscope.render.inks import DARK, LIGHT, Inks
from memscope.render.palette import KIND_STYLES
from memscope.tui.colours import DARK_NAME, LIGHT_NAME, blend, style_of

pytestmark = pytest.mark.tui

THEMES = [(DARK_NAME, DARK), (LIGHT_NAME, LIGHT)]
HEAP = KIND_STYLES[Kind.HEAP].colour.lower()


def colours(names: str, theme: str) -> tuple[str, str]:
    style = style_of(names, theme)
    assert style.color is not None
    assert style.bgcolor is not None
    return style.color.name, style.bgcolor.name


@pytest.mark.parametrize(("theme", "inks"), THEMES)
def test_without_a_name_it_is_ink_on_paper(theme: str, inks: Inks) -> None:
    assert colours("", theme) == (inks.text, inks.paper)
    assert colours("muted", theme) == (inks.muted, inks.paper)
    assert colours("tag", theme) == (inks.paper, inks.muted)


def test_later_names_win_and_others_stay() -> None:
    style = style_of("strong bad cursor", DARK_NAME)

    assert style.bold
    assert colours("bad cursor", DARK_NAME) == (DARK.bad, DARK.cursor)
    assert colours("cursor bad muted", DARK_NAME) == (DARK.muted, DARK.cursor)


@pytest.mark.parametrize(("theme", "inks"), THEMES)
def test_a_kind_is_full_on_the_spine_and_a_hint_on_the_band(
    theme: str, inks: Inks
) -> None:
    shares = [
        colours(f"{role}.heap", theme)[1]
        for role in ("band", "track", "shade", "spine")
    ]

    mixed = [blend(inks.paper, HEAP, share) for share in (0.08, 0.22, 0.45)]
    assert shares == [*mixed, HEAP]
    assert colours("bar.heap", theme) == (HEAP, mixed[1])


@pytest.mark.parametrize("kind", Kind)
def test_a_letter_is_black_or_white_whichever_is_read_better(kind: Kind) -> None:
    ink, paper = colours(f"spine.{kind.value}", DARK_NAME)

    def light(colour: str) -> float:
        triplet = Color.parse(colour).triplet
        assert triplet is not None
        return sum(x * y for x, y in zip(triplet, (0.299, 0.587, 0.114), strict=True))

    assert ink in {"#000000", "#ffffff"}
    assert abs(light(ink) - light(paper)) > 80


@pytest.mark.parametrize(
    ("share", "mixed"), [(0, "#000000"), (1, "#ff8040"), (0.5, "#804020")]
)
def test_colours_are_mixed(share: float, mixed: str) -> None:
    assert blend("#000000", "#ff8040", share) == mixed
