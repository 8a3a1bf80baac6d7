"""Totals, the last minute, and rows of the exact map: what fits at which width."""

import pytest
from memscope.render.map.exact import Hole
from memscope.render.map.minute import Minute, minute_line
from memscope.render.map.row import Marks, compact_bytes, hole_row, region_row
from memscope.render.map.totals import totals_lines
from msgspec.structs import replace

from memscope.analyze.totals import segment_totals
from memscope.model.diff import Change, Difference
from memscope.model.kinds import Kind
from memscope.render.columns.totals import totals_rows
from memscope.render.runs import plain, width_of
from tests.tui.synthetic import EXE, process, region

pytestmark = pytest.mark.unit

TOTALS = [("A", segment_totals(process(4242))), ("B", segment_totals(process(4243)))]
GREW = Change(Difference.GREW, Kind.HEAP, "heap", 0x1000, 132 << 10)
HEAP = region(0x55D2_0000_0000, 1 << 20, Kind.HEAP, resident=1 << 19)


def test_totals_show_touched_and_reserved_where_there_is_room() -> None:
    heap = next(plain(one) for one in totals_lines(TOTALS, 40) if " H " in plain(one))

    assert heap.count("412K/1.2M") == 2


def test_totals_of_many_processes_show_what_is_touched_only() -> None:
    lines = [plain(one) for one in totals_lines(TOTALS, 26)]

    assert "/" not in "".join(lines[1:])
    assert "412K" in next(one for one in lines if " H " in one)


@pytest.mark.parametrize(
    ("about", "letters"),
    [("", "AB"), ("A", "AB"), ("B", "AB"), ("C", "BC"), ("E", "DE")],
)
def test_of_very_many_totals_the_one_in_question_is_shown(
    about: str, letters: str
) -> None:
    many = [(letter, TOTALS[0][1]) for letter in "ABCDE"]

    header = plain(totals_lines(many, 26, about)[0])

    assert header.split() == ["touched", "+3", *letters]


@pytest.mark.parametrize("width", [16, 22, 26, 40, 70])
def test_totals_fit(width: int) -> None:
    assert {width_of(one) for one in totals_lines(TOTALS, width)} == {width}


def test_an_unknown_total_is_a_dash() -> None:
    unknown = segment_totals(
        process(more=[region(0x6000_0000_0000, 4096, Kind.ANON, resident=None)])
    )

    heap = next(
        plain(one) for one in totals_lines([("A", unknown)], 30) if " H " in plain(one)
    )

    assert "–" in heap


def minute(**options: object) -> Minute:
    series = {"heap": [(0.0, 1 << 20)], "stack": [(0.0, 8 << 10)], "resident": []}
    values: dict[str, object] = {"age_s": 1.0, "changes": [GREW]} | options
    return Minute("A", series, **values)  # type: ignore[arg-type]


def test_the_last_event_stands_behind_the_sparklines() -> None:
    text = plain(minute_line(minute(), 60.0, 120))

    assert "heap" in text
    assert "1M" in text
    assert text.rstrip().endswith("heap grew 132 KiB  1 s ago")


def test_a_minute_without_events_is_quiet() -> None:
    text = plain(minute_line(minute(age_s=None, changes=()), 60.0, 120))

    assert text.rstrip().endswith("quiet")


def test_a_process_that_ended_says_so() -> None:
    assert "ended" in plain(minute_line(minute(changes=()), 60.0, 120))


@pytest.mark.parametrize("width", [20, 40, 78, 118, 198])
def test_the_minute_fits(width: int) -> None:
    assert width_of(minute_line(minute(), 60.0, width)) == width


@pytest.mark.parametrize("width", range(16, 120, 3))
def test_rows_of_the_exact_map_fit_any_column(width: int) -> None:
    assert width_of(region_row(HEAP, width, EXE, Marks())) == width
    assert width_of(hole_row(Hole(0, 1 << 45), width)) == width


def test_a_wide_column_shows_address_permissions_name_and_size() -> None:
    text = plain(region_row(HEAP, 60, EXE, Marks()))

    assert text.split()[:5] == ["H", "55d200000000", "rw-p", "heap", "1"]


def test_a_narrow_column_keeps_letter_address_name_and_size() -> None:
    assert plain(region_row(HEAP, 29, EXE, Marks())).split() == [
        "H",
        "55d200000000",
        "heap",
        "1M",
    ]


def test_what_changed_is_strong_and_what_is_shared_has_a_mark() -> None:
    row = region_row(HEAP, 60, EXE, Marks(changed=True, twin=True))

    assert row[0].text == "═"
    assert any("strong" in run.style and "heap" in run.text for run in row[3:])


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0"),
        (4096, "4K"),
        (132 << 10, "132K"),
        (1258291, "1.2M"),
        (None, "–"),
        (1 << 46, "64T"),
    ],
)
def test_compact_sizes(size: int | None, text: str) -> None:
    assert compact_bytes(size) == text


def test_compact_sizes_never_need_more_than_four_cells() -> None:
    sizes = [n + d for n in (1 << p for p in range(60)) for d in (-1, 0, 1)]

    assert max(len(compact_bytes(size)) for size in sizes) <= 4


def test_the_sum_of_shares_is_known_where_their_parts_are_not() -> None:
    one = process(4242)
    shared = replace(one, usage=replace(one.usage, proportional=5 << 20))

    *parts, (_none, whole) = totals_rows(shared)

    assert all(total.proportional is None for _segment, total in parts)
    assert whole.proportional == 5 << 20
