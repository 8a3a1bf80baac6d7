"""One look as a recording of one moment, for whoever plays recordings."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from memscope.collect.tape.writer import RecordingWriter
from memscope.model.snapshot import Snapshot


@contextmanager
def filmed_still(snapshot: Snapshot, title: str) -> Iterator[str]:
    """Hold a recording of one look for the length of the block; yields its path.

    Args:
        snapshot: The look.
        title: What it is called.
    """
    with tempfile.TemporaryDirectory(prefix="memscope-") as folder:
        path = str(Path(folder) / "still.memscope")
        with RecordingWriter(path) as file:
            file.begin(interval_s=1.0, title=title)
            file.frame(snapshot, 0.0)
            file.close()
        yield path
