"""Made-up histories of a process, for tests of what is remembered."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from memscope.model.address import Address
from memscope.model.kinds import Kind
from memscope.model.process import Process, Thread
from memscope.model.region import ProcessUsage, Region, RegionUsage
from memscope.model.snapshot import Snapshot, System

PAGE = 4096
MIB = 1 << 20
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SYSTEM = System("6.18.0", "x86_64", PAGE)


def held(
    start: int,
    pages: int,
    resident: int | None,
    *,
    kind: Kind = Kind.ANON,
    label: str = "anonymous memory",
) -> Region:
    """Return a region that begins at a page, with so many pages in RAM."""
    low, high = Address(start * PAGE), Address((start + pages) * PAGE)
    return Region(
        start=low,
        end=high,
        perms="rw-p",
        offset=0,
        device="00:00",
        inode=0,
        path="",
        vma=(low, high),
        segment=kind.segment,
        kind=kind,
        label=label,
        usage=RegionUsage(resident=None if resident is None else resident * PAGE),
    )


def process(*regions: Region, pid: int = 7, threads: Sequence[int] = (7,)) -> Process:
    """Return a process; what it has in RAM is what its regions have."""
    resident = sum(one.usage.resident or 0 for one in regions)
    return Process(
        pid=pid,
        ppid=1,
        start_ticks=9,
        name="shop",
        exe="/bin/shop",
        cmdline=("shop",),
        state="S",
        address_space=None,
        usage=ProcessUsage(
            virtual=sum(one.size for one in regions), resident=resident, swapped=0
        ),
        threads=tuple(Thread(tid, f"t{tid}", "S") for tid in threads),
        regions=regions,
    )


def look(at: float, *processes: Process) -> Snapshot:
    """Return a look so many seconds after noon."""
    return Snapshot(NOON + timedelta(seconds=at), 1.0, SYSTEM, processes)


@st.composite
def maps(draw: st.DrawFn) -> tuple[Region, ...]:
    """Return any few regions, in order, that do not overlap."""
    cuts = draw(st.lists(st.integers(1, 40), unique=True, max_size=12))
    cuts.sort()
    return tuple(
        held(low, high - low, draw(st.integers(0, high - low)))
        for low, high in zip(cuts[::2], cuts[1::2], strict=False)
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Snapshot]:
    """Return looks, half a second apart, at processes that come, change and go."""
    found = []
    for number in range(draw(st.integers(1, 8))):
        pids = draw(st.lists(st.sampled_from((7, 8, 9)), unique=True, max_size=3))
        processes = [
            process(
                *draw(maps()),
                pid=pid,
                threads=draw(st.lists(st.integers(1, 4), unique=True, max_size=3)),
            )
            for pid in pids
        ]
        found.append(look(number / 2, *processes))
    return found
