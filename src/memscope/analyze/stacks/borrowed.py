"""Memory on which a thread runs though its own stack is elsewhere: a coroutine's.

All that is known is where the stack pointer is. So only the pages around it that were
touched are called a stack, unless a guard says where it begins. It is no thread's: the
next one may run on it in a moment.
"""

from collections.abc import Mapping, Sequence

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.guesses import (
    StackMarks,
    between,
    can_hold,
    written_up_to,
)
from memscope.model import labels
from memscope.model.evidence import SP_INSIDE
from memscope.model.kinds import Confidence, Kind
from memscope.model.ranges import Ranges
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps

_PAGE = 4096
"""Every page size is a multiple of it."""


def borrowed_spans(
    table: Smaps,
    pages: Pages | None,
    known: Sequence[Span],
    runners: Mapping[int, tuple[str, int]],
) -> list[Span]:
    """Return the stacks that threads run on beside their own, in order of address.

    Args:
        table: The whole map.
        pages: Of the same look; None when they could not be read.
        known: What is known of anonymous memory, stacks included.
        runners: By TID, name and stack pointer of threads that are not on their stack.
    """
    if not runners:
        return []
    spans = sorted(known, key=_start)
    taken = Ranges([one.start for one in spans], [one.end for one in spans])
    guards = pages.guards if pages is not None else Ranges()
    marks = StackMarks(VmaIndex(table.vmas), guards, table.flags)
    found: list[Span] = []
    top = 0
    for name, sp in sorted(runners.values(), key=_sp_of):
        at = marks.index.at(sp)
        if at is None or sp in taken or sp < top or not can_hold(table.vmas[at]):
            continue
        low, high = between(table.vmas[at], sp, guards, taken)
        guard, evidence = marks.below(at, low)
        end = written_up_to(pages, sp, high)
        start = low if guard else max(low, _touched_down_to(pages, sp))
        if start < top or start >= end:
            continue
        label = labels.STACK_UNDER.format(name=name)
        why, sure = (SP_INSIDE, *evidence), Confidence.GUESS
        if guard:
            text = labels.GUARD_OF.format(label=label)
            below = start - guard
            found.append(Span(below, start, Kind.GUARD, None, None, text, why, sure))
        found.append(Span(start, end, Kind.ANON, None, None, label, why, sure))
        top = end
    return found


def _start(span: Span) -> int:
    return span.start


def _sp_of(runner: tuple[str, int]) -> int:
    return runner[1]


def _touched_down_to(pages: Pages | None, sp: int) -> int:
    """Return where the touched pages begin that reach to the stack pointer."""
    page = sp - sp % _PAGE
    if pages is None:
        return page
    runs = list(pages.touched_from(max(page - _REACH, 0), sp + 1))
    for low, high in reversed(runs):
        if high >= page:
            page = min(page, low)
    return page


_REACH = 8 << 20
"""A stack deeper than that below its pointer is shown from there on."""
