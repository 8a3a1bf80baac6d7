"""Processes and looks for tests that care about a few of their numbers."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from memscope.analyze.why.judge import judge
from memscope.analyze.why.rule import Found
from memscope.analyze.why.seen import Seen, Subject
from memscope.analyze.why.words import settings
from memscope.model.kinds import Kind
from memscope.model.occupancy import Occupancy
from memscope.model.process import Process, Thread
from memscope.model.region import ProcessUsage, Region, RegionUsage
from memscope.model.snapshot import Snapshot, System
from tests.unit.analyze.regions import region

MIB = 1 << 20
SYSTEM = System(kernel="6.1.0", machine="x86_64", page_size=4096)
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def filled(kind: Kind, resident: int, at: int = 0x10000, **more: int | None) -> Region:
    """Return a region that is in RAM as a whole."""
    size = -(-max(resident, 1) // 4096) * 4096
    made = region(kind, start=at, end=at + size)
    return replace(made, usage=replace(RegionUsage(resident=resident), **more))


def process(
    *regions: Region, pid: int = 77, threads: int = 1, **usage: int | None
) -> Process:
    """Return a process with some regions; what is in RAM is their sum."""
    known = [one.usage.resident or 0 for one in regions]
    return Process(
        pid=pid,
        ppid=1,
        start_ticks=pid,
        name="patient",
        exe="/usr/bin/patient",
        cmdline=("patient",),
        state="S",
        address_space=f"a{pid}",
        usage=ProcessUsage(**{"resident": sum(known), **usage}),
        threads=tuple(Thread(pid + n, f"worker-{n}", "S") for n in range(threads)),
        regions=regions,
    )


def subject(
    one: Process,
    *,
    heap: tuple[Occupancy, ...] | None = None,
    earlier: Sequence[tuple[float, Process]] = (),
) -> Subject:
    """Return a process as a rule is handed it."""
    return Subject(one, tuple(earlier), heap)


def seen(*subjects: Subject, seconds: float = 0.0) -> Seen:
    """Return all that was seen."""
    processes = tuple(one.process for one in subjects)
    return Seen(Snapshot(NOON, 1.0, SYSTEM, processes), subjects, seconds)


def numbers(name: str) -> dict[str, float]:
    """Return the thresholds of a rule."""
    return settings()[name].numbers


def said(found: Found | None) -> Found:
    """Return what was found; it must be there."""
    assert found is not None
    return found


def not_run(looked: Seen) -> set[str]:
    """Return the ids of rules that did not run."""
    return {one.id for one in judge(looked).not_run}
