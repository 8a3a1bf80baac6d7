"""Sizes, addresses and times for people, and names that may be hostile."""

import unicodedata

import pytest
from rich.cells import cell_len

from memscope.units import (
    cell_width,
    fit,
    format_address,
    format_bytes,
    format_delta,
    format_ms,
    format_span,
    format_times,
    safe,
    short_bytes,
    short_delta,
    shorten,
    shorten_path,
    whole_parts,
)

pytestmark = pytest.mark.unit

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1, "1 B"),
        (1023, "1023 B"),
        (KIB, "1 KiB"),
        (KIB + 1, "1.0 KiB"),
        (1536, "1.5 KiB"),
        (132 * KIB, "132 KiB"),
        (999 * KIB, "999 KiB"),
        (999 * KIB + 512, "1.0 MiB"),
        (8 * MIB, "8 MiB"),
        (int(9.94 * MIB), "9.9 MiB"),
        (int(9.96 * MIB), "10 MiB"),
        (64 * MIB + 1, "64 MiB"),
        (1331439862, "1.2 GiB"),
        (1 << 40, "1 TiB"),
        (1 << 50, "1 PiB"),
        ((1 << 64) - 1, "16 EiB"),
        (-4096, "-4 KiB"),
        (None, "–"),
    ],
)
def test_sizes_are_short_and_in_powers_of_two(size: int | None, text: str) -> None:
    assert format_bytes(size) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, "–"),
        (0, "0"),
        (5, "5B"),
        (1023, "1023B"),
        (4608, "4.5K"),
        (64 << 10, "64K"),
        (1 << 20, "1.0M"),
        (63333990, "60.4M"),
        (117 << 20, "117M"),
        (1023 << 20, "1.0G"),
        (-(5 << 20), "-5.0M"),
    ],
)
def test_a_size_of_a_table_takes_five_cells(size: int | None, text: str) -> None:
    assert short_bytes(size) == text


def test_a_table_shows_a_dot_where_nothing_changed() -> None:
    assert [short_delta(one) for one in (0, 6 << 20, -1024)] == ["·", "+6.0M", "-1K"]


def test_a_change_shows_its_sign() -> None:
    assert format_delta(132 * KIB) == "+132 KiB"
    assert format_delta(-8 * MIB) == "-8 MiB"
    assert format_delta(0) == "0 B"


def test_addresses_are_hex_of_the_width_asked_for() -> None:
    assert format_address(0x55D1) == "55d1"
    assert format_address(0x55D1, 12) == "0000000055d1"
    assert format_address(0) == "0"
    assert format_address(None, 12) == "–"


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (None, "–"),
        (0, "0.0 ms"),
        (3.24, "3.2 ms"),
        (450.4, "450 ms"),
        (12_500, "12.5 s"),
    ],
)
def test_durations_change_unit_as_they_grow(duration: float | None, text: str) -> None:
    assert format_ms(duration) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (None, "–"),
        (0, "0 ms"),
        (0.00004, "0.04 µs"),
        (0.00014, "0.14 µs"),
        (0.0072, "7.2 µs"),
        (0.034, "34 µs"),
        (0.3, "300 µs"),
        (0.9997, "1.0 ms"),
        (3.24, "3.2 ms"),
        (9.97, "10 ms"),
        (48.2, "48 ms"),
        (999.7, "1.0 s"),
        (3524.5, "3.5 s"),
        (12_500, "12.5 s"),
    ],
)
def test_a_measured_time_has_no_more_digits_than_it_is_worth(
    span: float | None, text: str
) -> None:
    assert format_span(span) == text


def test_a_ratio_has_two_digits() -> None:
    told = [format_times(one) for one in (None, 0.5, 1.04, 9.96, 31.1, 478.0, 1297.3)]

    assert told == ["–", "0.5", "1.0", "10", "31", "480", "1300"]


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("plain/name-1.2", "plain/name-1.2"),
        ("two  blanks ", "two  blanks "),
        ("new\nline\r", "new\\x0aline\\x0d"),
        ("\x1b[2J\x07\x08", "\\x1b[2J\\x07\\x08"),
        ("tab\there", "tab\\x09here"),
        ("\x7f\x9b31m\x85", "\\x7f\\x9b31m\\x85"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("line\u2028and\u2029paragraph", "line\\u2028and\\u2029paragraph"),
        ("\udcff\udc80", "\\xff\\x80"),
        ("\ud800", "\\ud800"),
        ("filler\u3164\u115f", "filler\\u3164\\u115f"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("own\ue000", "own\\ue000"),
        ("soft\u00adhyphen", "soft\\xadhyphen"),
        ("日本語 ñ é ü", "日本語 ñ é ü"),
        ("[heap] [red]x[/]", "[heap] [red]x[/]"),
        ("back\\slash", "back\\slash"),
        ("", ""),
    ],
)
def test_what_a_terminal_could_act_upon_is_made_visible(
    hostile: str, shown: str
) -> None:
    assert safe(hostile) == shown


