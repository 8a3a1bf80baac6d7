"""A recording made from the golden snapshot: what the golden recording holds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from memscope.codec.snapshot import load_snapshot
from memscope.codec.tape.encoder import RecordingEncoder
from memscope.model.cgroup import Cgroup
from memscope.model.claim import Claim, StepResult, Verdict
from memscope.model.held import Held, HeldKind
from memscope.model.limit import Limit
from memscope.model.process import Allocator, Build, Process
from memscope.model.recording import About, Bookmark, StepMark
from memscope.model.snapshot import Snapshot
from memscope.model.standing import Namespaces, Oom

SNAPSHOT = Path(__file__).with_name("version1.json")
GOLDEN = Path(__file__).with_name("version1.memscope")
BEGAN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
STEP = StepResult(
    "grow",
    "The heap grows",
    "Watch the heap.",
    "What will happen?",
    (Claim("larger", "The heap is larger", Verdict.TRUE, None, {"bytes": 4096}),),
    12.5,
)


def frames() -> list[Snapshot]:
    """Six looks, half a second apart, each different from the one before."""
    first = load_snapshot(SNAPSHOT)
    process = first.processes[0]
    regions, threads = process.regions, process.threads
    touched = replace(regions[0], usage=replace(regions[0].usage, resident=12288))
    film = [
        process,
        process,
        replace(process, regions=(touched, *regions[1:])),
        replace(process, regions=regions[1:], threads=threads[:1]),
        replace(process, name="renamed\udcff", state="R", cmdline=("x", "\\xff")),
        process,
    ]
    return [
        replace(first, taken_at=BEGAN + timedelta(seconds=at / 2), processes=(one,))
        for at, one in enumerate(film)
    ]


def one_field_each() -> dict[str, Process]:
    """The process of the first look by a field: that one alone is another there."""
    process = frames()[0].processes[0]
    others = {
        "ppid": process.ppid + 1,
        "name": "renamed\udcff",
        "exe": None,
        "cmdline": ("x", "\\xff"),
        "state": "Z",
        "address_space": "another",
        "usage": replace(process.usage, resident=12288),
        "threads": process.threads[:1],
        "regions": process.regions[1:],
        "allocators": (Allocator("jemalloc", ("symbol:mallctl",)),),
        "abi": "i386",
        "limits": (Limit("RLIMIT_AS", 4096, 8192, is_bytes=True),),
        "cgroup": Cgroup(version=2, path="/a\udcff", stat={"anon": 4096}),
        "oom": Oom(666, -17),
        "namespaces": Namespaces({"pid": 4026531836}, (process.pid, 1)),
        "builds": (Build("/lib/libx.so", "fd:01", 7, "1a2b3c"),),
        "held": (
            Held(
                kind=HeldKind.MEMFD,
                path="/memfd:a\udcff",
                device="00:01",
                inode=7,
                size=8192,
                allocated=4096,
            ),
        ),
    }
    return {name: replace(process, **{name: one}) for name, one in others.items()}


def records(film: list[Snapshot]) -> Iterator[bytes]:
    """Encode, with a bookmark and a step on the way."""
    recorder = RecordingEncoder()
    yield recorder.begin(About(BEGAN, 0.5, "workers"))
    for at, snapshot in enumerate(film):
        yield recorder.frame(at / 2, snapshot)
        if at == 2:
            yield recorder.bookmark(Bookmark(1.0, "before the end \udcfe"))
            yield recorder.step(StepMark(1.0, "process", "A process", "en", 0, STEP))
    yield recorder.end(len(film) / 2)
