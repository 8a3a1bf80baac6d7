"""Look above a stack pointer that is not in its thread's stack: a signal handler?"""

from collections.abc import Mapping, Sequence

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.signal import signal_stack_span
from memscope.model.process import Stack, TaskFacts
from memscope.model.region import Vma
from memscope.parse.pagemap import Pages
from memscope.proc.fs import ProcDir
from memscope.proc.memory import TargetMemory

_MOST_BYTES = 1 << 16
"""How far above the stack pointer the signal's frame is looked for."""


def signal_stack_spans(
    directory: ProcDir,
    vmas: Sequence[Vma],
    tasks: Sequence[TaskFacts],
    stacks: Mapping[int, Stack],
    pages: Pages,
) -> list[Span]:
    """Return the alternate signal stacks in use, as far as they can be told.

    Raises:
        ProcessGone: The process ended.
        AccessDenied: We may not read its memory.
    """
    memory = TargetMemory(directory, pages)
    index: VmaIndex | None = None
    spans = []
    for task in tasks:
        stack = stacks.get(task.tid)
        if stack is None or task.sp is None or task.sp in stack:
            continue
        data = b""
        for address, piece in memory.present_pieces(task.sp, task.sp + _MOST_BYTES):
            if address != task.sp + len(data):
                break
            data += piece
        index = index or VmaIndex(vmas)
        span = signal_stack_span(task, stack, data, index)
        if span is not None:
            spans.append(span)
    return spans
