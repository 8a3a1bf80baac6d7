"""What was, and what grows."""

from collections import Counter
from collections.abc import Sequence

from memscope.analyze.sorts import sort_of
from memscope.analyze.why.rule import Bytes, Found, Numbers, rule
from memscope.analyze.why.seen import Subject
from memscope.analyze.why.trend import Point, Trend, climbs, trend
from memscope.model import labels, sorts
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Process
from memscope.model.region import Region

_SMAPS, _STATUS = "smaps", "/proc/PID/status"
_LOOKS = "PAGEMAP_SCAN"
_SHOWN = 8
"""Regions."""
_OF_MALLOC = {labels.HEAP, sorts.ARENAS, sorts.LARGE_BLOCKS}
_COUNTED = {Kind.FILE, Kind.SHARED, Kind.ANON, Kind.CODE, Kind.RODATA, Kind.UNKNOWN}
"""Stacks have a rule of their own; arenas come with threads."""
_MEMORY_LIMITS = {"memory.max", "RLIMIT_AS", "RLIMIT_DATA"}


@rule("peak-passed", "status", "resident")
def peak_passed(one: Subject, numbers: Numbers) -> Found | None:
    """It once had much more in RAM than now: history, not a leak."""
    peak, now = one.process.usage.peak or 0, one.process.usage.resident or 0
    if peak < now * numbers["times"] or peak - now < numbers["bytes"]:
        return None
    return Found(
        severity=Severity.HARMLESS,
        confidence=Confidence.CERTAIN,
        is_resident=False,
        values={"peak": peak, "now": now},
        evidence={
            "peak": (Bytes(peak), f"VmHWM, {_STATUS}"),
            "now": (Bytes(now), _SMAPS),
        },
    )


@rule("growing", "map", "series")
def growing(one: Subject, numbers: Numbers) -> Found | None:
    """One sort of memory grows, steadily, and still did when we stopped looking."""
    found = [
        (line, label, points)
        for label, points in _resident_over_time(one).items()
        if (line := trend(points)) is not None and _is_growth(line, points, numbers)
    ]
    if not found:
        return None
    line, label, points = max(found, key=lambda row: row[0].grown)
    left, limit = _left(one)
    in_s = None if left is None else left / line.per_s
    is_soon = in_s is not None and in_s < numbers["soon_s"]
    return Found(
        severity=Severity.PROBLEM if is_soon else Severity.NOTICE,
        # That it grew was seen; that it goes on for ever was not.
        confidence=Confidence.LIKELY,
        bytes=int(line.grown),
        values={
            "what": label,
            "grown": int(line.grown),
            "span": points[-1][0] - points[0][0],
            "pace": int(line.per_s * 3600),
            "limit": limit,
            "soon": in_s,
        },
        evidence={
            "first": (Bytes(int(points[0][1])), _LOOKS),
            "last": (Bytes(int(points[-1][1])), _LOOKS),
            "looks": (len(points), _LOOKS),
            "fit": (round(line.fit, 2), _LOOKS),
        },
        regions=_regions_of(one.process, label),
        variant=f"{_profiler(label)} {'soon' if is_soon else ''}",
    )


def _resident_over_time(one: Subject) -> dict[str, list[Point]]:
    """Return what each sort had in RAM at each look, as (seconds, bytes).

    A sort of which one look does not know all is left out.
    """
    looks = [*one.earlier, (0.0, one.process)]
    series: dict[str, list[Point]] = {}
    unknown: set[str] = set()
    for index, (_ago, process) in enumerate(looks):
        for region in process.regions:
            label = sort_of(region, process.exe).label
            resident = region.usage.resident
            if resident is None:
                unknown.add(label)
                continue
            if label not in series:
                series[label] = [(-ago, 0.0) for ago, _process in looks]
            at, value = series[label][index]
            series[label][index] = at, value + resident
    return {label: line for label, line in series.items() if label not in unknown}


def _is_growth(line: Trend, points: Sequence[Point], numbers: Numbers) -> bool:
    return (
        len(points) >= numbers["looks"]
        and line.grown >= numbers["bytes"]
        and line.grown >= points[0][1] * numbers["share"]
        and line.fit >= numbers["fit"]
        and line.goes_on
    )


def _left(one: Subject) -> tuple[int | None, str | None]:
    """Return the bytes to the nearest limit of memory, and its name."""
    left = [
        (limit.limit - limit.used, limit.name)
        for limit in one.process.limits or ()
        if limit.name in _MEMORY_LIMITS and limit.used is not None
    ]
    return min(left, default=(None, None))


def _profiler(label: str) -> str:
    """Return who can tell which code makes the memory that grows."""
    if label == labels.PYTHON_OBJECTS:
        return "python"
    if label == labels.JAVA_HEAP:
        return "java"
    return "malloc" if label in _OF_MALLOC else "other"


def _regions_of(process: Process, label: str) -> tuple[int, ...]:
    return tuple(
        region.start
        for region in process.regions
        if sort_of(region, process.exe).label == label
    )[:_SHOWN]


@rule("mapped-again", "map", "series")
def mapped_again(one: Subject, numbers: Numbers) -> Found | None:
    """Mappings of one thing, of one size, become more with every look."""
    looks = [*one.earlier, (0.0, one.process)]
    counts = [_things(process) for _ago, process in looks]
    grown = {
        thing: count - counts[0][thing]
        for thing, count in counts[-1].items()
        if climbs(
            [each[thing] for each in counts], numbers["mappings"], numbers["steps"]
        )
    }
    if not grown:
        return None
    thing = max(grown, key=lambda one: (grown[one], one))
    name, size = thing
    return Found(
        severity=Severity.NOTICE,
        confidence=Confidence.LIKELY,
        bytes=grown[thing] * size,
        is_resident=False,
        values={
            "what": name,
            "size": size,
            "before": counts[0][thing],
            "now": counts[-1][thing],
            "span": looks[0][0],
        },
        evidence={
            "before": (counts[0][thing], "maps"),
            "now": (counts[-1][thing], "maps"),
        },
        regions=tuple(
            region.start for region in one.process.regions if _thing(region) == thing
        )[-_SHOWN:],
    )


_Thing = tuple[str, int]


def _things(process: Process) -> Counter[_Thing]:
    return Counter(
        _thing(region) for region in process.regions if region.kind in _COUNTED
    )


def _thing(region: Region) -> _Thing:
    """Return what makes mappings alike: what they are called, and their size."""
    return region.path or region.label, region.vma[1] - region.vma[0]
