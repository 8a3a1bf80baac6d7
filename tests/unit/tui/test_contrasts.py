"""Every pair of colours that a style can give can be seen, in every theme."""

from itertools import combinations, product

import pytest

from memscope.model.kinds import Kind, Segment
from memscope.model.page import PageState
from memscope.render.palette import KIND_STYLES
from memscope.render.schemes import SCHEMES
from memscope.tui.colours import LEVELS, colour_in, style_of, theme_name
from memscope.tui.settings.record import THEMES
from tests.colours_seen import contrast, difference, seen

pytestmark = pytest.mark.unit

KEYS = [
    *(kind.value for kind in Kind),
    *(f"segment-{one.value}" for one in Segment),
    *(f"page-{state.value}" for state in PageState),
    "library",
]
ROWS = ("", "cursor", "resting", "ground")
WORDS = ("", "strong", "muted", "accent", "good", "warn", "bad", "title", "key",
         "changed", "tag", "pointer", "header", "fresh", "alert",
         "misread")  # fmt: skip
GROUNDS = ("spine", "shade", "tip", "track", "band", *(f"back.{n}" for n in LEVELS))
MARKS = ("fill", "glow", "bar", "fore.4", "fore.new")
PLATES = ("spine", "tip", "back.4", "back.new")
KINDS = ("library", *(kind.value for kind in Kind if kind is not Kind.VSYSCALL))
"""The kernel's two libraries have one colour and one letter."""


def named(role: str, key: str) -> str:
    role, dot, level = role.partition(".")
    return f"{role}.{key}.{level}" if dot else f"{role}.{key}"


def pair(names: str, theme: str) -> tuple[str, str]:
    style = style_of(names, theme_name(theme))
    assert style.color is not None
    assert style.bgcolor is not None
    one, other = style.color.name, style.bgcolor.name
    return (other, one) if style.reverse else (one, other)


def weak(names: list[str], theme: str, least: float) -> list[str]:
    return [one for one in names if contrast(*pair(one, theme)) < least]


def of_text(theme: str) -> float:
    return 7.0 if theme == "high-contrast" else 4.5


def test_every_theme_that_can_be_chosen_is_there() -> None:
    assert tuple(SCHEMES) == THEMES


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read_on_every_row(theme: str) -> None:
    names = [f"{word} {row}" for word, row in product(WORDS, ROWS)]

    assert weak(names, theme, of_text(theme)) == []


@pytest.mark.parametrize("theme", THEMES)
def test_words_in_a_kinds_colour_can_be_read_on_every_row(theme: str) -> None:
    names = [f"ink.{key} {row}" for key, row in product(KEYS, ROWS)]

    assert weak(names, theme, of_text(theme)) == []


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read_on_every_colour(theme: str) -> None:
    """On what is dyed in a full colour there is nothing better than black or white."""
    names = [
        f"{named(role, key)} {word} {row}"
        for role, key, word, row in product(
            GROUNDS, KEYS, ("", "strong", "muted"), ("", "cursor")
        )
        if role != "spine" or not word
    ]

    assert weak(names, theme, 4.5) == []


@pytest.mark.parametrize("theme", THEMES)
def test_marks_can_be_seen_on_every_row(theme: str) -> None:
    names = [
        f"{named(role, key)} {row}"
        for role, key, row in product(MARKS, KEYS, ROWS)
    ]  # fmt: skip

    assert weak([*names, *(f"faint {row}" for row in ROWS)], theme, 3.0) == []


@pytest.mark.parametrize("theme", THEMES)
def test_dyed_cells_can_be_seen_beside_the_rest_of_their_row(theme: str) -> None:
    faint = [
        (role, key, row)
        for role, key, row in product(PLATES, KEYS, ROWS)
        if contrast(pair(f"{named(role, key)} {row}", theme)[1], pair(row, theme)[1])
        < 3.0
    ]

    assert faint == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_selected_row_stands_out_and_what_is_a_hint_is_there(theme: str) -> None:
    paper = pair("", theme)[1]

    assert contrast(pair("cursor", theme)[1], paper) > 1.25
    assert difference(seen(pair("resting", theme)[1]), seen(paper)) > 3
    for key in KINDS:
        assert pair(f"track.{key}", theme)[1] != paper


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_new_stands_out_from_what_is_old(theme: str) -> None:
    for key in KINDS:
        old, new = pair(f"back.{key}.4", theme)[1], pair(f"back.{key}.new", theme)[1]
        assert difference(seen(old), seen(new)) > 6, key


@pytest.mark.parametrize(
    ("theme", "eyes"),
    [
        ("red-green-safe", "all cones"),
        ("red-green-safe", "no red"),
        ("red-green-safe", "no green"),
        ("blue-yellow-safe", "all cones"),
        ("blue-yellow-safe", "no blue"),
    ],
)
def test_in_a_safe_theme_such_eyes_tell_all_kinds_apart(theme: str, eyes: str) -> None:
    """Any two may touch: in a stack of layers, or as neighbours in memory."""
    colours = {key: colour_in(SCHEMES[theme], key) for key in KINDS}
    close = [
        (one, other)
        for one, other in combinations(KINDS, 2)
        if difference(seen(colours[one], eyes), seen(colours[other], eyes)) < 12
    ]

    assert close == []


@pytest.mark.parametrize("theme", THEMES)
def test_eyes_with_all_cones_tell_kinds_apart_that_are_large(theme: str) -> None:
    large = {"library", "code", "data", "heap", "arena", "anon", "stack", "shared"}
    colours = {key: colour_in(SCHEMES[theme], key) for key in large}

    for one, other in combinations(sorted(large), 2):
        assert difference(seen(colours[one]), seen(colours[other])) > 8, (one, other)


@pytest.mark.parametrize(
    ("theme", "eyes"),
    [("red-green-safe", "no green"), ("red-green-safe", "no red"),
     ("blue-yellow-safe", "no blue")],
)  # fmt: skip
def test_verdicts_are_told_apart_by_such_eyes(theme: str, eyes: str) -> None:
    inks = SCHEMES[theme].inks
    for one, other in combinations((inks.good, inks.warn, inks.bad), 2):
        assert difference(seen(one, eyes), seen(other, eyes)) >= 12, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_a_segment_wears_the_colour_of_one_of_its_kinds(theme: str) -> None:
    scheme = SCHEMES[theme]
    for segment in Segment:
        kinds = [kind.value for kind in Kind if kind.segment is segment]
        colour = colour_in(scheme, f"segment-{segment.value}")
        assert colour in {colour_in(scheme, kind) for kind in kinds}


def test_without_colour_a_letter_says_the_same() -> None:
    letters = [look.letter for kind, look in KIND_STYLES.items() if kind.value in KINDS]

    assert len(set(letters)) == len(letters)