@pytest.fixture(scope="module")
def through() -> set[str]:
    """Return all characters that are shown as they are.

    Many are asked about at a time: what stands for the others is made of ASCII alone.
    """
    found: set[str] = set()
    for start in range(0, 0x110000, 0x100):
        some = "".join(map(chr, range(start, start + 0x100)))
        found |= set(safe(some)).intersection(some)
    return found


def test_of_all_characters_only_harmless_ones_come_through(through: set[str]) -> None:
    harmful = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

    assert [c for c in through if unicodedata.category(c) in harmful] == []
    assert set(map(chr, range(0x20, 0x7F))) <= through


def test_widths_are_those_that_the_terminal_library_counts(through: set[str]) -> None:
    assert [c for c in through if cell_width(c) != cell_len(c)] == []


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("plain ASCII", 11),
        ("漢字 かな", 9),
        ("e\u0301 ก\u0e33 \u0ba8\u0bbf", 6),
        ("👍🏽", 2),
        ("日本👍🏽x", 7),
        ("🇯🇵", 2),
        ("❤", 1),
        ("❤\ufe0f", 7),
        ("👩\u200d👩", 10),
        ("\u1100\u1161\u11a8", 2),
    ],
)
def test_what_is_shown_is_as_wide_as_the_terminal_library_says(
    text: str, cells: int
) -> None:
    shown = safe(text)

    assert cell_width(shown) == cell_len(shown) == cells
    for room in range(cells + 2):
        assert cell_len(fit(shown, room)) == room


@pytest.mark.parametrize(
    ("text", "width", "align", "result"),
    [
        ("heap", 6, "<", "heap  "),
        ("heap", 6, ">", "  heap"),
        ("heap", 7, "^", " heap  "),
        ("heap", 4, "<", "heap"),
        ("anonymous", 5, "<", "anon…"),
        ("anonymous", 1, "<", "…"),
        ("anonymous", 0, "<", ""),
        ("日本語", 5, "<", "日本…"),
        ("日本語", 4, "<", "日… "),
        ("日本語", 4, ">", " 日…"),
        ("e\u0301a", 4, "<", "e\u0301a  "),
        ("", 2, "^", "  "),
    ],
)
def test_text_is_fitted_to_cells_and_not_to_characters(
    text: str, width: int, align: str, result: str
) -> None:
    assert fit(text, width, align) == result


def test_what_is_short_enough_is_not_cut() -> None:
    assert shorten("heap", 4) == "heap"
    assert shorten("", 0) == ""


@pytest.mark.parametrize(
    ("path", "width", "result"),
    [
        ("/usr/lib/libc.so.6", 30, "/usr/lib/libc.so.6"),
        ("/usr/lib/x86_64-linux-gnu/libc.so.6", 20, "…/libc.so.6"),
        ("/usr/lib/x86_64-linux-gnu/libc.so.6", 30, "…/x86_64-linux-gnu/libc.so.6"),
        ("/usr/lib/libc.so.6", 8, "libc.so…"),
        ("/usr/lib/", 4, "…/"),
        ("no-slash-at-all", 6, "no-sl…"),
        ("/日本/語", 5, "…/語"),
    ],
)
def test_of_a_long_path_the_files_name_stays(
    path: str, width: int, result: str
) -> None:
    assert shorten_path(path, width) == result


@pytest.mark.parametrize(
    ("width", "text"),
    [(30, "memory 3 · by size"), (17, "memory 3"), (2, "memory 3")],
)
def test_a_title_leaves_out_whole_parts(width: int, text: str) -> None:
    assert whole_parts("memory 3 · by size", width) == text
