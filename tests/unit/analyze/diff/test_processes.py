"""Which process of one snapshot is which of another."""

import pytest
from msgspec.structs import replace

from memscope.analyze.diff.processes import (
    has_same_layout,
    is_same_machine,
    pair_processes,
)
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.snapshot import Snapshot
from tests.tui.synthetic import SYSTEM, process, snapshot
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit


def look(*processes: Process, boot: str | None = "one") -> Snapshot:
    return replace(snapshot(*processes), system=replace(SYSTEM, boot_id=boot))


def one(pid: int, name: str = "a", *words: str, exe: str = "/bin/a") -> Process:
    return replace(process(pid), name=name, exe=exe, cmdline=words, start_ticks=pid)


def paired(old: Snapshot, new: Snapshot) -> tuple[list[tuple[int, int]], ...]:
    pairs, gone, come = pair_processes(old, new)
    numbers = [(before.pid, after.pid) for before, after in pairs]
    return numbers, [(x.pid, 0) for x in gone], [(0, x.pid) for x in come]


@pytest.mark.parametrize(
    ("boots", "same"),
    [
        (("one", "one"), True),
        (("one", "two"), False),
        ((None, None), False),
        (("one", None), False),
    ],
)
def test_one_boot_is_one_machine(boots: tuple[str | None, ...], same: bool) -> None:
    before, after = (look(boot=boot) for boot in boots)

    assert is_same_machine(before, after) is same


def test_identity_counts_on_one_machine_only() -> None:
    before, after = (one(1, "a"), one(2, "b")), (one(2, "a"), one(1, "b"))

    assert paired(look(*before), look(*after))[0] == [(2, 2), (1, 1)]
    assert paired(look(*before), look(*after, boot="two"))[0] == [(1, 2), (2, 1)]


def test_the_command_line_is_closer_than_the_program_and_that_than_the_name() -> None:
    before = (one(1, "a", "x"), one(2, "a", "y"), one(3, "a", exe="/bin/b"))
    after = (one(13, "a", "z", exe="/bin/b"), one(12, "a", "y"), one(11, "a", "w"))

    assert paired(look(*before), look(*after)) == ([(3, 13), (2, 12), (1, 11)], [], [])


def test_of_several_alike_the_first_are_paired_and_the_rest_is_left() -> None:
    before = look(one(1), one(2), one(3))

    assert paired(before, look(one(11), one(12))) == (
        [(1, 11), (2, 12)],
        [(3, 0)],
        [],
    )
    assert paired(look(one(11)), before)[2] == [(0, 2), (0, 3)]


def test_two_single_ones_are_a_pair_and_one_of_two_is_not() -> None:
    other = one(11, "b", exe="/bin/b")

    assert paired(look(one(1)), look(other)) == ([(1, 11)], [], [])
    assert paired(look(one(1)), look(other, one(12, "c"))) == (
        [],
        [(1, 0)],
        [(0, 11), (0, 12)],
    )


STACK = region(Kind.STACK, 0x8000)
VDSO = region(Kind.VDSO, 0xF000)


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ((STACK, VDSO), (STACK, VDSO), True),
        ((STACK,), (STACK, VDSO), True),
        ((STACK, VDSO), (STACK, region(Kind.VDSO, 0xE000)), False),
        ((STACK,), (region(Kind.STACK, 0x7000, 2),), True),
        ((STACK,), (VDSO,), False),
        ((), (), False),
    ],
)
def test_stack_and_vdso_tell_whether_addresses_mean_the_same(
    before: tuple[object, ...], after: tuple[object, ...], same: bool
) -> None:
    old, new = (replace(one(1), regions=regions) for regions in (before, after))

    assert has_same_layout(old, new) is same
