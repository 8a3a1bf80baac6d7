"""A signal stack is one where code was interrupted, in memory that can hold it."""

import struct

import pytest

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.signal import signal_stack_span
from memscope.model.address import Address
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Stack, TaskFacts
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

OWN = Stack(Address(0x9000), Address(0xA000), 0, 0, None, (), Confidence.CERTAIN)
MAP = (
    "1000-2000 r-xp 0 7 /bin/x",
    "4000-8000 rw-p",
    "9000-a000 rw-p",
)
SP = 0x5000


def found(*lines: str, sp: int | None = SP, pc: int = 0x1800) -> Span | None:
    frame = struct.pack("=2QQi4xQ", 7, 0, 0x4000, 0, 0x4000)
    data = frame + bytes(120) + struct.pack("=2Q", 0x9800, pc) + bytes(64)
    task = TaskFacts(7, "worker", sp, 7)
    return signal_stack_span(task, OWN, data, VmaIndex(mapped(*(lines or MAP))))


def test_the_alternate_stack_is_a_span_of_its_thread() -> None:
    span = found()

    assert span is not None
    assert (span.start, span.end, span.kind, span.thread) == (
        *(0x4000, 0x8000, Kind.THREAD_STACK, 7),
    )
    assert span.label == "signal stack of worker"
    assert span.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("sp", "pc"), [(None, 0x1800), (SP + 4, 0x1800), (SP, 0x2000), (SP, 0x4800)]
)
def test_nothing_is_found_elsewhere(sp: int | None, pc: int) -> None:
    assert found(sp=sp, pc=pc) is None


@pytest.mark.parametrize("line", ["4000-8000 r--p", "4000-8000 rw-s", "5000-8000 rw-p"])
def test_memory_that_cannot_be_a_stack_is_none(line: str) -> None:
    assert found(MAP[0], line) is None
