"""Stacks of a Go program's threads, by records that lead to one another."""

import pytest

from memscope.analyze.stacks.find import MainStack, find_stacks
from memscope.analyze.stacks.go_threads import (
    GoThread,
    find_go_threads,
    go_claims,
    goroutine_spans,
)
from memscope.analyze.stacks.main import main_pieces
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from memscope.parse.smaps import Smaps
from tests.unit.analyze.go_memory import HEAP, VARIABLES, Memory, go_map

pytestmark = pytest.mark.unit
ARENAS = Ranges([HEAP], [HEAP + 0x4000000])
FIRST, FIRST_G = VARIABLES[0] + 0x1000, VARIABLES[0] + 0x2000
OTHER_G = VARIABLES[0] + 0x4000
ALL = VARIABLES[0] + 0x80
"""The variable that leads to the newest thread."""
RECORDS = tuple(HEAP + 0x1000 * at for at in (1, 2))
OWN = tuple(HEAP + 0x1000 * at for at in (3, 4))
STACKS = tuple(HEAP + 0x10000 * at for at in (1, 2))
MAIN = 100
ID, LINK = 72, 336
LATER = 400
"""Where another list has its links, as of threads that have nothing to do."""


def runtime() -> Memory:
    """Return three threads: 102, 101, and the main one."""
    memory = Memory({ALL: RECORDS[1], FIRST: FIRST_G, FIRST_G + 48: FIRST})
    memory |= {FIRST + ID: MAIN, FIRST_G: 0x7FFF0000, FIRST_G + 8: 0x7FFF8000}
    memory[FIRST_G + 16] = 0x7FFF0400
    follows = (FIRST, RECORDS[0])
    for number, record in enumerate(RECORDS):
        g, stack = OWN[number], STACKS[number]
        memory |= {record: g, g: stack, g + 8: stack + 0x4000, g + 16: stack + 0x3A0}
        memory |= {g + 48: record, record + ID: MAIN + 1 + number}
        memory[record + LINK] = follows[number]
    memory[RECORDS[1] + LATER] = FIRST
    return memory


def threads(memory: Memory) -> tuple[GoThread, ...]:
    variables = list(memory.pieces(*VARIABLES))
    return find_go_threads(variables, ARENAS, memory.read, MAIN)


def test_every_thread_on_the_list_has_the_stack_of_its_record() -> None:
    found = threads(runtime())

    assert [(one.tid, one.start) for one in found] == [
        (102, STACKS[1]),
        (101, STACKS[0]),
        (100, 0x7FFF0000),
    ]
    claims = go_claims(found, {100: "x", 101: "x", 102: "x"}, ARENAS)
    assert [(one.tid, one.start, one.end) for one in claims] == [
        (101, STACKS[0], STACKS[0] + 0x4000),
        (102, STACKS[1], STACKS[1] + 0x4000),
    ]
    assert {one.confidence for one in claims} == {Confidence.LIKELY}


def test_a_single_thread_is_a_list_of_its_own() -> None:
    memory = Memory(runtime() | {ALL: 0})

    assert [one.tid for one in threads(memory)] == [MAIN]


@pytest.mark.parametrize(
    "change",
    [
        {FIRST_G + 48: 0},
        {FIRST + ID: MAIN + 7},
        {RECORDS[0] + ID: MAIN + 2},
        {VARIABLES[0] + 0x3000: OTHER_G, OTHER_G + 48: VARIABLES[0] + 0x3000,
         VARIABLES[0] + 0x3000 + ID: MAIN, OTHER_G: 0x1000, OTHER_G + 8: 0x9000,
         OTHER_G + 16: 0x2000},
    ],
)  # fmt: skip
def test_records_that_do_not_agree_tell_of_no_thread(change: dict[int, int]) -> None:
    assert threads(Memory(runtime() | change)) == ()


def test_variables_that_lead_to_one_another_by_chance_are_no_thread() -> None:
    chance = {VARIABLES[0] + 0x3000: OTHER_G, OTHER_G + 48: VARIABLES[0] + 0x3000}

    assert len(threads(Memory(runtime() | chance))) == 3


def test_a_record_whose_own_stack_points_elsewhere_ends_the_list() -> None:
    memory = Memory(runtime() | {OWN[0] + 48: RECORDS[1]})

    assert [one.tid for one in threads(memory)] == [102, MAIN]


def test_a_stack_whose_limit_is_outside_is_none() -> None:
    memory = Memory(runtime() | {OWN[1] + 16: STACKS[1] - 8})

    assert [one.tid for one in threads(memory)] == [101, MAIN]


def test_memory_without_variables_has_no_threads() -> None:
    assert find_go_threads([], ARENAS, Memory().read, MAIN) == ()


G, ON_G = HEAP + 0x5000, HEAP + 0x50000


def goroutine(sp: int, thread: int = RECORDS[0]) -> list[tuple[int, int]]:
    memory = Memory(runtime() | {RECORDS[0] + 192: G, G + 48: thread})
    memory |= {G: ON_G, G + 8: ON_G + 0x800}
    one = GoThread(101, RECORDS[0], STACKS[0], STACKS[0] + 0x4000)
    spans = goroutine_spans([("x", sp, one)], VARIABLES, ARENAS, memory.read)
    assert all(span.confidence is Confidence.LIKELY for span in spans)
    assert all(span.thread is None and span.kind is Kind.ANON for span in spans)
    return [(span.start, span.end) for span in spans]


def test_a_thread_runs_on_the_stack_of_the_goroutine_that_names_it() -> None:
    assert goroutine(ON_G + 0x700) == [(ON_G, ON_G + 0x800)]


@pytest.mark.parametrize(
    ("sp", "thread"),
    [(ON_G, RECORDS[0]), (ON_G + 0x808, RECORDS[0]), (ON_G + 0x700, RECORDS[1])],
)
def test_a_goroutine_of_another_thread_or_place_is_not_taken(
    sp: int, thread: int
) -> None:
    assert goroutine(sp, thread) == []


def test_the_runtimes_stacks_are_the_threads_and_the_kernels_is_the_main_ones() -> None:
    vmas = go_map("7fff0000-80000000 rw-p [stack]")
    facts = [TaskFacts(tid, "x", sp, tid) for tid, sp in ((100, None), (101, G))]
    claims = go_claims(threads(runtime()), {100: "x", 101: "x", 102: "x"}, ARENAS)
    pieces = main_pieces(vmas, lambda at: None)

    found = find_stacks(
        Smaps(vmas, [], [], None),
        facts,
        (),
        None,
        MainStack(100, None, pieces),
        told=(claims[:1], True),
    )

    assert found.stacks[101].evidence[1] == "sp-elsewhere"
    assert found.stacks[101].start == STACKS[0]
    assert found.stacks[100].confidence is Confidence.LIKELY
    assert [one.label for one in found.spans if one.thread == 100] == [
        "stack of the main thread"
    ]
