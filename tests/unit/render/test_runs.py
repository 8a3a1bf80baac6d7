import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.render.runs import Run, cell, fit_line, line, over, plain, width_of, wrap
from memscope.units import cell_width

pytestmark = pytest.mark.unit

texts = st.text(st.sampled_from("ab [/]スタック漢字…·、。「」"), max_size=30)


def test_a_line_is_cut_with_an_ellipsis_and_keeps_the_styles_before_it() -> None:
    result = fit_line((Run("heap ", "strong"), Run("grew a lot", "muted")), 9)

    assert result == (Run("heap ", "strong"), Run("gre…", "muted"))


def test_a_short_line_is_padded_in_the_style_asked_for() -> None:
    assert fit_line((Run("ab"),), 4, "band.heap") == (Run("ab"), Run("  ", "band.heap"))


@given(st.lists(texts, max_size=5), st.integers(0, 40))
def test_a_fitted_line_has_exactly_the_width_whatever_is_in_it(
    parts: list[str], width: int
) -> None:
    assert width_of(fit_line(tuple(map(Run, parts)), width)) == width


def test_wide_characters_count_as_two_cells() -> None:
    assert cell("スタック", 10).text == "スタック  "
    assert cell("スタック", 5).text == "スタ…"


def test_a_style_put_over_a_line_comes_after_its_own() -> None:
    assert over(line("a", Run("b", "muted")), "cursor") == (
        Run("a", "cursor"),
        Run("b", "muted cursor"),
    )


@given(texts, st.integers(4, 40))
def test_wrapping_loses_nothing_but_blanks(text: str, width: int) -> None:
    wrapped = wrap(text, width)

    assert "".join(wrapped).replace(" ", "") == text.replace(" ", "")


@given(texts, st.integers(4, 40))
def test_wrapped_lines_fit_closing_marks_and_all(text: str, width: int) -> None:
    assert all(cell_width(one) <= width for one in wrap(text, width))


def test_japanese_breaks_anywhere_but_never_before_a_full_stop() -> None:
    assert wrap("各スレッドに自分の記憶域。次", 24) == [
        "各スレッドに自分の記憶",
        "域。次",
    ]


def test_japanese_never_breaks_before_a_small_kana() -> None:
    assert wrap("記憶域のマッピング", 10) == ["記憶域の", "マッピング"]


def test_japanese_never_breaks_after_an_opening_bracket() -> None:
    assert wrap("答えは「二つの空間」です", 8) == [
        "答えは",
        "「二つの",
        "空間」で",
        "す",
    ]


def test_where_no_place_is_good_the_line_is_full() -> None:
    assert wrap("。。。。。", 4) == ["。。", "。。", "。"]


def test_a_foreign_word_in_japanese_is_not_broken() -> None:
    assert wrap("変えません。json形式では値が正確です", 14) == [
        "変えません。",
        "json形式では値",
        "が正確です",
    ]


def test_a_foreign_word_that_fits_in_no_line_is_broken() -> None:
    assert wrap("値/usr/lib/libc.so.6です", 10) == ["値/usr/lib", "/libc.so.6", "です"]


def test_plain_text_drops_the_styles() -> None:
    assert plain(line("a ", Run("b", "strong"))) == "a b"


def test_numbers_within_a_text_without_blanks_stay_in_one_piece() -> None:
    assert wrap("応答の99 %は3.4 s以内でした。", 12) == [
        "応答の99 %は",
        "3.4 s以内で",
        "した。",
    ]
