"""An answer to draw, with one of everything."""

from datetime import UTC, datetime

from msgspec.structs import replace

from memscope.model.address import Address
from memscope.model.finding import (
    Answer,
    Fact,
    Finding,
    NotRun,
    Remedy,
    Severity,
    Target,
)
from memscope.model.kinds import Confidence, Kind, Segment
from memscope.model.limit import Limit
from memscope.model.portion import Portion
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import Gap

MIB = 1 << 20

_FINDING = Finding(
    id="arenas-kept",
    rule="D10",
    title="Freed memory is kept in 64 malloc arenas",
    text="In 64 arenas 31 MiB are in use; every thread fills an arena of its own.",
    severity=Severity.PROBLEM,
    confidence=Confidence.CERTAIN,
    bytes=1100 * MIB,
    pids=(4242,),
    regions=(Address(0x7F0000000000),),
    evidence=(
        Fact("arenas walked whole", 64, "chunk headers"),
        Fact("freed", 1100 * MIB, "chunk headers", is_bytes=True),
        Fact("share", 0.5, "smaps"),
    ),
    remedy=Remedy("Set it before the start.", "MALLOC_ARENA_MAX=2", 1100 * MIB),
    more="why/arenas-kept",
)


def finding(**changes: object) -> Finding:
    """Return a finding that differs in some fields."""
    return replace(_FINDING, **changes)


def answer(*findings: Finding, **changes: object) -> Answer:
    """Return an answer with these findings."""
    arenas = Portion(
        label="malloc arenas",
        kind=Kind.ARENA,
        segment=Segment.HEAP,
        count=64,
        virtual=4096 * MIB,
        resident=1200 * MIB,
        live=31 * MIB,
        free=1100 * MIB,
    )
    stacks = replace(
        arenas, label="thread stacks", kind=Kind.THREAD_STACK, resident=9 * MIB
    )
    made = Answer(
        taken_at=datetime(2026, 1, 2, 12, tzinfo=UTC),
        took_ms=12.5,
        looked_s=10.0,
        targets=(Target(4242, "orders-api", "live"),),
        totals=ProcessUsage(
            resident=1209 * MIB, anonymous=1209 * MIB, file=0, shmem=0, swapped=None
        ),
        where=(arenas, stacks),
        limits=(
            Limit("memory.max", 1900 * MIB, 2048 * MIB, is_bytes=True),
            Limit("vm.max_map_count", 65532, 65530),
            Limit("RLIMIT_NOFILE", None, 1024),
        ),
        findings=findings,
        not_run=(
            NotRun("D6", "cache-counted-by-cgroup", "cgroup v1 here"),
            NotRun("D7", "tmpfs-nobody-maps", "cgroup v1 here"),
        ),
        rules=38,
        gaps=(Gap(what="page tables", pid=4242, why="not allowed"),),
    )
    return replace(made, **changes)
