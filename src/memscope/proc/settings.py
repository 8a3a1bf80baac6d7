"""Reads how the machine is set up for memory, from files that everybody may read."""

import os
import re

from memscope.model.settings import HugePool, Settings
from memscope.parse.cgroup import parse_amount
from memscope.parse.meminfo import parse_meminfo
from memscope.parse.pressure import parse_pressure
from memscope.parse.sysfs import parse_choice, parse_ranges, parse_tasks

_KIB = 1024
_THP = "/sys/kernel/mm/transparent_hugepage"
_POOLS = "/sys/kernel/mm/hugepages"
_POOL = re.compile(r"hugepages-(\d{1,12})kB")


def read_settings(proc: str = "/proc") -> Settings:
    """Return what this machine says; what it has not, or hides, is None.

    Args:
        proc: Where procfs is.
    """
    nodes = parse_ranges(_read("/sys/devices/system/node/has_memory"))
    return Settings(
        max_map_count=parse_amount(_read(f"{proc}/sys/vm/max_map_count")),
        threads_max=parse_amount(_read(f"{proc}/sys/kernel/threads-max")),
        pid_max=parse_amount(_read(f"{proc}/sys/kernel/pid_max")),
        tasks=parse_tasks(_read(f"{proc}/loadavg")),
        overcommit_memory=parse_amount(_read(f"{proc}/sys/vm/overcommit_memory")),
        overcommit_ratio=parse_amount(_read(f"{proc}/sys/vm/overcommit_ratio")),
        swappiness=parse_amount(_read(f"{proc}/sys/vm/swappiness")),
        huge_pages=parse_choice(_read(f"{_THP}/enabled")),
        huge_defrag=parse_choice(_read(f"{_THP}/defrag")),
        huge_shmem=parse_choice(_read(f"{_THP}/shmem_enabled")),
        max_ptes_none=parse_amount(_read(f"{_THP}/khugepaged/max_ptes_none")),
        pools=_pools(),
        nodes=nodes or None,
        cpus=os.cpu_count(),
        ksm_run=parse_amount(_read("/sys/kernel/mm/ksm/run")),
        pressure=parse_pressure(_read(f"{proc}/pressure/memory")),
        meminfo=parse_meminfo(_read(f"{proc}/meminfo")),
    )


def nodes_with_memory() -> tuple[int, ...]:
    """Return the numbers of the NUMA nodes; () where nobody says."""
    return parse_ranges(_read("/sys/devices/system/node/has_memory"))


def _pools() -> tuple[HugePool, ...] | None:
    try:
        names = os.listdir(_POOLS)
    except OSError:
        return None
    found = [_pool(match) for name in names if (match := _POOL.fullmatch(name))]
    return tuple(sorted(found, key=lambda one: one.page))


def _pool(match: re.Match[str]) -> HugePool:
    counts = (
        parse_amount(_read(f"{_POOLS}/{match[0]}/{name}_hugepages")) or 0
        for name in ("nr", "free", "resv", "surplus")
    )
    return HugePool(int(match[1]) * _KIB, *counts)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
