"""A list of processes with one of everything, for tests of what is drawn of it."""

from datetime import UTC, datetime
from typing import Any

from memscope.analyze.listing.charges import with_charges
from memscope.analyze.listing.ram import machine_ram
from memscope.analyze.listing.sums import grouped, groups_in_order, in_order, summed_up
from memscope.model.cgroup import Cgroup
from memscope.model.listing import GroupedBy, ListedProcess, Listing, NotListed
from memscope.model.snapshot import System
from memscope.parse.meminfo import parse_meminfo
from tests.data.captured import CAPTURES
from tests.unit.analyze.listing.processes import listed, refused, share

MEMINFO = (CAPTURES / "made-old-rollup" / "meminfo").read_bytes()
PROCESSES = (
    listed(
        4242,
        user="postgres",
        cgroup="/system.slice/postgresql@15-main.service",
        name="postgres",
        program="postgres",
        cmdline=("postgres: checkpointer ",),
        share=share(40, 12, 130, swap=3),
    ),
    listed(
        4243,
        user="ann",
        name="python3",
        program="python3.11 app.py",
        cmdline=("/usr/bin/python3", "/srv/shop/app.py", "--port", "8000"),
        threads=12,
        share=share(210, 190, 230),
    ),
    listed(4244, user="ann", program="python3.11 app.py", same_as=4243,
           cmdline=("/usr/bin/python3",), share=share(210, 190, 230)),
    listed(77, user="bob", name="evil\x1b[31m", program="evil\x1b[31m",
           cmdline=("=cmd|' /C calc'!A0", "\u202e"), share=share(1, 1, 1)),
    refused(1, rss=16, user="root", name="init", program="init", cmdline=()),
)  # fmt: skip


CGROUPS = {
    "/system.slice/postgresql@15-main.service": Cgroup(
        version=2,
        path="/system.slice/postgresql@15-main.service",
        current=300 << 20,
        limit=512 << 20,
        stat={"anon": 12 << 20, "file": 260 << 20, "shmem": 128 << 20},
    )
}


def listing(
    by: GroupedBy = GroupedBy.PROCESS,
    processes: tuple[ListedProcess, ...] = PROCESSES,
    **rest: Any,
) -> Listing:
    """A list of these processes."""
    total = summed_up("", processes)
    known: dict[str, Any] = {
        "taken_at": datetime(2026, 11, 30, 12, 0, 0, 250_000, UTC),
        "took_ms": 12.5,
        "system": System("6.18.44", "x86_64", 4096),
        "total": total,
        "ram": machine_ram(parse_meminfo(MEMINFO), total.share),
        "not_listed": NotListed(87, 2, 1, hidden=False, outside=False),
    }
    groups = () if by is GroupedBy.PROCESS else grouped(processes, by)
    charged = with_charges(groups, processes, CGROUPS, is_whole=True)
    return Listing(
        by=by,
        processes=in_order(processes, "pss"),
        groups=groups_in_order(charged, "pss"),
        **(known | rest),
    )
