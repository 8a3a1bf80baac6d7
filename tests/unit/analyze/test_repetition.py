from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from memscope.analyze.repetition import (
    LEAST,
    Fold,
    folded,
    folded_regions,
    folded_threads,
)
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region
from tests.tui.synthetic import process
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit


def shapes(folds: Sequence[Fold[str]]) -> list[tuple[int, str]]:
    return [(one.count, "".join(one.pattern)) for one in folds]


def told(text: str) -> list[tuple[int, str]]:
    return shapes(folded(text, key=str, may_end=lambda one: one != "g"))


def test_runs_and_pairs_are_told_together_and_all_else_one_by_one() -> None:
    assert told("a" * 8) == [(8, "a")]
    assert told("x" + "gs" * 9 + "y") == [(1, "x"), (9, "gs"), (1, "y")]
    assert told("a" * 7) == [(1, "a")] * 7
    assert told("gs" * 7) == [(1, one) for one in "gs" * 7]
    assert told("") == []


def test_a_pair_that_is_not_whole_stays_outside() -> None:
    assert told("gs" * 8 + "g") == [(8, "gs"), (1, "g")]


def test_a_guard_is_told_with_what_is_above_it() -> None:
    assert told("s" + "gs" * 8) == [(1, "s"), (8, "gs")]


@given(st.text("ags", max_size=60))
def test_every_row_is_told_once_and_in_order(text: str) -> None:
    folds = folded(text, key=str, may_end=lambda one: one != "g")

    assert "".join("".join(one.rows) for one in folds) == text
    assert all("".join(one.pattern) * one.count == one.rows for one in folds)
    assert all(one.count == 1 or one.count >= LEAST for one in folds)


def test_it_takes_no_longer_for_what_nearly_repeats() -> None:
    asked = 0

    def key(one: str) -> str:
        nonlocal asked
        asked += 1
        return one

    folded("hg" * 5000, key, may_end=lambda _one: False)

    assert asked == 10_000


def stacks(count: int, size: int = 16) -> list[Region]:
    made = []
    for n in range(count):
        low = n * (size + 1) * 4096
        owner = f"of the stack of w-{n}"
        guard = region(Kind.GUARD, low, perms="---p", label=f"guard {owner}")
        stack = region(Kind.THREAD_STACK, low + 4096, size, label=f"stack of w-{n}")
        made += [replace(guard, thread=n + 2), replace(stack, thread=n + 2)]
    return made


def of(regions: Sequence[Region]) -> Process:
    return replace(process(), regions=tuple(regions))


def test_stacks_of_a_pool_are_one_line_with_their_guards() -> None:
    (fold,) = folded_regions(of(stacks(9)))

    assert (fold.count, fold.period) == (9, 2)
    assert [one.kind for one in fold.pattern] == [Kind.GUARD, Kind.THREAD_STACK]


@pytest.mark.parametrize(
    "odd",
    [{"perms": "rwxp"}, {"path": "/x"}, {"deleted": True}, {"confidence": "guess"}],
    ids=str,
)
def test_one_that_is_different_is_not_hidden_in_others(odd: dict[str, object]) -> None:
    rows = stacks(20)
    rows[21] = replace(rows[21], **odd)

    counts = [one.count for one in folded_regions(of(rows))]

    assert counts == [10, 1, 1, 9]


def test_threads_whose_names_differ_in_a_number_come_together() -> None:
    main, *workers = process(threads=12).threads
    named = [replace(one, name=f"pool-{n}") for n, one in enumerate(workers)]

    folds = folded_threads([main, *named])

    assert [one.count for one in folds] == [1, 11]


def test_a_thread_whose_registers_are_shown_stands_alone() -> None:
    threads = [replace(one, registers={"pc": 1}) for one in process(threads=12).threads]

    assert len(folded_threads(threads)) == 12
