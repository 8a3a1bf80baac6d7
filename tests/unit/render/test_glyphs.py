"""Signs and colours, told in ASCII and without colours."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.render.glyphs import SIGNS, ascii_text, in_ascii, without_colour
from memscope.render.runs import Run, line, plain, width_of
from memscope.units import cell_width, safe
from tests.house.repository import PACKAGE

pytestmark = pytest.mark.unit

BAR = line(
    Run(" heap ", "muted"),
    Run("   ", "spine.heap"),
    Run("  ", "shade.heap"),
    Run(" ", "tip.heap"),
    Run("   ", "track.heap"),
)


def test_a_bar_tells_by_characters_what_it_is_made_of() -> None:
    assert plain(in_ascii(BAR)) == " heap ###==+..."
    assert plain(without_colour(BAR)) == " heap ███▒▒▓░░░"


def test_steps_of_a_colour_are_told_too() -> None:
    steps = line(*(Run(" ", f"back.heap.{step}") for step in ("0", "2", "4", "new")))

    assert plain(in_ascii(steps)) == ".=#+"


def test_blocks_in_a_colour_are_told_by_what_the_colour_says() -> None:
    blocks = line(Run("██", "fill.heap"), Run("█", "dim.heap"), Run("█", "glow.heap"))

    assert plain(in_ascii(blocks)) == "##=+"
    assert plain(without_colour(blocks)) == "██▒▓"


def test_a_letter_on_its_colour_stays_a_letter() -> None:
    assert plain(in_ascii(line(Run(" H ", "spine.heap cursor")))) == " H "


def test_a_tree_is_a_tree() -> None:
    assert ascii_text("├─▸ a") == "|-+ a"
    assert ascii_text("└─ b") == "`- b"
    assert ascii_text("◀ SP") == "< SP"


@given(st.text(max_size=12))
def test_every_text_keeps_its_width(text: str) -> None:
    told = ascii_text(safe(text))

    assert cell_width(told) == cell_width(safe(text))
    assert all(one.isascii() or cell_width(one) != 1 for one in told)


def test_words_of_a_language_stay() -> None:
    assert ascii_text("常駐 …") == "常駐 ~"
    assert ascii_text("é") == "e"


@given(st.lists(st.sampled_from(BAR), max_size=6))
def test_a_line_keeps_its_width_and_its_styles(runs: list[Run]) -> None:
    told = in_ascii(tuple(runs))

    assert width_of(told) == width_of(without_colour(tuple(runs))) == width_of(runs)
    assert [run.style for run in told] == [run.style for run in runs]


def test_without_colours_nothing_is_dyed_that_is_told_by_characters() -> None:
    dyed = line(Run("  ", "spine.heap cursor"), Run(" H ", "spine.heap"))

    assert without_colour(dyed) == line(Run("██", "cursor"), Run(" H ", "spine.heap"))


def test_every_sign_that_we_draw_has_its_own_in_ascii() -> None:
    drawn = re.compile("[\u2190-\u25ff\u2700-\u27bf\u23fa]")
    found = {
        one
        for room in ("render", "tui")
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for one in drawn.findall(path.read_text("utf-8"))
    }

    assert found - set(SIGNS) == set()


def test_the_table_is_in_ascii_and_one_cell_for_one() -> None:
    assert all(cell_width(one) == 1 for one in SIGNS)
    assert all(sign.isascii() and len(sign) == 1 for sign in SIGNS.values())
