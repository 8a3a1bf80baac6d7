"""Text for people: exact widths, and nothing that a terminal would act upon."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from memscope.units import (
    cell_width,
    fit,
    format_bytes,
    safe,
    shorten,
    shorten_path,
)

pytestmark = pytest.mark.fuzz

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
BYTES_AS_TEXT = st.binary(max_size=60).map(
    lambda data: data.decode("utf-8", "surrogateescape")
)
NAMES = ANY_TEXT | BYTES_AS_TEXT
WIDTHS = st.integers(0, 70)


@given(NAMES)
def test_nothing_that_acts_comes_through(name: str) -> None:
    shown = safe(name)

    for character in shown:
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        assert ord(character) >= 0x20
        assert not 0x7F <= ord(character) < 0xA0
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")


@given(NAMES)
def test_what_is_safe_stays_as_it_is(name: str) -> None:
    assert safe(safe(name)) == safe(name)


@given(NAMES, WIDTHS, st.sampled_from("<>^"))
def test_a_column_is_exactly_as_wide_as_asked(
    name: str, width: int, align: str
) -> None:
    assert cell_width(fit(safe(name), width, align)) == width


LETTERS = st.text(st.characters(categories=["L", "M", "Nd", "P", "Zs"]), max_size=40)


@given(LETTERS, WIDTHS)
def test_the_terminal_library_counts_the_same_width(name: str, width: int) -> None:
    assert cell_len(fit(safe(name), width)) == width


@given(NAMES, WIDTHS)
def test_what_was_cut_is_short_enough_and_says_so(name: str, width: int) -> None:
    text = safe(name)

    cut = shorten(text, width)

    assert cell_width(cut) <= width
    assert cut == text or not width or cut.endswith("…")
    assert text.startswith(cut.removesuffix("…"))


@given(NAMES, WIDTHS)
def test_a_path_that_was_cut_is_short_enough(name: str, width: int) -> None:
    assert cell_width(shorten_path(safe(name), width)) <= width


@given(st.integers(-(1 << 70), 1 << 70))
def test_a_size_is_short_and_close_to_the_truth(size: int) -> None:
    text = format_bytes(size)

    found = re.fullmatch(r"(-?)(\d{1,4}(?:\.\d)?) (B|[KMGTPE]iB)", text)
    assert found is not None
    units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    value = float(found[2]) * 1024 ** units.index(found[3])
    assert abs(value - abs(size)) <= abs(size) * 0.06
    assert (found[1] == "-") == (size < 0)
