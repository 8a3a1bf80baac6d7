"""A line a sort, and a total: what is known, and what is not."""

import pytest

from memscope.model.kinds import Kind
from memscope.model.portion import Portion
from memscope.render.columns.portions import portion_columns, portion_rows

pytestmark = pytest.mark.unit

MIB = 1 << 20


def portion(label: str = "heap", resident: int = MIB, **more: object) -> Portion:
    fields = {"kind": Kind.HEAP, "segment": Kind.HEAP.segment, "count": 1} | more
    return Portion(label=label, resident=resident, virtual=4 * MIB, **fields)  # type: ignore[arg-type]


def told(*portions: Portion, share: int | None = None, **more: bool) -> list[list[str]]:
    rows = portion_rows(portions, share=share, **more)
    columns = portion_columns(rows)
    return [[one.text(row) for one in columns] for row in rows]


def ids(*portions: Portion) -> list[str]:
    return [one.id for one in portion_columns(portion_rows(portions, share=None))]


def test_lines_add_up_to_the_last_one() -> None:
    assert told(portion(), portion("files", 3 * MIB, count=2)) == [
        ["H", "heap", "1 MiB", "4 MiB", "1", "████"],
        ["H", "files", "3 MiB", "4 MiB", "2", "████████████"],
        ["", "total", "4 MiB", "8 MiB", "3", ""],
    ]


def test_what_is_known_in_part_says_so_and_nothing_known_is_no_zero() -> None:
    rows = told(portion(count=2, unknown=1), portion("x", 0, unknown=1))

    assert [row[2] for row in rows] == ["1 MiB + ?", "–", "1 MiB + ?"]


def test_columns_without_anything_to_say_are_not_there() -> None:
    assert ids(portion()) == [
        *("letter", "where", "resident", "virtual", "regions", "bar")
    ]
    assert "swapped" not in ids(portion(swapped=0))
    assert "swapped" in ids(portion(swapped=1))
    assert "proportional" in ids(portion(proportional=0, proportional_known=0))
    assert {"live", "free"} <= set(ids(portion(live=0, free=0, walked=1)))


def test_a_share_that_is_known_in_part_says_so_unless_the_whole_is_known() -> None:
    one = portion(proportional_known=MIB)

    assert [row[4] for row in told(one)] == ["1 MiB + ?", "1 MiB + ?"]
    assert [row[4] for row in told(one, share=3 * MIB)] == ["1 MiB + ?", "3 MiB"]


def test_of_several_processes_the_largest_share_comes_first() -> None:
    shared = portion("code", 9 * MIB, proportional=MIB, proportional_known=MIB)
    own = portion("heap", 3 * MIB, proportional=3 * MIB, proportional_known=3 * MIB)

    rows = told(shared, own, is_shared=True)

    assert [row[1] for row in rows] == ["heap", "code", "total"]
    assert [row[-1] for row in rows] == ["████████████", "████", ""]


def test_without_shares_several_processes_are_told_by_what_is_resident() -> None:
    rows = told(portion("a", MIB), portion("b", 3 * MIB), is_shared=True)

    assert [row[1] for row in rows] == ["b", "a", "total"]
