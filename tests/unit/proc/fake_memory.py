"""Memory of a process that does not exist: a file with holes in place of `mem`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from memscope.model.ranges import Ranges
from memscope.parse.pagemap import Pages
from memscope.proc.memory import TargetMemory
from tests.unit.proc.fake_proc import fake_proc

PID = 77


@contextmanager
def fake_memory(
    folder: Path, pieces: Mapping[int, bytes], resident: Ranges | None = None
) -> Iterator[TargetMemory]:
    """Write the bytes at their addresses, which a file system must be able to reach.

    Args:
        folder: For the files.
        pieces: Bytes by address, none overlapping another.
        resident: What is in RAM; None: just the pieces.
    """
    if resident is None:
        starts = sorted(pieces)
        resident = Ranges(starts, [one + len(pieces[one]) for one in starts]).joined()
    fs = fake_proc(folder, PID, stat=b"", mem=b"")
    with (folder / str(PID) / "mem").open("r+b") as file:
        for address, data in pieces.items():
            file.seek(address)
            file.write(data)
        file.truncate(max(file.seek(0, 2), *resident.ends, 0))
    with fs.process(PID) as directory:
        yield TargetMemory(directory, Pages(resident=resident))
