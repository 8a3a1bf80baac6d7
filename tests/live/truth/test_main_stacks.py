"""The kernel's [stack]: whose it is, its pieces, and what lies in it."""

import pytest

from memscope.model.kinds import Kind
from tests.live.truth.cases import built, told
from tests.live.truth.invariants import broken

pytestmark = pytest.mark.live

EXECUTABLE = ("-z", "execstack")


@pytest.mark.parametrize(
    ("program", "flags"),
    [
        ("clone_parent.c", ()),
        ("fork_in_worker.c", ()),
        ("fork_in_worker.c", EXECUTABLE),
        ("vfork_child.c", ()),
    ],
)
def test_a_main_stack_belongs_to_who_runs_on_it(
    program: str, flags: tuple[str, ...]
) -> None:
    with told(built(program, *flags)) as case:
        assert case.wrong() == []


@pytest.mark.parametrize("how", ["n", "r", "x"])
def test_a_main_stack_cut_by_mprotect_is_one_stack(how: str) -> None:
    with told(built("main_stack_cut.c"), how) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []
        assert broken(snapshot) == []


def test_the_pieces_of_a_main_stack_reach_from_end_to_end() -> None:
    with told(built("main_stack_cut.c"), "n") as case:
        process = case.look().process(case.pid)
        assert process is not None
        stack = process.threads[0].stack
        assert stack is not None
        inside = [one for one in process.regions if one.start in stack]
        assert {one.kind for one in inside} == {Kind.STACK, Kind.GUARD}
        assert [(one.start, one.end) for one in inside if one.kind is Kind.GUARD] == [
            tuple(hole) for hole in stack.holes
        ]
        assert stack.depth is not None


def test_a_stack_inside_the_main_stack_is_one_answer() -> None:
    with told(built("stack_on_main_stack.c")) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []
        assert broken(snapshot) == []


@pytest.mark.parametrize("how", ["pieces", "munmap", "below", "signal"])
def test_odd_main_stacks_are_told_right(how: str) -> None:
    with told(built("main_stack_odd.c"), how) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []
        assert broken(snapshot) == []


def test_what_lies_below_leaves_the_room_that_there_is() -> None:
    with told(built("main_stack_odd.c"), "below") as case:
        process = case.look().process(case.pid)
    assert process is not None
    stack = process.threads[0].stack
    assert stack is not None
    assert stack.limit == stack.end - stack.start
