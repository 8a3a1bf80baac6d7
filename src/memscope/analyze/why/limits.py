"""Mappings, limits, page tables, swap."""

from collections import Counter

from memscope.analyze.why.most import most_of
from memscope.analyze.why.rule import (
    Bytes,
    Found,
    Numbers,
    bytes_or_none,
    group_rule,
    rule,
)
from memscope.analyze.why.seen import Seen, Subject
from memscope.i18n import _, listed
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.limit import Limit
from memscope.model.process import Process
from memscope.model.region import Backing, Region
from memscope.model.settings import HugePool
from memscope.units import safe

_SHOWN = 3
_MAPPINGS = "vm.max_map_count"
_ROOMY = 262_144
"""Mappings that large databases ask for; a mapping costs the kernel some 200 bytes."""
_STATUS, _SMAPS = "/proc/PID/status", "/proc/PID/smaps"


def _limit(one: Subject, name: str) -> Limit | None:
    limits = one.process.limits or ()
    return next((limit for limit in limits if limit.name == name), None)


@rule("mappings-near-limit", "map", "limits")
def mappings_near_limit(one: Subject, numbers: Numbers) -> Found | None:
    """Nearly as many mappings as a process may have."""
    limit = _limit(one, _MAPPINGS)
    if limit is None or (limit.share or 0) < numbers["share"]:
        return None
    most = Counter(region.kind for region in one.process.regions).most_common(_SHOWN)
    named = listed(f"{_(kind.english)} {count:,}" for kind, count in most)
    return Found(
        severity=Severity.PROBLEM,
        confidence=Confidence.CERTAIN,
        values={
            "used": limit.used,
            "limit": limit.limit,
            "left": limit.left,
            "most": most[0][0] if most else None,
        },
        evidence={
            "used": (limit.used, "/proc/PID/maps"),
            "limit": (limit.limit, "/proc/sys/vm/max_map_count"),
            "most": (named, "/proc/PID/maps"),
        },
        command=f"sysctl -w {_MAPPINGS}={max(_ROOMY, limit.limit * 2)}",
    )


@rule("old-code-runs", "map")
def old_code_runs(one: Subject, numbers: Numbers) -> Found | None:
    """Code of a file that has no name any more: it was replaced or removed."""
    gone = [region for region in one.process.regions if _is_gone(region)]
    if not gone:
        return None
    # A name that is not found can also be out of sight; a count of links is sure.
    is_sure = any(region.links == 0 for region in gone)
    paths = list(dict.fromkeys(_path(region) for region in gone))
    is_program = any(region.path == one.process.exe for region in gone)
    return Found(
        severity=Severity.NOTICE,
        confidence=Confidence.CERTAIN if is_sure else Confidence.LIKELY,
        values={
            "n": len(paths),
            "name": paths[0].rpartition("/")[2],
            "process": one.process.name,
        },
        evidence={
            "files": (
                listed(map(safe, paths[:_SHOWN])),
                "/proc/PID/map_files" if is_sure else "/proc/PID/maps",
            ),
            "gone": (len(paths), "st_nlink" if is_sure else "/proc/PID/root"),
        },
        regions=tuple(region.start for region in gone[:_SHOWN]),
        variant="program" if is_program else "",
    )


def _is_gone(region: Region) -> bool:
    """Tell whether code was loaded from a file that is gone.

    What lives in RAM or belongs to the kernel never had a name.
    """
    if not region.is_executable or region.kind is not Kind.CODE or not region.inode:
        return False
    if region.backing not in (Backing.DISK, None) or region.path.startswith("/memfd:"):
        return False
    return region.deleted if region.links is None else region.links == 0


def _path(region: Region) -> str:
    return region.path.removesuffix(" (deleted)") if region.deleted else region.path


@group_rule("page-tables-large", "resident", "page_tables")
def page_tables_large(seen: Seen, numbers: Numbers) -> Found | None:
    """Page tables take much beside what they map."""
    processes = [one.process for one in seen.subjects]
    tables = sum(one.usage.page_tables or 0 for one in processes)
    mapped = sum(map(_mapped, processes))
    is_much = tables >= numbers["bytes"] and tables > mapped * numbers["share"]
    if not is_much and tables < numbers["large"]:
        return None
    virtual = sum(one.usage.virtual or 0 for one in processes)
    return Found(
        severity=Severity.PROBLEM if is_much else Severity.NOTICE,
        confidence=Confidence.CERTAIN,
        bytes=tables,
        values={"tables": tables, "mapped": mapped, "n": len(processes)},
        evidence={
            "tables": (Bytes(tables), f"VmPTE, {_STATUS}"),
            "mapped": (Bytes(mapped), _SMAPS),
            "virtual": (Bytes(virtual), "/proc/PID/maps"),
        },
        variant="several" if len(processes) > 1 else "",
    )


