"""Where the RAM of the machine is: the kernel's own counters, and what is left over."""

from collections.abc import Mapping

from memscope.model.listing import MachineRam, RamPart, RamShare

UNKNOWN = "unknown"


def machine_ram(meminfo: Mapping[str, int], mapped: RamShare) -> MachineRam | None:
    """Divide the machine's RAM into parts that add up; None where it is unknown.

    The counters are read while the machine works, and each processor keeps some back:
    where they add up to more than there is, the rest is unknown and not negative.

    Args:
        meminfo: Each number of /proc/meminfo by its name.
        mapped: What all processes of the list map of it.
    """
    total = meminfo.get("MemTotal")
    if total is None:
        return None
    parts = _parts(meminfo, mapped)
    known = sum(part.size or 0 for part in parts)
    rest = RamPart(UNKNOWN, total - known if known <= total else None)
    return MachineRam(
        total,
        meminfo.get("MemAvailable"),
        (*parts, rest),
        meminfo.get("SwapTotal"),
        meminfo.get("SwapFree"),
    )


def _parts(meminfo: Mapping[str, int], mapped: RamShare) -> list[RamPart]:
    """Return the parts that no other counter has in it, too (kernel: meminfo.c)."""
    get = meminfo.get
    parts = [
        RamPart("anonymous", get("AnonPages"), mapped.anonymous),
        RamPart("files", _file_pages(meminfo), mapped.file),
        RamPart("shmem", get("Shmem"), mapped.shmem),
        RamPart("slab", get("Slab"), None, get("SReclaimable")),
        RamPart("page-tables", _with(get("PageTables"), get("SecPageTables"))),
        RamPart("kernel-stacks", get("KernelStack")),
        RamPart("per-cpu", get("Percpu")),
        RamPart("hugetlb", _reserved(meminfo), mapped.hugetlb),
        RamPart("zswap", get("Zswap")),
        RamPart("free", get("MemFree")),
    ]
    seldom = ("hugetlb", "zswap")
    return [one for one in parts if one.size or one.name not in seldom]


def _file_pages(meminfo: Mapping[str, int]) -> int | None:
    """Cached has tmpfs and shared memory in it, but not what belongs to a device."""
    cached, shmem = meminfo.get("Cached"), meminfo.get("Shmem")
    if cached is None or shmem is None:
        return None
    return max(cached + meminfo.get("Buffers", 0) - shmem, 0)


def _reserved(meminfo: Mapping[str, int]) -> int | None:
    """The pools of huge pages, used or not: of all sizes since Linux 4.16."""
    if "Hugetlb" in meminfo:
        return meminfo["Hugetlb"]
    count, size = meminfo.get("HugePages_Total"), meminfo.get("Hugepagesize")
    return None if count is None or size is None else count * size


def _with(size: int | None, more: int | None) -> int | None:
    return None if size is None else size + (more or 0)
