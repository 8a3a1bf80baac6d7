"""Random records of every shape the format allows, and a few fixed ones."""

import os
from datetime import datetime, timedelta, timezone
from itertools import pairwise

from hypothesis import strategies as st
from msgspec import UNSET

from memscope.model.address import Address
from memscope.model.cgroup import Bound, Cgroup, Members, Pressure, Stall
from memscope.model.held import Held, HeldKind
from memscope.model.kinds import Confidence, Kind
from memscope.model.limit import Limit
from memscope.model.oom_kill import Candidate, OomKill
from memscope.model.page import PageRun, PageState
from memscope.model.process import Allocator, Build, Futex, Process, Stack, Thread
from memscope.model.region import LARGEST, Backing, ProcessUsage, Region, RegionUsage
from memscope.model.settings import HugePool, Settings
from memscope.model.snapshot import Gap, Snapshot, System
from memscope.model.standing import Namespaces, Oom

TOP = 1 << 64

names = st.binary(max_size=24).map(os.fsdecode)
sizes = st.none() | st.integers(0, LARGEST)
addresses = st.integers(0, TOP).map(Address)
evidence = st.lists(names, max_size=3).map(tuple)
zones = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))

region_usages = st.builds(RegionUsage, *[sizes] * 13)
process_usages = st.builds(ProcessUsage, *[sizes] * 21)


page_runs = st.builds(
    PageRun,
    state=st.sampled_from(PageState),
    count=st.integers(1, 1 << 40),
    huge=st.booleans(),
)


@st.composite
def regions(draw: st.DrawFn) -> tuple[Region, ...]:
    """Adjacent pairs of random addresses, some of them parts of a bigger VMA."""
    cuts = sorted(draw(st.sets(addresses, max_size=8)))
    return tuple(draw(region(low, high)) for low, high in pairwise(cuts))


