"""Memory that other sources could tell more of, in a look that did not read them.

A live look leaves smaps alone, and a kernel may refuse others. What flags or a stack
pointer would call a stack, and the guard below, is called by weaker names then, and
must not be called so with more confidence than they would give.
"""

from collections.abc import Collection, Sequence

from memscope.analyze.meanings import meaning_of_vma
from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.guesses import StackMarks, can_hold
from memscope.model.kinds import Confidence
from memscope.model.ranges import Ranges
from memscope.model.region import Vma


def unmarked_spans(
    vmas: Sequence[Vma],
    guards: Ranges,
    told: Collection[int] = (),
    *,
    all_known: bool,
) -> list[Span]:
    """Return what may be stacks and their guards, as guesses, in order of address.

    Args:
        vmas: The whole map.
        guards: Guard pages that no line of the map shows.
        told: Where ranges begin that are known to be stacks.
        all_known: No thread's stack is unknown; else it may lie in any of them.
    """
    marks = StackMarks(VmaIndex(vmas), guards, ())
    spans = []
    for at in marks.marked() if all_known else range(len(vmas)):
        vma = vmas[at]
        if vma.start in told or not can_hold(vma):
            continue
        if all_known and not marks.has_wall(at):
            continue
        guard, evidence = marks.below(at, vma.start)
        if guard and evidence and vmas[at - 1].end == vma.start:
            below = vmas[at - 1]
            if below.is_no_access and not below.inode:
                spans.append(_guessed(below))
        spans.append(_guessed(vma))
    return spans


def unasked_reservations(vmas: Sequence[Vma]) -> list[Span]:
    """Return what is reserved for nobody knows whom, in order of address.

    Where memory or a program's file could not be read, a runtime may have left a mark
    there, by which this is its guard or its heap of later; that would only be likely.

    Args:
        vmas: The whole map.
    """
    return [
        _doubted(vma, Confidence.LIKELY)
        for vma in vmas
        if vma.is_no_access and vma.is_nameless
    ]


def _guessed(vma: Vma) -> Span:
    return _doubted(vma, Confidence.GUESS)


def _doubted(vma: Vma, confidence: Confidence) -> Span:
    said = meaning_of_vma(vma, None)
    return Span(
        vma.start,
        vma.end,
        said.kind,
        label=said.label,
        evidence=said.evidence,
        confidence=confidence,
    )
