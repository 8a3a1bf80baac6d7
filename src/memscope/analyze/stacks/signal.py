"""Alternate signal stacks, where a thread is inside a handler that runs on one."""

from memscope.analyze.spans import Span, VmaIndex
from memscope.model import labels
from memscope.model.evidence import SIGNAL_FRAME, SP_INSIDE
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Stack, TaskFacts
from memscope.parse.sigframe import X86_64, FrameForm, SignalFrame, signal_frames


def signal_stack_span(
    task: TaskFacts,
    stack: Stack,
    data: bytes,
    index: VmaIndex,
    form: FrameForm = X86_64,
) -> Span | None:
    """Return the alternate stack that a thread runs on; None when it does not.

    Args:
        task: The thread; its stack pointer is outside its stack.
        stack: Its own stack.
        data: Memory from the stack pointer upwards.
        index: The map.
        form: How the kernel lays out what it pushes.
    """
    if task.sp is None or task.sp % form.word:
        return None
    for frame in signal_frames(data, task.sp, (stack.start, stack.end), form):
        if _fits(frame, index):
            return Span(
                frame.start,
                frame.end,
                Kind.THREAD_STACK,
                task.tid,
                None,
                labels.SIGNAL_STACK_OF.format(name=task.name),
                (SIGNAL_FRAME, SP_INSIDE),
                Confidence.LIKELY,
            )
    return None


def _fits(frame: SignalFrame, index: VmaIndex) -> bool:
    """Tell whether code was interrupted, and the stack lies in writable memory."""
    code = index.at(frame.pc)
    home = index.over(frame.start, frame.end)
    return (
        code is not None
        and index.vmas[code].is_executable
        and bool(home)
        and all(vma.is_private_writable for vma in home or ())
    )
