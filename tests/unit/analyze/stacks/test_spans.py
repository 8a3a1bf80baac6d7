"""From claims to spans: guard, stack, guard zones inside, thread-local data above."""

import pytest
from msgspec.structs import replace

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.claim import StackClaim
from memscope.analyze.stacks.spans import (
    claim_spans,
    in_order,
    other_guard_spans,
    with_holes,
)
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

VMAS = mapped("1000-4000 rw-p", "4000-5000 ---p", "5000-9000 rw-p", "9000-a000 rw-p")
TASK = TaskFacts(7, "worker", None, 7)
CLAIM = StackClaim(7, 0x2000, 0x9000, 0x1000, ("why",), Confidence.LIKELY, "stack")
GUARD, STACK = Kind.GUARD, Kind.THREAD_STACK


def shape(claim: StackClaim) -> list[tuple[int, int, Kind, int | None]]:
    (claim,) = with_holes([claim], VmaIndex(VMAS), Ranges())
    spans = claim_spans(claim, {7: TASK})
    return [(one.start, one.end, one.kind, one.thread) for one in spans]


@pytest.mark.parametrize(
    ("claim", "spans"),
    [
        (CLAIM, [(0x1000, 0x2000, GUARD, 7), (0x2000, 0x9000, STACK, 7)]),
        (replace(CLAIM, guard=None), [(0x2000, 0x9000, STACK, 7)]),
        (replace(CLAIM, guard=0, tid=0), [(0x2000, 0x9000, STACK, None)]),
        (
            replace(CLAIM, guard=0, is_split=True),
            [
                (0x2000, 0x4000, STACK, 7),
                (0x4000, 0x5000, GUARD, 7),
                (0x5000, 0x9000, STACK, 7),
            ],
        ),
        (
            replace(CLAIM, guard=0, start=0x4800, is_split=True),
            [(0x4800, 0x5000, GUARD, 7), (0x5000, 0x9000, STACK, 7)],
        ),
        (
            replace(CLAIM, guard=0, tls_end=0xA000),
            [(0x2000, 0x9000, STACK, 7), (0x9000, 0xA000, Kind.ANON, 7)],
        ),
    ],
)
def test_a_claim_becomes_spans(
    claim: StackClaim, spans: list[tuple[int, int, Kind, int | None]]
) -> None:
    assert shape(claim) == spans


def test_each_span_says_whose_it_is_and_how_we_know() -> None:
    claim = replace(CLAIM, is_split=True, tls_end=0xA000)

    (claim,) = with_holes([claim], VmaIndex(VMAS), Ranges())
    spans = claim_spans(claim, {7: TASK})

    assert [one.label for one in spans] == [
        "guard of the stack",
        "stack",
        "guard zone in the stack",
        "stack",
        "thread-local data of worker",
    ]
    assert {one.confidence for one in spans} == {Confidence.LIKELY}
    assert [len(one.evidence) for one in spans] == [1, 1, 2, 1, 1]


def test_guard_pages_inside_a_stack_are_holes_in_it() -> None:
    guards = Ranges([0x3000, 0x6000], [0x3800, 0xA000])

    (claim,) = with_holes([CLAIM], VmaIndex(VMAS), guards)
    (whole,) = with_holes([CLAIM], VmaIndex(VMAS), Ranges())

    assert [(one.start, one.end) for one in claim.holes] == [
        (0x3000, 0x3800),
        (0x6000, 0x9000),
    ]
    assert whole is CLAIM
    assert [(one.start, one.end, one.kind) for one in claim_spans(claim, {7: TASK})][
        1:
    ] == [
        (0x2000, 0x3000, STACK),
        (0x3000, 0x3800, GUARD),
        (0x3800, 0x6000, STACK),
        (0x6000, 0x9000, GUARD),
    ]
    assert other_guard_spans(Ranges([0x3000], [0x3800]), [claim]) == []


def test_guard_pages_below_a_claimed_stack_are_not_told_twice() -> None:
    guards = Ranges([0x1000, 0x6000], [0x2000, 0x7000])

    found = [
        [(one.start, one.end) for one in other_guard_spans(guards, claims)]
        for claims in ([CLAIM], [replace(CLAIM, guard=0)], [])
    ]

    both = [(0x1000, 0x2000), (0x6000, 0x7000)]
    assert found == [both[1:], both, both]


def test_of_two_that_overlap_the_later_gives_way() -> None:
    spans = [
        Span(start, end, Kind.ANON)
        for start, end in ((0x5000, 0x6000), (0x1000, 0x3000), (0x2FFF, 0x5000))
    ]
    touching = Span(0x3000, 0x5000, Kind.ANON)

    assert in_order(*spans) == (spans[1], spans[0])
    assert in_order(*spans, touching) == (spans[1], touching, spans[0])


def test_what_lies_within_another_cuts_it_in_two() -> None:
    outer, inner = Span(0x1000, 0x9000, Kind.STACK, 1), Span(0x3000, 0x6000, STACK, 7)
    deepest, after = Span(0x4000, 0x5000, GUARD, 7), Span(0x8000, 0x9000, GUARD, 1)

    found = in_order(outer, after, deepest, inner)

    assert [(one.start, one.end, one.kind, one.thread) for one in found] == [
        (0x1000, 0x3000, Kind.STACK, 1),
        (0x3000, 0x4000, STACK, 7),
        (0x4000, 0x5000, GUARD, 7),
        (0x5000, 0x6000, STACK, 7),
        (0x6000, 0x8000, Kind.STACK, 1),
        (0x8000, 0x9000, GUARD, 1),
    ]
