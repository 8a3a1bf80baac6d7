"""All regions of a snapshot as NDJSON: one JSON object a line, one line a region.

An object is a region of the snapshot format with its process in front, so that every
line can be read alone.
"""

from memscope.codec import names
from memscope.codec.wire import moment_to_json
from memscope.garbage import uncollected
from memscope.model.snapshot import Snapshot


def encode_ndjson(snapshot: Snapshot) -> bytes:
    """Return the regions of all processes, a line each."""
    moment = moment_to_json(snapshot.taken_at)
    lines = bytearray()
    with uncollected():
        for process in snapshot.processes:
            head = names.encode(
                {
                    "taken_at": moment,
                    "pid": process.pid,
                    "start_ticks": process.start_ticks,
                    "process": process.name,
                }
            )[:-1]
            for region in process.regions:
                lines += head
                lines += b","
                lines += names.encode(region)[1:]
                lines += b"\n"
    return bytes(lines)
