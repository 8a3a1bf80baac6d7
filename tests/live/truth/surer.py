"""What a look with less evidence must not say: anything surer, anything else."""

from memscope.model.evidence import (
    EXECUTABLE_ANON,
    EXECUTABLE_FILE,
    KERNEL_NAME,
    MAPPED_FILE,
    NO_ACCESS,
    PRIVATE_ANON,
    SHARED_MAPPING,
    split_detail,
)
from memscope.model.kinds import Confidence
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from tests.live.truth.cases import region_at, shown

SURE = {Confidence.GUESS: 0, Confidence.LIKELY: 1, Confidence.CERTAIN: 2}
PLAIN = frozenset(
    (
        EXECUTABLE_ANON,
        EXECUTABLE_FILE,
        KERNEL_NAME,
        MAPPED_FILE,
        NO_ACCESS,
        PRIVATE_ANON,
        SHARED_MAPPING,
    )
)
"""What the map itself says where nothing else is known."""


def surer_or_other(full: Process, poor: Process) -> list[str]:
    """Return what a look is surer of than one with more evidence, or calls otherwise.

    Args:
        full: With all evidence.
        poor: With less, of a process that stands still.
    """
    found = []
    edges = sorted({one.start for one in (*full.regions, *poor.regions)})
    for start in edges:
        rich, weak = region_at(full, start), region_at(poor, start)
        if rich is not None and weak is not None and (why := _region(rich, weak)):
            found.append(f"{why}\n    {shown(rich)}\n    {shown(weak)}")
    for thread in full.threads:
        for other in poor.threads:
            if other.tid == thread.tid and (why := _thread(thread, other)):
                found.append(f"{why}\n    {thread.stack}\n    {other.stack}")
    return found


def _region(rich: Region, weak: Region) -> str:
    if SURE[weak.confidence] > SURE[rich.confidence]:
        return "surer"
    if (weak.kind, weak.label, weak.thread) == (rich.kind, rich.label, rich.thread):
        return ""
    if is_less_sure(weak.confidence, rich.confidence):
        return ""
    if weak.thread not in (None, rich.thread):
        return "another owner"
    is_plain = split_detail(weak.evidence[0])[0] in PLAIN
    return "" if is_plain else "another label"


def is_less_sure(weak: Confidence, rich: Confidence) -> bool:
    """Tell whether a word is doubted more than another; a guess cannot be less sure."""
    return SURE[weak] < SURE[rich] or weak is Confidence.GUESS


def _thread(rich: Thread, weak: Thread) -> str:
    if weak.stack is None:
        return ""
    if rich.stack is None:
        is_sure = weak.stack.confidence is Confidence.CERTAIN
        return "a stack more, for certain" if is_sure else ""
    if SURE[weak.stack.confidence] > SURE[rich.stack.confidence]:
        return "a surer stack"
    if (weak.stack.start, weak.stack.end) == (rich.stack.start, rich.stack.end):
        return ""
    is_doubted = is_less_sure(weak.stack.confidence, rich.stack.confidence)
    return "" if is_doubted else "another stack"
