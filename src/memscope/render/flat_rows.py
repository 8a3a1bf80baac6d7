"""Which columns a flat table of regions has, for programs: CSV and Parquet alike."""

from memscope.model.process import Process
from memscope.model.snapshot import Snapshot
from memscope.render.columns.regions import REGION_COLUMNS, Value

_FOR_EYES = {"range", "letter", "sure", "what"}
"""Columns that only say again what others say."""
FLAT_COLUMNS = tuple(one for one in REGION_COLUMNS if one.id not in _FOR_EYES)
OF_PROCESS = ("taken_at", "pid", "start_ticks", "process")
"""What stands before them in each row, so that a row can be read alone."""


def process_values(snapshot: Snapshot, process: Process) -> tuple[Value, ...]:
    """Return the values of `OF_PROCESS`."""
    moment = snapshot.taken_at.isoformat(timespec="microseconds")
    return (moment, process.pid, process.start_ticks, process.name)
