"""The true stacks of programs that nobody of us wrote: a library in them tells.

Call sequence:

    with witnessed() as record, start.node() as (pid,):
        rows = rows_of_witness("Node", record, pid)
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memscope.model.process import Process, Thread
from tests.live.programs.c import built
from tests.live.stacks.matrix import TARGETS, Row, look, region_at
from tests.patience import tries

_RECORD = struct.Struct("=4Q")


@contextmanager
def witnessed() -> Iterator[Path]:
    """Preload the witness into whatever is started in the block.

    Yields:
        The file in which each thread that starts leaves its bounds.
    """
    source = (TARGETS / "witness.c").read_text()
    with (
        built(source, "-shared", "-fPIC") as library,
        pytest.MonkeyPatch.context() as patch,
    ):
        record = library.with_name("record")
        record.touch()
        patch.setenv("LD_PRELOAD", str(library))
        patch.setenv("MEMSCOPE_WITNESS", str(record))
        yield record


def rows_of_witness(case: str, record: Path, pid: int) -> list[Row]:
    """Compare what all threads but the first said of themselves with a look at them.

    A thread that is just starting has said nothing yet: then we look again.
    """
    for _ in tries():
        process = look(pid)
        truth = {tid: rest for tid, *rest in _RECORD.iter_unpack(record.read_bytes())}
        if all(one.tid in truth for one in process.threads[1:]):
            return [
                _row(case, one, truth[one.tid], process) for one in process.threads[1:]
            ]
    pytest.fail(f"some threads of {case} never said where their stacks are")


def _row(case: str, thread: Thread, told: list[int], process: Process) -> Row:
    low, high, guard = told
    top = region_at(process, high - 1)
    return Row(
        *(case, thread.tid, low, high, guard, high - 1),
        *(thread.stack, top.thread, top.kind),
    )
