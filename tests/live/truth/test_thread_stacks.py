"""Stacks of threads: forged records, borrowed blocks, pages with other permissions."""

import pytest

from tests.live.truth.cases import built, told
from tests.live.truth.invariants import broken

pytestmark = pytest.mark.live


def test_a_record_that_a_thread_made_up_is_not_believed() -> None:
    with told(built("forged.c")) as case:
        assert case.wrong() == []


@pytest.mark.parametrize("flags", [(), ("flagged",)])
def test_a_raw_thread_has_what_it_touched_and_not_the_whole_block(
    flags: tuple[str, ...],
) -> None:
    with told(built("raw_thread.c"), *flags) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []
        assert broken(snapshot) == []


def test_read_only_pages_in_a_stack_are_pages_of_that_stack() -> None:
    with told(built("read_only_page.c")) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []
        assert broken(snapshot) == []


@pytest.mark.parametrize("how", ["whole", "sealed"])
def test_a_stack_that_may_be_executed_is_a_stack(how: str) -> None:
    with told(built("executable_stack.c"), how) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []
        assert broken(snapshot) == []


@pytest.mark.parametrize("how", [(), ("busy",)])
def test_parked_coroutines_are_nobodys_stacks(how: tuple[str, ...]) -> None:
    with told(built("coroutines.c"), *how) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []
        assert broken(snapshot) == []


def test_stacks_that_nobody_joined_are_not_kept_for_anybody() -> None:
    with told(built("ended_threads.c")) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []
        assert broken(snapshot) == []