def _mapped(process: Process) -> int:
    """Return what a process has in RAM; of shared pages its share, where known."""
    usage = process.usage
    return (usage.resident or 0) if usage.proportional is None else usage.proportional


@group_rule("huge-pool-unseen", "hugetlb")
def huge_pool_unseen(seen: Seen, numbers: Numbers) -> Found | None:
    """Huge pages set aside: in no RSS, and of no use to others."""
    used = sum(one.process.usage.hugetlb or 0 for one in seen.subjects)
    settings = seen.now.system.settings
    pools = (settings.pools if settings else None) or ()
    pool = max(pools, key=_idle, default=None)
    idle = _idle(pool) if pool else 0
    ram = (settings.mem_total if settings else None) or 0
    is_ours = used > 0 or idle >= ram * numbers["ram"]
    is_waste = idle >= numbers["idle"] and is_ours
    if not is_waste and used < numbers["bytes"]:
        return None
    total = sum(pool.total * pool.page for pool in pools)
    evidence = {"used": (Bytes(used), f"HugetlbPages, {_STATUS}")}
    if pools:
        source = "/sys/kernel/mm/hugepages"
        evidence |= {"total": (Bytes(total), source), "idle": (Bytes(idle), source)}
    return Found(
        severity=Severity.NOTICE if is_waste else Severity.HARMLESS,
        confidence=Confidence.CERTAIN,
        bytes=idle if is_waste else used,
        values={"used": used, "total": total, "idle": idle},
        evidence=evidence,
        saves=idle if is_waste else None,
        variant="idle" if is_waste else "",
        is_remedied=is_waste,
        command=_smaller(pool) if pool else None,
    )


def _idle(pool: HugePool) -> int:
    """Return the bytes of a pool that nobody has and nobody was promised."""
    return max(pool.free - pool.reserved, 0) * pool.page


def _smaller(pool: HugePool) -> str:
    """Return the command that gives back what is idle, and no more."""
    kept = pool.total - _idle(pool) // pool.page
    folder = f"/sys/kernel/mm/hugepages/hugepages-{pool.page // 1024}kB"
    return f"echo {kept} > {folder}/nr_hugepages"


@rule("address-space-limit", "limits")
def address_space_limit(one: Subject, numbers: Numbers) -> Found | None:
    """`ulimit -v` is nearly reached, which counts promises."""
    limit = _limit(one, "RLIMIT_AS")
    if limit is None or (limit.share or 0) < numbers["share"]:
        return None
    resident = one.process.usage.resident
    return Found(
        severity=Severity.PROBLEM,
        confidence=Confidence.CERTAIN,
        values={
            "used": limit.used,
            "limit": limit.limit,
            "left": limit.left,
            "resident": resident,
        },
        evidence={
            "used": (bytes_or_none(limit.used), f"VmSize, {_STATUS}"),
            "limit": (Bytes(limit.limit), "/proc/PID/limits"),
            "resident": (bytes_or_none(resident), _SMAPS),
        },
        command=f"prlimit --pid {one.process.pid} --as=unlimited",
    )


@rule("swapped-out", "resident", "swapped")
def swapped_out(one: Subject, numbers: Numbers) -> Found | None:
    """Much of it is on swap: not gone, only slow."""
    resident, swapped = one.process.usage.resident or 0, one.process.usage.swapped or 0
    if swapped < numbers["bytes"]:
        return None
    if swapped <= (resident + swapped) * numbers["share"]:
        return None
    known = [region for region in one.process.regions if region.usage.swapped]
    largest = sorted(known, key=lambda region: -(region.usage.swapped or 0))
    sums = Counter[str]()
    for region in largest:
        sums[region.label] += region.usage.swapped or 0
    named = most_of(sums)
    return Found(
        severity=Severity.NOTICE,
        confidence=Confidence.CERTAIN,
        bytes=swapped,
        values={"swapped": swapped, "resident": resident},
        is_resident=False,
        evidence={
            "swapped": (Bytes(swapped), _SMAPS),
            **({"most": (named, _SMAPS)} if named else {}),
        },
        regions=tuple(region.start for region in largest[:_SHOWN]),
    )
