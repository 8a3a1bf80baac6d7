"""It is not only your RAM: promised, dropped at once, or counted more than once."""

from collections import Counter
from collections.abc import Callable, Iterable

from memscope.analyze.why.most import most_of
from memscope.analyze.why.rule import Bytes, Found, Numbers, group_rule, rule
from memscope.analyze.why.seen import Seen, Subject
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.portion import Portion
from memscope.model.region import Backing, Region

_SHOWN = 3
_SMAPS, _STATUS = "/proc/PID/smaps", "/proc/PID/status"


@rule("address-space-promised", "map", "resident", "swapped")
def address_space_promised(one: Subject, numbers: Numbers) -> Found | None:
    """Far more address space than RAM: promised, and never touched."""
    usage = one.process.usage
    resident = usage.resident or 0
    virtual = usage.virtual or sum(region.size for region in one.process.regions)
    untouched = virtual - resident - (usage.swapped or 0)
    if virtual <= resident * numbers["times"] or untouched < numbers["bytes"]:
        return None
    closed = sum(one.size for one in one.process.regions if one.is_no_access)
    return Found(
        severity=Severity.HARMLESS,
        confidence=Confidence.CERTAIN,
        values={"virtual": virtual, "resident": resident, "closed": closed},
        evidence={
            "virtual": (Bytes(virtual), "/proc/PID/maps"),
            "closed": (Bytes(closed), "/proc/PID/maps"),
            "resident": (Bytes(resident), _SMAPS),
            "most": (_largest(one.portions, _untouched), "/proc/PID/maps"),
        },
        variant="" if closed else "open",
    )


def _untouched(portion: Portion) -> int:
    return portion.virtual - portion.resident


def _largest(portions: Iterable[Portion], size: Callable[[Portion], int]) -> str:
    """Name the sorts that have most of something, with how much."""
    sums = Counter[str]()
    for one in portions:
        sums[one.label] += size(one)
    return most_of(sums)


@rule("file-pages-counted", "resident", "smaps")
def file_pages_counted(one: Subject, numbers: Numbers) -> Found | None:
    """Most of what is in RAM is pages of files, which the kernel can drop."""
    usage = one.process.usage
    resident, file = usage.resident or 0, usage.file
    clean = (usage.clean or 0) - _held_in_ram(one)
    if file is None or file <= resident * numbers["share"] or clean < numbers["bytes"]:
        return None
    return Found(
        severity=Severity.HARMLESS,
        confidence=Confidence.CERTAIN,
        bytes=clean,
        values={
            "clean": clean,
            "file": file,
            "resident": resident,
            "rest": resident - clean,
            "anonymous": usage.anonymous,
        },
        evidence={
            "file": (Bytes(file), _STATUS),
            "clean": (Bytes(clean), _SMAPS),
            "anonymous": (_or_none(usage.anonymous), _STATUS),
            "files": (_files(one.process.regions), _SMAPS),
        },
        regions=tuple(region.start for region in _data_files(one))[:_SHOWN],
        saves=_given_back(_data_files(one)),
    )


def _held_in_ram(one: Subject) -> int:
    """Return what of files may not be dropped: mlock forbids it."""
    held = [
        region.usage
        for region in one.process.regions
        if region.inode and _may_be_on_disk(region) and region.usage.locked != 0
    ]
    # Of a part of a mapping it may be unknown what is clean: then all of it.
    return sum((u.resident if u.clean is None else u.clean) or 0 for u in held)


def _or_none(size: int | None) -> Bytes | None:
    return None if size is None else Bytes(size)


def _data_files(one: Subject) -> list[Region]:
    """Return the mapped data files, the most resident first."""
    found = [
        region
        for region in one.process.regions
        if region.kind is Kind.FILE
        and _may_be_on_disk(region)
        and region.usage.locked == 0
    ]
    return sorted(found, key=lambda region: -(region.usage.resident or 0))


