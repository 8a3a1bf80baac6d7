"""How the machine is set up for memory, and what it has left."""

from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.cgroup import Pressure
from memscope.model.region import Size


class HugePool(Struct, frozen=True, gc=False):
    """Huge pages set aside, of one size.

    Attributes:
        page: Bytes of one page.
        total: Pages in the pool.
        free: Of these, not given out.
        reserved: Of `free`, promised to somebody.
        surplus: Beyond the pool's set size.
    """

    page: Size
    total: Size
    free: Size
    reserved: Size
    surplus: Size


class Settings(Struct, frozen=True, gc=False, kw_only=True):
    """What the kernel is set to; None: unknown, or this kernel has no such thing.

    Attributes:
        max_map_count: Mappings that a process may have (`vm.max_map_count`).
        threads_max: Tasks that the machine may have (`kernel.threads-max`).
        pid_max: First process id that is not given out (`kernel.pid_max`).
        tasks: Tasks that there are now.
        overcommit_memory: 0 heuristic, 1 always, 2 never (`vm.overcommit_memory`).
        overcommit_ratio: Percent of RAM that may be promised where that is 2.
        swappiness: How gladly the kernel swaps (`vm.swappiness`).
        huge_pages: Transparent ones: `always`, `madvise` or `never`.
        huge_defrag: When the kernel works to make one: `always`, `defer`, …
        huge_shmem: The same as `huge_pages`, for shared memory.
        max_ptes_none: Untouched pages of a huge one that khugepaged fills up.
        pools: Huge pages set aside, by size.
        nodes: Numbers of the NUMA nodes that have memory.
        cpus: Processors that are on.
        ksm_run: 1 while the kernel looks for equal pages to merge.
        pressure: Time lost by waiting for memory, of the whole machine.
        meminfo: `/proc/meminfo` by the kernel's names; bytes, or pages of a pool.
    """

    max_map_count: Size | None = None
    threads_max: Size | None = None
    pid_max: Size | None = None
    tasks: Size | None = None
    overcommit_memory: Size | None = None
    overcommit_ratio: Size | None = None
    swappiness: Size | None = None
    huge_pages: str | None = None
    huge_defrag: str | None = None
    huge_shmem: str | None = None
    max_ptes_none: Size | None = None
    pools: tuple[HugePool, ...] | None = None
    nodes: tuple[int, ...] | None = None
    cpus: Size | None = None
    ksm_run: Size | None = None
    pressure: Pressure | None = None
    meminfo: Annotated[
        dict[str, int], Meta(description="/proc/meminfo, by the kernel's names.")
    ] = {}

    @property
    def mem_total(self) -> int | None:
        """Bytes of RAM."""
        return self.meminfo.get("MemTotal")

    @property
    def mem_available(self) -> int | None:
        """Bytes that programs can have without swapping, as the kernel guesses."""
        return self.meminfo.get("MemAvailable")

    @property
    def swap_total(self) -> int | None:
        """Bytes of swap."""
        return self.meminfo.get("SwapTotal")

    @property
    def swap_free(self) -> int | None:
        """Bytes of swap that nothing is on."""
        return self.meminfo.get("SwapFree")

    @property
    def commit_limit(self) -> int | None:
        """Bytes that may be promised where `overcommit_memory` is 2."""
        return self.meminfo.get("CommitLimit")

    @property
    def committed(self) -> int | None:
        """Bytes that are promised to all processes."""
        return self.meminfo.get("Committed_AS")
