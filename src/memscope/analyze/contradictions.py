"""What a look says against itself.

A wrong label seldom stands alone: a stack pointer, a permission or the start of the brk
area in the very same look refutes it. What is found here was read at two moments, or
misunderstood; either way it is not to be called certain.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from memscope.analyze.meanings import Meaning
from memscope.analyze.spans import Span
from memscope.i18n import N_
from memscope.model import labels
from memscope.model.evidence import PRIVATE_ANON
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Stack
from memscope.model.region import Region

REFUTED_BY_SP = N_("a thread runs where these labels say that none does")
TWO_ANSWERS = N_("a stack and the memory in it are labelled differently")
OVERLAPPING = N_("two threads are given the same stack")
NOT_ITS_GUARD = N_("what lies below a stack is not labelled as its guard")
TOO_MANY = N_("more stacks are without a thread than threads without a stack")
BELOW_BRK = N_("the heap begins before the brk area does")
NOT_ALLOWED = N_("permissions contradict what the ELF file says")
OF_THREADS = frozenset(
    (REFUTED_BY_SP, TWO_ANSWERS, OVERLAPPING, NOT_ITS_GUARD, TOO_MANY)
)
"""Rules that a thread may seem to break which came or went during the look."""

# A look-up of a member is Python code (until 3.12), and these are asked of each region.
_CODE, _RELRO, _THREAD_STACK = Kind.CODE, Kind.RELRO, Kind.THREAD_STACK
_STACKS = frozenset((Kind.STACK, _THREAD_STACK))
_OF_STACKS = _STACKS | {Kind.GUARD}
_NOBODY_RUNS_IN = frozenset(
    (
        Kind.GUARD,
        Kind.RESERVED,
        Kind.RODATA,
        Kind.RELRO,
        Kind.CODE,
        Kind.VDSO,
        Kind.VSYSCALL,
        Kind.VVAR,
    )
)
_NOBODY_HERE = frozenset(
    (
        labels.KEPT_STACK,
        labels.UNJOINED_STACK,
        labels.ENDED_STACK,
        labels.NO_THREADS_STACK,
        labels.NOBODYS_MAIN_STACK,
    )
)


class Contradiction(Struct, frozen=True, gc=False):
    """Two statements of one look that cannot both be true.

    Attributes:
        rule: Which rule they break, in words.
        start: First address that they are about.
        end: First address after it.
    """

    rule: str
    start: int
    end: int


Labelled = Meaning | Span | Region
"""Whatever says of a range what it is."""


class Runner(Struct, frozen=True, gc=False):
    """A living thread: its stack pointer while it sleeps, its stack where known."""

    tid: int
    sp: int | None
    stack: Stack | None


class LabelledMap(Struct, frozen=True, gc=False):
    """An address space in columns, in order of address.

    Attributes:
        starts: First address of each range.
        ends: First address after it.
        said: What is said of it.
        perms: Its permissions.
    """

    starts: list[int]
    ends: list[int]
    said: Sequence[Labelled]
    perms: Sequence[str]

    def at(self, address: int) -> int | None:
        """Return the number of the range that holds an address."""
        index = bisect_right(self.starts, address) - 1
        return index if index >= 0 and address < self.ends[index] else None

    def over(self, start: int, end: int) -> range:
        """Return the numbers of the ranges that reach into [start, end)."""
        first = bisect_right(self.ends, start)
        last = bisect_right(self.starts, end - 1, lo=first) if end > start else first
        return range(first, last)

    def contradiction(self, rule: str, at: int) -> Contradiction:
        """Say that the range of that number breaks a rule."""
        return Contradiction(rule, self.starts[at], self.ends[at])


def label_contradictions(
    labelled: LabelledMap, start_brk: int | None, page_size: int
) -> list[Contradiction]:
    """Return what labels say against the map itself; it follows from the map alone.

    Args:
        labelled: The map.
        start_brk: Where the brk area begins; None when the kernel would not say.
        page_size: Bytes.
    """
    found = [
        labelled.contradiction(NOT_ALLOWED, at)
        for at, said in enumerate(labelled.said)
        if said.image is not None
        and (
            (said.kind is _CODE and labelled.perms[at][2] != "x")
            or (said.kind is _RELRO and labelled.perms[at][1] == "w")
        )
        and said.confidence is Confidence.CERTAIN
    ]
    if start_brk:
        at = labelled.at(start_brk - start_brk % page_size - 1)
        if at is not None and labelled.said[at].kind is Kind.HEAP:
            found.append(labelled.contradiction(BELOW_BRK, at))
    return found


def thread_contradictions(
    labelled: LabelledMap,
    runners: Iterable[Runner],
    own: Collection[int] | None = None,
) -> list[Contradiction]:
    """Return what each thread says against the labels.

    Args:
        labelled: The map.
        runners: Living threads.
        own: TIDs of all threads of their process; None: every owner is one. What vfork
            starts runs on a stack of another process's thread, and refutes nothing.
    """
    found: list[Contradiction] = []
    for one in runners:
        if one.stack is not None and _is_plain(labelled, one, one.stack):
            continue
        if one.sp is not None:
            found += _refuted_by(one.tid, one.sp, labelled, own)
        if one.stack is not None:
            found += _disagreements(labelled, one.tid, one.stack)
    return found


def _is_plain(labelled: LabelledMap, one: Runner, stack: Stack) -> bool:
    """Tell the common case: one range is the stack, its guard below, SP inside."""
    start, end = stack.start, stack.end
    at = bisect_right(labelled.starts, start) - 1
    if at < 0 or labelled.starts[at] != start or labelled.ends[at] != end:
        return False
    said = labelled.said[at]
    if stack.guard:
        below = labelled.said[at - 1]
        if (
            below.kind is not Kind.GUARD
            or labelled.starts[at - 1] > start - stack.guard
        ):
            return False
    return (
        said.thread == one.tid
        and said.kind in _STACKS
        and said.confidence is stack.confidence
        and (one.sp is None or start <= one.sp < end)
    )


def overlapping_stacks(runners: Iterable[Runner]) -> list[Contradiction]:
    """Return stacks that overlap in part; one may lie within another."""
    stacks = sorted(
        (one.stack.start, one.stack.end) for one in runners if one.stack is not None
    )
    return [
        Contradiction(OVERLAPPING, start, end)
        for (low, high), (start, end) in pairwise(stacks)
        if start < high < end or (start, end) == (low, high)
    ]


def unowned_stacks(labelled: LabelledMap) -> list[Contradiction]:
    """Return the stacks "of a thread", which must not be too many."""
    return [
        labelled.contradiction(TOO_MANY, at)
        for at, said in enumerate(labelled.said)
        if said.kind is _THREAD_STACK and said.label == labels.SOME_STACK
    ]


def too_many_stacks(
    unowned: Sequence[Contradiction], runners: Iterable[Runner]
) -> list[Contradiction]:
    """Return stacks "of a thread" that are more than the threads without a stack.

    Args:
        unowned: All such stacks, see `unowned_stacks`.
        runners: Living threads.
    """
    if not unowned or len(unowned) <= sum(one.stack is None for one in runners):
        return []
    return list(unowned)


def _refuted_by(
    tid: int, sp: int, labelled: LabelledMap, own: Collection[int] | None
) -> Iterator[Contradiction]:
    at = labelled.at(sp)
    if at is None:
        yield Contradiction(REFUTED_BY_SP, sp, sp + 1)
        return
    said = labelled.said[at]
    if (
        said.kind in _NOBODY_RUNS_IN
        or said.label in _NOBODY_HERE
        or (said.evidence and said.evidence[0] == PRIVATE_ANON)
        or (
            said.thread not in (None, tid)
            and said.kind in _OF_STACKS
            and (own is None or said.thread in own)
        )
    ):
        yield labelled.contradiction(REFUTED_BY_SP, at)


def _disagreements(
    labelled: LabelledMap, tid: int, stack: Stack
) -> Iterator[Contradiction]:
    """Within a stack there are that thread's ranges, and stacks of others."""
    for at in labelled.over(stack.start, stack.end):
        said = labelled.said[at]
        is_anybody_s = said.kind in _OF_STACKS and said.thread is not None
        is_own = said.thread == tid and said.kind in _STACKS
        if not is_anybody_s or (is_own and said.confidence != stack.confidence):
            yield labelled.contradiction(TWO_ANSWERS, at)
    if stack.guard:
        for at in labelled.over(stack.start - stack.guard, stack.start):
            if labelled.said[at].kind is not Kind.GUARD:
                yield labelled.contradiction(NOT_ITS_GUARD, at)
