"""Stacks of threads without a descriptor: what must speak for a guess."""

from collections.abc import Sequence

import pytest

from memscope.analyze.spans import VmaIndex
from memscope.analyze.stacks.claim import StackClaim
from memscope.analyze.stacks.guesses import StackMarks, claims_by_sp
from memscope.model.evidence import GUARD_BELOW, GUARD_PAGES, SP_INSIDE
from memscope.model.kinds import Confidence
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from memscope.parse.pagemap import Pages
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

GUARD, STACK = "7f0000010000-7f0000011000 ---p", "7f0000011000-7f0000019000 rw-p"
LOW, HIGH = 0x7F00_0001_1000, 0x7F00_0001_9000
NONE = Ranges()
USUAL = HIGH - LOW


def by_sp(
    lines: Sequence[str] = (GUARD, STACK),
    sps: Sequence[int | None] = (HIGH - 8,),
    guards: Ranges = NONE,
    flags: Sequence[tuple[str, ...]] = (),
    taken: Ranges = NONE,
    usual: int = 0,
    pages: Pages | None = None,
) -> list[StackClaim]:
    tasks = [TaskFacts(101 + at, "w", sp, 101 + at) for at, sp in enumerate(sps)]
    marks = StackMarks(VmaIndex(mapped(*lines)), guards, flags)
    return claims_by_sp(marks, tasks, taken, usual, pages)


def test_a_guard_below_makes_it_a_guess_and_the_usual_size_likely() -> None:
    (guess,), (likely,) = by_sp(), by_sp(usual=USUAL)

    assert (guess.tid, guess.start, guess.end, guess.guard) == (101, LOW, HIGH, 0x1000)
    assert guess.evidence == (SP_INSIDE, GUARD_BELOW)
    assert guess.confidence is Confidence.GUESS
    assert likely.confidence is Confidence.LIKELY


def test_the_kernels_flag_makes_it_likely_and_needs_no_guard() -> None:
    flags = [(), ("rd", "nh")]

    (both,), (alone,) = by_sp(flags=flags), by_sp([STACK], flags=flags[1:])

    assert both.confidence is Confidence.LIKELY
    assert (alone.guard, alone.confidence) == (None, Confidence.GUESS)


@pytest.mark.parametrize("sp", [None, LOW - 8, HIGH])
def test_a_stack_pointer_elsewhere_leads_nowhere(sp: int | None) -> None:
    assert by_sp(sps=[sp]) == []


@pytest.mark.parametrize(
    "lines",
    [
        (STACK,),
        (GUARD, STACK.replace("rw-p", "r--p")),
        (GUARD, STACK.replace("rw-p", "rw-s")),
        (GUARD, f"{STACK} 0 7 /tmp/x"),
        (GUARD, f"{STACK} [heap]"),
        ("7effffff0000-7f0000000000 ---p", "7f0000000000-7f0000019000 rw-p"),
        ("7efffff00000-7f0000011000 ---p", STACK),
        ("7f000000f000-7f0000010000 ---p", STACK),
    ],
)
def test_what_cannot_be_a_stack_or_has_no_sign_of_one(lines: Sequence[str]) -> None:
    assert by_sp(lines) == []


@pytest.mark.parametrize(("size", "count"), [(0x2000, 1), (0x1000, 0)])
def test_a_stack_has_two_pages_at_least(size: int, count: int) -> None:
    line = f"7f0000011000-{LOW + size:x} rw-p"

    assert len(by_sp((GUARD, line), [LOW + 8])) == count


def test_a_guard_may_be_a_mebibyte_and_a_name_does_not_hurt() -> None:
    wide = "7effffF11000-7f0000011000 ---p".lower()

    marked = by_sp((wide, STACK), flags=[("nh",), ("nh",)])
    assert [one.guard for one in marked] == [1 << 20]
    # Without the mark it may be other memory that the kernel merged with a guard.
    assert [one.guard for one in by_sp((wide, STACK))] == [0x1000]
    assert len(by_sp((GUARD, f"{STACK} [anon:stack]"))) == 1


def test_two_threads_in_one_piece_are_none() -> None:
    assert by_sp(sps=[HIGH - 8, LOW + 8]) == []


def test_guard_pages_and_other_stacks_are_walls() -> None:
    guards = Ranges([LOW + 0x3000], [LOW + 0x4000])
    taken = Ranges([HIGH - 0x1000], [HIGH])

    (low, high) = by_sp(sps=[LOW + 0x2FF8, LOW + 0x4000], guards=guards, taken=taken)

    assert (low.start, low.end) == (LOW, LOW + 0x3000)
    assert (high.start, high.end) == (LOW + 0x4000, HIGH - 0x1000)
    assert (high.guard, high.evidence) == (0x1000, (SP_INSIDE, GUARD_PAGES))
    assert by_sp(sps=[HIGH - 8], taken=taken) == []


@pytest.mark.parametrize(
    ("touched", "end"),
    [
        ([(LOW, LOW + 0x3000)], LOW + 0x3000),
        ([(LOW + 0x2000, LOW + 0x3000), (LOW + 0x4000, HIGH)], LOW + 0x3000),
        ([(LOW, HIGH)], HIGH),
        ([], LOW + 0x3000),
    ],
)
def test_its_top_is_no_higher_than_what_was_touched(
    touched: Sequence[tuple[int, int]], end: int
) -> None:
    pages = Pages(resident=Ranges(*map(list, zip(*touched, strict=True))))
    (claim,) = by_sp(sps=[LOW + 0x2008], pages=pages, flags=[(), ("nh",)])

    assert (claim.start, claim.end) == (LOW, end)
    sure = Confidence.LIKELY if end == HIGH else Confidence.GUESS
    assert claim.confidence is sure
