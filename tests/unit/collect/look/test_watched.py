"""A result is used again while what it followed from is the same."""

import pytest

from memscope.collect.look.watched import Kept

pytestmark = pytest.mark.unit


def test_equal_inputs_are_worked_with_once() -> None:
    kept, worked = Kept[list[int]](), list[int]()

    def work() -> list[int]:
        worked.append(1)
        return [7]

    first = kept.of(([1, 2], "a"), work)
    again = kept.of(([1, 2], "a"), work)

    assert again is first
    assert worked == [1]


def test_other_inputs_are_worked_with_anew() -> None:
    kept = Kept[list[int]]()

    first = kept.of((1,), lambda: [1])

    assert kept.of((2,), lambda: [2]) == [2]
    assert kept.of((1,), lambda: [3]) == [3]
    assert first == [1]


def test_an_equal_result_of_other_inputs_is_the_very_same_object() -> None:
    kept = Kept[list[int]]()

    first = kept.of((1,), lambda: [7])

    assert kept.of((2,), lambda: [7]) is first


def test_what_fails_is_tried_again_and_leaves_what_was_before() -> None:
    kept = Kept[list[int]]()
    kept.of((1,), lambda: [1])

    with pytest.raises(ZeroDivisionError):
        kept.of((2,), lambda: [1 // 0])

    assert kept.result == [1]
    assert kept.of((2,), lambda: [2]) == [2]