def _may_be_on_disk(region: Region) -> bool:
    """Tell whether it can be read again; below an overlay nobody says."""
    return region.backing in (Backing.DISK, None)


def _given_back(files: Iterable[Region]) -> int | None:
    """Return what the process has of them in RAM and can read again."""
    total = 0
    for region in files:
        usage = region.usage
        copies = 0 if region.is_shared else usage.copies
        if usage.resident is None or copies is None:
            return None
        total += 0 if copies else usage.resident
    return total or None


def _files(regions: Iterable[Region]) -> str:
    sums = Counter[str]()
    for region in regions:
        if region.inode and _may_be_on_disk(region):
            sums[region.path] += region.usage.clean or 0
    return most_of(sums)


@rule("freed-lazily", "resident", "lazy_free")
def freed_lazily(one: Subject, numbers: Numbers) -> Found | None:
    """Given back with MADV_FREE: counted until the kernel takes it."""
    usage = one.process.usage
    resident, lazy = usage.resident or 0, usage.lazy_free or 0
    if lazy < numbers["bytes"] or lazy <= resident * numbers["share"]:
        return None
    with_most = sorted(
        (region for region in one.process.regions if region.usage.lazy_free),
        key=lambda region: -(region.usage.lazy_free or 0),
    )
    return Found(
        severity=Severity.HARMLESS,
        confidence=Confidence.CERTAIN,
        bytes=lazy,
        values={"lazy": lazy, "resident": resident, "rest": resident - lazy},
        evidence={
            "lazy": (Bytes(lazy), _SMAPS),
            "most": (most_of(_lazy_of(with_most)), _SMAPS),
        },
        regions=tuple(region.start for region in with_most[:_SHOWN]),
        saves=lazy,
    )


def _lazy_of(regions: Iterable[Region]) -> Counter[str]:
    sums = Counter[str]()
    for region in regions:
        sums[region.label] += region.usage.lazy_free or 0
    return sums


@group_rule("shared-counted-again", "several", "resident", "smaps")
def shared_counted_again(seen: Seen, numbers: Numbers) -> Found | None:
    """Added up, the same pages count once for each process that maps them."""
    usages = [one.process.usage for one in seen.subjects]
    added = sum(usage.resident or 0 for usage in usages)
    unknown = sum(usage.unshared or 0 for usage in usages)
    shares = sum(usage.proportional_known or 0 for usage in usages) + unknown
    if added <= shares * numbers["times"] or added - shares < numbers["bytes"]:
        return None
    portions = [portion for one in seen.subjects for portion in one.portions]
    return Found(
        severity=Severity.HARMLESS,
        confidence=Confidence.LIKELY if unknown else Confidence.CERTAIN,
        values={
            "n": len(usages),
            "added": added,
            "shares": shares,
            "again": added - shares,
        },
        evidence={
            "added": (Bytes(added), _SMAPS),
            "shares": (Bytes(shares), _SMAPS),
            "most": (_largest(portions, _counted_again), _SMAPS),
        },
    )


def _counted_again(portion: Portion) -> int:
    """Return what a sort has more than its share; of an unknown share nothing."""
    share = portion.proportional
    return 0 if share is None else portion.resident - share


@rule("counters-late", "resident", "counter")
def counters_late(one: Subject, numbers: Numbers) -> Found | None:
    """The kernel's quick counter and the page tables disagree."""
    usage = one.process.usage
    # Huge pages set aside are in our sum and in no counter of this kind.
    resident = (usage.resident or 0) - (usage.hugetlb or 0)
    counted = usage.counted or 0
    off = abs(resident - counted)
    if off < numbers["bytes"] or off <= resident * numbers["share"]:
        return None
    return Found(
        severity=Severity.HARMLESS,
        confidence=Confidence.CERTAIN,
        bytes=off if resident > counted else None,
        is_resident=False,
        values={"counted": counted, "resident": resident, "off": off},
        evidence={
            "counted": (Bytes(counted), "/proc/PID/stat"),
            "resident": (Bytes(resident), _SMAPS),
        },
    )