@st.composite
def region(draw: st.DrawFn, start: Address, end: Address) -> Region:
    kind = draw(st.sampled_from(Kind))
    whole = draw(st.booleans())
    around = Address(start // 2), Address(min(end + 4096, TOP))
    return Region(
        start=start,
        end=end,
        perms=draw(st.sampled_from(["rw-p", "r-xp", "---p", "rw-s"])),
        offset=draw(st.integers(0, 1 << 63)),
        device=draw(st.sampled_from(["00:00", "fd:01", "fff:fffff"])),
        inode=draw(st.integers(0, (1 << 64) - 1)),
        path=draw(names),
        vma=(start, end) if whole else around,
        segment=kind.segment,
        kind=kind,
        thread=draw(st.none() | st.integers(1, 1 << 22)),
        image=draw(st.none() | names),
        label=draw(names),
        evidence=draw(evidence),
        confidence=draw(st.sampled_from(Confidence)),
        usage=draw(region_usages),
        flags=draw(st.sampled_from([None, (), ("rd", "wr", "nh"), ("??",)])),
        deleted=draw(st.booleans()),
        backing=draw(st.none() | st.sampled_from(Backing)),
        allocated=draw(sizes),
        cached=draw(sizes),
        aliases=draw(st.lists(addresses, max_size=2).map(tuple)),
        kernel_=draw(st.just(UNSET) | st.just({"Rss": 4096, "NewInLinux9": 1})),
        pages_=draw(st.just(UNSET) | st.lists(page_runs, max_size=3).map(tuple)),
        numa_=draw(st.just(UNSET) | st.just({0: 4096, 1: 8192})),
        links_=draw(st.just(UNSET) | st.integers(0, LARGEST)),
    )


@st.composite
def stacks(draw: st.DrawFn) -> Stack:
    start = draw(st.integers(0, TOP - 1))
    return Stack(
        start=Address(start),
        end=Address(draw(st.integers(start + 1, TOP))),
        guard=draw(sizes),
        resident=draw(sizes),
        depth=draw(sizes),
        evidence=draw(evidence),
        confidence=draw(st.sampled_from(Confidence)),
        limit=draw(sizes),
    )


threads = st.builds(
    Thread,
    tid=st.integers(1, 1 << 22),
    name=names,
    state=st.sampled_from("RSDTtZXI"),
    cpu_ms=st.integers(0, 1 << 50),
    sp=st.none() | addresses,
    pc=st.none() | addresses,
    stack=st.none() | stacks(),
    registers=st.none() | st.dictionaries(st.sampled_from(["rip", "rsp"]), addresses),
    syscall=st.none() | st.integers(-1, 500),
    futex_=st.just(UNSET)
    | st.builds(Futex, addresses, st.integers(0, 13), st.none() | st.integers(0, 9)),
)

limits = st.builds(
    Limit,
    name=names,
    used=sizes,
    limit=st.integers(0, LARGEST),
    is_bytes=st.booleans(),
    of=st.none() | names,
)

pressures = st.builds(
    Pressure,
    st.builds(Stall, *[st.floats(0, 100)] * 3, st.integers(0, LARGEST)),
    st.none(),
)

cgroups = st.builds(
    Cgroup,
    version=st.integers(1, 2),
    path=names,
    current=sizes,
    limit=sizes,
    stat=st.dictionaries(st.sampled_from(["anon", "file"]), st.integers(0, LARGEST)),
    pressure=st.none() | pressures,
    bounds=st.lists(
        st.builds(Bound, names, names, sizes, st.integers(0, LARGEST)), max_size=2
    ).map(tuple),
    members=st.none() | st.builds(Members, st.integers(0, LARGEST)),
)

builds = st.builds(
    Build, path=names, device=st.just("fd:01"), inode=st.integers(1, 1 << 60), id=names
)
held = st.builds(
    Held,
    kind=st.sampled_from(HeldKind),
    path=names,
    device=st.just("00:01"),
    inode=st.integers(0, LARGEST),
    size=st.integers(0, LARGEST),
    allocated=sizes,
    seals=st.none() | st.just(("write", "shrink")),
)

kills = st.builds(
    OomKill,
    pid=st.integers(1, 1 << 22),
    name=names,
    group=st.none() | names,
    candidates=st.lists(
        st.builds(
            Candidate,
            pid=st.integers(1, 1 << 22),
            name=names,
            uid=st.integers(0, 1 << 32),
            virtual=st.integers(0, LARGEST),
            resident=st.integers(0, LARGEST),
            page_tables=sizes,
            swapped=st.integers(0, LARGEST),
            oom_adjust=st.integers(-1000, 1000),
        ),
        max_size=2,
    ).map(tuple),
)

settings = st.builds(
    Settings,
    max_map_count=sizes,
    huge_pages=st.none() | st.just("always"),
    pools=st.none() | st.just((HugePool(2 << 20, 4, 3, 1, 0),)),
    nodes=st.none() | st.just((0, 1)),
    pressure=st.none() | pressures,
    meminfo=st.just({"MemTotal": 1 << 34}),
)

processes = st.builds(
    Process,
    pid=st.integers(1, 1 << 22),
    ppid=st.integers(0, 1 << 22),
    start_ticks=st.integers(0, 1 << 50),
    name=names,
    exe=st.none() | names,
    cmdline=st.lists(names, max_size=3).map(tuple),
    state=st.sampled_from("RSDTtZXI"),
    address_space=st.none() | st.just("a1"),
    usage=process_usages,
    threads=st.lists(threads, max_size=3).map(tuple),
    regions=regions(),
    allocators=st.none()
    | st.lists(
        st.builds(
            Allocator,
            name=st.sampled_from(["jemalloc", "mimalloc"]),
            evidence=st.lists(st.text(max_size=8), max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    abi=st.none() | st.sampled_from(["x86_64", "i386"]),
    limits=st.none() | st.lists(limits, max_size=2).map(tuple),
    cgroup=st.none() | cgroups,
    oom=st.none() | st.builds(Oom, sizes, st.none() | st.integers(-1000, 1000)),
    namespaces=st.none()
    | st.builds(Namespaces, st.none() | st.just({"pid": 4026531836}), st.just((7, 1))),
    held=st.none() | st.lists(held, max_size=2).map(tuple),
    builds=st.none() | st.lists(builds, max_size=2).map(tuple),
)

gaps = st.builds(
    Gap,
    what=names,
    pid=st.none() | st.integers(1, 1 << 22),
    why=names,
    remedy=st.none() | names,
)

systems = st.builds(
    System,
    kernel=names,
    machine=st.sampled_from(["x86_64", "aarch64"]),
    page_size=st.sampled_from([4096, 16384, 65536]),
    boot_id=st.none() | st.just("1f4a6c5e-0000-4000-8000-000000000000"),
    hostname=st.none() | names,
    settings=st.none() | settings,
    kills=st.none() | st.lists(kills, max_size=2).map(tuple),
)

snapshots = st.builds(
    Snapshot,
    taken_at=st.datetimes(min_value=datetime(1971, 1, 2), timezones=zones),
    took_ms=st.floats(0, 1e9),
    system=systems,
    processes=st.lists(processes, max_size=2).map(tuple),
    gaps=st.lists(gaps, max_size=2).map(tuple),
)
