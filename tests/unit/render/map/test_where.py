"""Where the memory is, in a pane: the largest sorts, what is left over, the total."""

import pytest

from memscope.model.kinds import Kind
from memscope.model.portion import Portion
from memscope.render.map.where import where_lines
from memscope.render.runs import plain, width_of

pytestmark = pytest.mark.unit

KIB, MIB = 1 << 10, 1 << 20


def portion(label: str, resident: int, *, unknown: int = 0) -> Portion:
    return Portion(
        label=label,
        kind=Kind.ANON,
        segment=Kind.ANON.segment,
        count=2,
        virtual=4 * MIB,
        resident=resident,
        unknown=unknown,
    )


MANY = [portion(f"sort {n} of many", (9 - n) * MIB) for n in range(9)]


def told(portions: list[Portion], width: int) -> list[str]:
    return [plain(one).rstrip() for one in where_lines(portions, width)]


def test_the_largest_come_first_and_all_are_in_the_total() -> None:
    assert told(MANY, 29) == [
        " where                touched",
        " M  sort 0 of many         9M",
        " M  sort 1 of many         8M",
        " M  sort 2 of many         7M",
        " M  sort 3 of many         6M",
        " M  sort 4 of many         5M",
        "    4 more sorts          10M",
        "    total                 45M",
    ]


def test_where_there_is_room_more_are_told_with_all_of_their_addresses() -> None:
    heading, *lines, total = told(MANY, 40)

    assert heading.endswith("touched/all")
    assert len(lines) == 9
    assert lines[0].endswith("9M/4M")
    assert total.endswith("45M/36M")


def test_one_that_is_left_over_is_told_itself() -> None:
    assert "sort 5" in told(MANY[:6], 29)[-2]


def test_what_is_known_in_part_has_a_mark_and_nothing_known_is_no_zero() -> None:
    half, none = portion("half", MIB, unknown=1), portion("none", 0, unknown=2)

    assert [one.split()[-1] for one in told([half, none], 29)[1:]] == [
        "1M+",
        "–",
        "1M+",
    ]


@pytest.mark.parametrize("width", [16, 29, 37, 38, 40, 60])
def test_lines_fill_the_pane(width: int) -> None:
    japanese = [portion("日本語の名前" * 4, 3 * KIB), *MANY]

    assert {width_of(one) for one in where_lines(japanese, width)} == {width}
