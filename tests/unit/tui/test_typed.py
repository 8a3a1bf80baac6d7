import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.tui.typed import TypedText

pytestmark = pytest.mark.unit


def shown(typed: TypedText) -> str:
    """Return the text with a bar where the cursor is."""
    return f"{typed.text[: typed.cursor]}|{typed.text[typed.cursor :]}"


def at(text: str) -> TypedText:
    return TypedText(text.replace("|", ""), text.index("|"))


@pytest.mark.parametrize(
    ("before", "typed"),
    [
        ("a|b", "axy|b"),
        ("|", "xy|"),
    ],
)
def test_text_is_put_where_the_cursor_is(before: str, typed: str) -> None:
    assert shown(at(before).put("xy")) == typed


def test_what_cannot_be_seen_is_no_text() -> None:
    assert TypedText.of("a\nb\tc\x1b[2J\u202e\x00").text == "a b c[2J"


def test_a_paste_of_anything_ends_somewhere() -> None:
    assert len(TypedText.of("x" * 100_000).put("y" * 100_000).text) == 4096


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("kind:heap,anon|", "kind:heap,|"),
        ("kind:heap,|", "kind:heap|"),
        ("kind:heap res>|1", "kind:heap |1"),
        ("one |", "|"),
        ("|x", "|x"),
    ],
)
def test_a_word_is_taken_away(before: str, after: str) -> None:
    assert shown(at(before).erase_word()) == after


def test_characters_and_rests_are_taken_away() -> None:
    assert shown(at("ab|cd").erase(-1)) == "a|cd"
    assert shown(at("ab|cd").erase(1)) == "ab|d"
    assert shown(at("|cd").erase(-1)) == "|cd"
    assert shown(at("cd|").erase(1)) == "cd|"
    assert shown(at("ab|cd").erase_rest(before=True)) == "|cd"
    assert shown(at("ab|cd").erase_rest(before=False)) == "ab|"


def test_the_cursor_moves_within_the_text() -> None:
    assert shown(at("ab|cd").move(-5)) == "|abcd"
    assert shown(at("ab|cd").move(5)) == "abcd|"
    assert shown(at("ab|cd").jump(to_end=True)) == "abcd|"
    assert shown(at("ab|cd").jump(to_end=False)) == "|abcd"


@given(st.text(), st.lists(st.integers(-3, 3)), st.text())
def test_whatever_is_done_the_cursor_is_in_the_text(
    text: str, moves: list[int], more: str
) -> None:
    typed = TypedText.of(text)
    for by in moves:
        typed = typed.move(by).erase(-by).erase_word() if by % 2 else typed.put(more)
        assert 0 <= typed.cursor <= len(typed.text)
