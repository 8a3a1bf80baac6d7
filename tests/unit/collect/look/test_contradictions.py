"""A live look is checked where it changed, and says in words what is left."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import pytest

from memscope.analyze.classify import Piece
from memscope.analyze.contradictions import (
    NOT_ALLOWED,
    OVERLAPPING,
    REFUTED_BY_SP,
    TOO_MANY,
    Contradiction,
)
from memscope.analyze.meanings import Meaning
from memscope.collect.look import contradictions
from memscope.collect.look.contradictions import (
    CAME_AND_WENT,
    Checked,
    as_gaps,
    less_sure,
)
from memscope.collect.look.look import Look, ReadMap
from memscope.model import labels
from memscope.model.address import Address
from memscope.model.kinds import Confidence, Kind, Segment
from memscope.model.process import Process, Stack, TaskFacts, Thread
from memscope.model.region import ProcessUsage, Region, Vma
from memscope.parse.smaps import Smaps
from memscope.parse.stat import Stat
from memscope.parse.syscall import Position
from memscope.proc.fs import ProcDir
from memscope.proc.tasks import Task

pytestmark = pytest.mark.unit

PAGE = 0x1000
SOME = Meaning(Kind.THREAD_STACK, labels.SOME_STACK, (), Confidence.GUESS)
PLAIN = Meaning(Kind.ANON, labels.LARGE_BLOCK, ("mmap-chunk",))


def a_look(*tids: int) -> Look:
    vmas = [Vma(PAGE, 0x9000, "rw-p", 0, "00:00", 0, "")]
    position = Position(None, 0x8800, 0x8800)
    return Look(
        cast(ProcDir, None),
        cast(Stat, SimpleNamespace(start_brk=None)),
        [Task(tid, "x", "S", 0, position, 5) for tid in tids],
        ReadMap(Smaps(vmas, [], [], None)),
        None,
        is_ours=True,
    )


def a_map(*said: Meaning) -> list[Piece]:
    """Lay ranges of one page side by side, from 0x1000 on; the last is long."""
    pieces = [
        Piece(PAGE * (at + 1), PAGE * (at + 2), 0, one) for at, one in enumerate(said)
    ]
    return [*pieces, Piece(pieces[-1].end, 0x9000, 0, PLAIN)]


def a_stack(start: int, end: int) -> Stack:
    return Stack(Address(start), Address(end), confidence=Confidence.CERTAIN)


def rules(found: Sequence[Contradiction]) -> set[str]:
    return {one.rule for one in found}


def test_threads_that_change_are_checked_though_the_map_did_not() -> None:
    checked, pieces = Checked(), a_map(SOME, SOME)

    assert checked.renew(a_look(7, 8), pieces, {}) == []
    assert rules(checked.renew(a_look(7), pieces, {})) == {TOO_MANY}
    assert checked.renew(a_look(7, 9), pieces, {}) == []


def test_a_thread_that_found_its_stack_makes_another_one_too_many() -> None:
    checked, pieces = Checked(), a_map(SOME, SOME, PLAIN)
    stacks = {7: a_stack(0x3000, 0x4000)}

    assert checked.renew(a_look(7, 8), pieces, {}) == []
    assert TOO_MANY in rules(checked.renew(a_look(7, 8), pieces, stacks))


def test_a_stack_that_moved_over_another_one_is_noticed() -> None:
    checked, pieces = Checked(), a_map(PLAIN)
    apart = {7: a_stack(0x1000, 0x3000), 8: a_stack(0x3000, 0x4000)}
    over = {**apart, 8: a_stack(0x2000, 0x4000)}

    assert OVERLAPPING not in rules(checked.renew(a_look(7, 8), pieces, apart))
    assert OVERLAPPING in rules(checked.renew(a_look(7, 8), pieces, over))


def test_guests_that_come_are_checked_though_the_map_did_not_change() -> None:
    checked, pieces = Checked(), a_map(SOME, SOME)
    guest = TaskFacts(900, "guest", None, None)

    assert rules(checked.renew(a_look(7), pieces, {})) == {TOO_MANY}
    assert checked.renew(a_look(7), pieces, {}, [guest]) == []
    assert rules(checked.renew(a_look(7), pieces, {})) == {TOO_MANY}


def test_a_map_without_living_threads_is_checked_anew() -> None:
    checked = Checked()

    assert rules(checked.renew(a_look(), a_map(SOME), {})) == {TOO_MANY}
    assert checked.renew(a_look(), a_map(PLAIN), {}) == []


def test_what_did_not_change_is_not_gone_through_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checked, pieces = Checked(), a_map(SOME)
    first = checked.renew(a_look(7), pieces, {})
    for name in ("label_contradictions", "unowned_stacks", "too_many_stacks"):
        monkeypatch.delattr(contradictions, name)

    assert checked.renew(a_look(7), pieces, {}) is first


def test_of_threads_that_came_and_went_no_rule_is_named() -> None:
    found = [
        Contradiction(REFUTED_BY_SP, 0x1000, 0x2000),
        Contradiction(TOO_MANY, 0x1000, 0x2000),
        Contradiction(NOT_ALLOWED, 0x3000, 0x4000),
    ]

    assert [gap.why for gap in as_gaps(7, found)] == [
        REFUTED_BY_SP,
        TOO_MANY,
        NOT_ALLOWED,
    ]
    assert [gap.why for gap in as_gaps(7, found, is_churn=True)] == [
        CAME_AND_WENT,
        NOT_ALLOWED,
    ]


def test_a_stack_and_its_memory_are_equally_unsure() -> None:
    doubted, other = a_stack(0x1000, 0x4000), a_stack(0x5000, 0x6000)
    process = a_process({7: doubted, 8: other}, 0x1000, 0x2000, 0x4000, 0x5000)

    after = less_sure(process, [Contradiction(REFUTED_BY_SP, 0x2000, 0x2001)])

    sure = {region.start: region.confidence for region in after.regions}
    assert sure == {
        0x1000: Confidence.GUESS,
        0x2000: Confidence.GUESS,
        0x4000: Confidence.CERTAIN,
        0x5000: Confidence.CERTAIN,
    }
    stacks = [thread.stack for thread in after.threads]
    assert [one.confidence for one in stacks if one] == [
        Confidence.GUESS,
        Confidence.CERTAIN,
    ]


def a_process(stacks: dict[int, Stack], *starts: int) -> Process:
    """A process with regions of one page, and threads with these stacks."""
    return Process(
        pid=7,
        ppid=1,
        start_ticks=5,
        name="x",
        exe=None,
        cmdline=(),
        state="S",
        address_space=None,
        usage=ProcessUsage(),
        threads=tuple(
            Thread(tid=tid, name="x", state="S", cpu_ms=0, sp=None, pc=None, stack=one)
            for tid, one in stacks.items()
        ),
        regions=tuple(a_region(start) for start in starts),
    )


def a_region(start: int) -> Region:
    return Region(
        start=Address(start),
        end=Address(start + PAGE),
        perms="rw-p",
        offset=0,
        device="00:00",
        inode=0,
        path="",
        vma=(Address(start), Address(start + PAGE)),
        segment=Segment.STACK,
        kind=Kind.THREAD_STACK,
        confidence=Confidence.CERTAIN,
    )
