"""Tables of bars: what is compared has one scale, what is unknown is no number."""

import pytest

from memscope.model.bars import Bar, BarNote, BarRow, BarTable
from memscope.render.lesson.bars import bar_table_lines
from memscope.render.runs import plain, width_of

pytestmark = pytest.mark.unit


def table(scale: str = "all", *, mark: str = "", unit: str = "ms") -> BarTable:
    return BarTable(
        "workers",
        ("first", "second"),
        (
            BarRow("1", (Bar(400.0, 100.0), Bar(4.0, 4.0)), unit),
            BarRow("2", (Bar(100.0, 100.0, mark), Bar(2.0, 1.0)), unit),
        ),
        scale=scale,  # type: ignore[arg-type]
        parts=("work", "more") if scale == "own" else (),
        notes=(BarNote("There are {n} of {what}.", {"n": 3, "what": None}),),
    )


def filled(line: str) -> list[int]:
    """Return the full cells of both columns."""
    middle = len(line) // 2 + 2
    return [line[:middle].count("█"), line[middle:].count("█")]


def drawn(scale: str, **more: str) -> list[str]:
    return [plain(one) for one in bar_table_lines(table(scale, **more), 90)]


def test_all_bars_may_have_one_scale() -> None:
    _, one, two, _ = drawn("all")

    assert filled(one)[0] > 3.5 * filled(two)[0] > 0
    assert filled(one)[1] == filled(two)[1] == 0


def test_every_column_may_have_its_own_scale() -> None:
    _, one, two, _ = drawn("column")

    assert filled(one)[0] == filled(one)[1]
    assert 0 < filled(two)[0] < filled(two)[1] < filled(one)[1]


def test_every_row_may_have_its_own_scale() -> None:
    _, one, two, _ = drawn("row")

    assert filled(one)[0] == filled(two)[0]
    assert filled(two)[1] == 0


def test_a_bar_may_show_its_parts_alone() -> None:
    _, one, two, _, legend = drawn("own")

    assert "░" in one[:45]
    assert "░" not in two[:45]
    assert legend.split() == ["██", "work", "░░", "more"]


def test_a_mark_stands_beside_its_bar() -> None:
    assert drawn("all", mark="◀ knee")[2][:48].rstrip().endswith("100 ms ◀ knee")


def test_what_is_unknown_is_drawn_as_no_number_is() -> None:
    rows = (BarRow("x", (Bar(None),)), BarRow("y", (Bar(0.0),)))

    _, unknown, nothing = map(plain, bar_table_lines(BarTable("", ("",), rows), 60))

    assert "···" in unknown
    assert "░" not in unknown
    assert unknown.rstrip().endswith("–")
    assert "·" not in nothing
    assert nothing.rstrip().endswith("0")


def test_notes_have_their_values_filled_in() -> None:
    assert drawn("all")[3].strip() == "There are 3 of –."


def test_a_whole_may_be_given() -> None:
    rows = (BarRow("", (Bar(1.0),), whole=4.0),)

    line = plain(bar_table_lines(BarTable("", ("done",), rows), 60)[1])

    assert line.count("░") > 2.5 * line.count("█") > 0


@pytest.mark.parametrize("width", [24, 76, 200])
def test_tables_fit_every_width(width: int) -> None:
    lines = bar_table_lines(table(mark="◀ knee"), width)

    assert {width_of(one) for one in lines} == {width}


def test_names_from_strangers_cannot_act() -> None:
    evil = "\x1b[2J"
    rows = (BarRow(evil, (Bar(1.0, mark=evil),)),)
    told = BarTable(evil, (evil,), rows, parts=(evil, evil), notes=(BarNote(evil),))

    text = "\n".join(plain(one) for one in bar_table_lines(told, 120))

    assert "\x1b" not in text
    assert "\\x1b" in text


def test_a_note_that_cannot_be_filled_is_shown_as_it_is() -> None:
    for text in ("Of {nobody}.", "A { alone", "{0}", "{n.x}"):
        told = BarTable("", (), (), notes=(BarNote(text, {"n": 1}),))
        assert plain(bar_table_lines(told, 60)[-1]).strip() == text


def test_rows_need_not_have_as_many_bars_as_there_are_columns() -> None:
    rows = (
        BarRow("a", (Bar(1.0), Bar(2.0))),
        BarRow("b", (Bar(4.0),)),
        BarRow("c", ()),
    )

    lines = bar_table_lines(BarTable("", ("one", "two"), rows, scale="column"), 90)

    assert [plain(one).split()[0] for one in lines[1:]] == ["a", "b", "c"]
