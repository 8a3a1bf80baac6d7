"""Each rule bites, and none bites a look that is right."""

import pytest

from memscope.analyze.contradictions import (
    BELOW_BRK,
    NOT_ALLOWED,
    NOT_ITS_GUARD,
    OVERLAPPING,
    REFUTED_BY_SP,
    TOO_MANY,
    TWO_ANSWERS,
    LabelledMap,
    Runner,
    label_contradictions,
    overlapping_stacks,
    thread_contradictions,
    too_many_stacks,
    unowned_stacks,
)
from memscope.analyze.meanings import Meaning
from memscope.model import labels
from memscope.model.address import Address
from memscope.model.evidence import PRIVATE_ANON, PTHREAD_DESCRIPTOR
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Stack

pytestmark = pytest.mark.unit

PAGE = 0x1000
OWN_STACK = Meaning(Kind.THREAD_STACK, "stack of a", (PTHREAD_DESCRIPTOR,), thread=7)
OWN_GUARD = Meaning(Kind.GUARD, "guard", (PTHREAD_DESCRIPTOR,), thread=7)


def a_map(*rows: tuple[Meaning, str]) -> LabelledMap:
    """Lay ranges of one page side by side, from 0x1000 on."""
    starts = [PAGE * (at + 1) for at in range(len(rows))]
    said, perms = zip(*rows, strict=True)
    return LabelledMap(starts, [at + PAGE for at in starts], said, perms)


def a_stack(start: int, end: int, guard: int | None = None) -> Stack:
    return Stack(Address(start), Address(end), guard, confidence=Confidence.CERTAIN)


def rules_of(labelled: LabelledMap, *runners: Runner) -> list[str]:
    found = [
        *label_contradictions(labelled, 0x3000, PAGE),
        *thread_contradictions(labelled, runners),
        *overlapping_stacks(runners),
        *too_many_stacks(unowned_stacks(labelled), runners),
    ]
    return [one.rule for one in found]


def test_a_stack_with_its_guard_and_its_thread_inside_is_right() -> None:
    labelled = a_map((OWN_GUARD, "---p"), (OWN_STACK, "rw-p"))

    assert rules_of(labelled, Runner(7, 0x2800, a_stack(0x2000, 0x3000, PAGE))) == []


@pytest.mark.parametrize(
    "said",
    [
        Meaning(Kind.RESERVED, labels.RESERVED, ()),
        Meaning(Kind.GUARD, labels.GUARD_PAGES, ()),
        Meaning(Kind.RODATA, "constants of x", ()),
        Meaning(Kind.THREAD_STACK, labels.KEPT_STACK, ()),
        Meaning(Kind.ANON, labels.ANONYMOUS, (PRIVATE_ANON,)),
        Meaning(Kind.THREAD_STACK, "stack of b", (), thread=8),
    ],
)
def test_nothing_is_said_that_a_stack_pointer_refutes(said: Meaning) -> None:
    assert rules_of(a_map((said, "rw-p")), Runner(7, 0x1800, None)) == [REFUTED_BY_SP]


def test_a_stack_pointer_in_nothing_contradicts_the_map() -> None:
    (found,) = thread_contradictions(
        a_map((OWN_STACK, "rw-p")), [Runner(7, 0x9000, None)]
    )

    assert (found.rule, found.start, found.end) == (REFUTED_BY_SP, 0x9000, 0x9001)


def test_what_runs_elsewhere_is_not_refuted() -> None:
    said = Meaning(Kind.ANON, labels.GO_HEAP, ("runtime-mark:.go.buildinfo",))

    assert rules_of(a_map((said, "rw-p")), Runner(7, 0x1800, None)) == []


def test_a_stack_of_another_thread_may_lie_in_a_stack_and_nothing_else() -> None:
    inner = Meaning(Kind.THREAD_STACK, "stack of b", (), thread=8)
    data = Meaning(Kind.ANON, labels.ANONYMOUS, (PRIVATE_ANON,))
    runner = Runner(7, None, a_stack(0x1000, 0x4000))

    right = a_map((OWN_STACK, "rw-p"), (inner, "rw-p"), (OWN_STACK, "rw-p"))
    wrong = a_map((OWN_STACK, "rw-p"), (data, "rw-p"), (OWN_STACK, "rw-p"))
    assert rules_of(right, runner) == []
    assert rules_of(wrong, runner) == [TWO_ANSWERS]


def test_a_stack_and_its_region_are_equally_sure() -> None:
    likely = Meaning(Kind.THREAD_STACK, "stack of a", (), Confidence.LIKELY, thread=7)

    assert rules_of(
        a_map((likely, "rw-p")), Runner(7, None, a_stack(0x1000, 0x2000))
    ) == [TWO_ANSWERS]


def test_the_guard_of_a_stack_lies_below_it() -> None:
    reserved = Meaning(Kind.RESERVED, labels.RESERVED, ())
    labelled = a_map((reserved, "---p"), (OWN_STACK, "rw-p"))

    assert rules_of(labelled, Runner(7, None, a_stack(0x2000, 0x3000, PAGE))) == [
        NOT_ITS_GUARD
    ]


@pytest.mark.parametrize(
    ("one", "other", "rules"),
    [
        ((0x1000, 0x3000), (0x2000, 0x4000), [OVERLAPPING]),
        ((0x1000, 0x3000), (0x1000, 0x3000), [OVERLAPPING]),
        ((0x1000, 0x4000), (0x2000, 0x3000), []),
        ((0x1000, 0x2000), (0x2000, 0x3000), []),
    ],
)
def test_of_two_stacks_one_lies_in_the_other_or_they_are_apart(
    one: tuple[int, int], other: tuple[int, int], rules: list[str]
) -> None:
    runners = [Runner(7, None, a_stack(*one)), Runner(8, None, a_stack(*other))]

    assert [found.rule for found in overlapping_stacks(runners)] == rules


def test_stacks_of_a_thread_are_no_more_than_threads_without_one() -> None:
    some = Meaning(Kind.THREAD_STACK, labels.SOME_STACK, (), Confidence.GUESS)
    labelled = a_map((some, "rw-p"), (some, "rw-p"))

    assert rules_of(labelled, Runner(7, None, None)) == [TOO_MANY, TOO_MANY]
    assert rules_of(labelled, Runner(7, None, None), Runner(8, None, None)) == []


def test_the_heap_begins_where_the_brk_area_does() -> None:
    heap = Meaning(Kind.HEAP, labels.HEAP, ())
    file = Meaning(Kind.ANON, labels.LARGE_BLOCK, ("mmap-chunk",))

    assert rules_of(a_map((file, "rw-p"), (heap, "rw-p"))) == [BELOW_BRK]
    assert rules_of(a_map((file, "rw-p"), (file, "rw-p"), (heap, "rw-p"))) == []


@pytest.mark.parametrize(
    ("kind", "perms", "sure", "rules"),
    [
        (Kind.CODE, "r--p", Confidence.CERTAIN, [NOT_ALLOWED]),
        (Kind.CODE, "r--p", Confidence.LIKELY, []),
        (Kind.CODE, "r-xp", Confidence.CERTAIN, []),
        (Kind.RELRO, "rw-p", Confidence.CERTAIN, [NOT_ALLOWED]),
        (Kind.RELRO, "r--p", Confidence.CERTAIN, []),
    ],
)
def test_what_a_file_says_agrees_with_the_permissions(
    kind: Kind, perms: str, sure: Confidence, rules: list[str]
) -> None:
    said = Meaning(kind, "of x", (), sure, image="/x")

    assert rules_of(a_map((said, perms))) == rules
