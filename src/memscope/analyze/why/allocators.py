"""The allocator keeps what the program gave back."""

from collections.abc import Sequence

from memscope.analyze.why.kept import (
    JEMALLOC,
    LARGE,
    PINNED,
    PLAIN,
    THREADS,
    claimed,
    glibc_arenas,
    is_bad,
    is_stake,
    kept_for,
    large_free,
    regions_of,
    resident_of,
    sums,
)
from memscope.analyze.why.rule import Bytes, Found, Numbers, rule
from memscope.analyze.why.seen import Subject
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.occupancy import Occupancy

_HEADERS = "chunk headers"
_EXTENTS = "extent records"


@rule(PLAIN, "heap", "resident")
def freed_not_returned(one: Subject, numbers: Numbers) -> Found | None:
    """Free memory lies in malloc's heaps, between blocks in use: pages, or holes."""
    arenas = kept_for(PLAIN, one)
    return _kept(one, arenas, numbers) or _in_holes(one, numbers)


def _in_holes(one: Subject, numbers: Numbers) -> Found | None:
    """Say that free blocks between blocks in use are too small for anybody to return.

    Free blocks may also lie in pages that are not in RAM; what is counted is what the
    heap has in RAM beyond its blocks in use and the whole pages that are free.
    """
    arenas = [arena for arena in glibc_arenas(one) if arena.whole]
    seen = sums(arenas)
    sizes = [resident_of(one, arena) for arena in arenas]
    if None in sizes:
        return None
    resident = sum(size for size in sizes if size is not None)
    holes = min(resident - seen.live - seen.kept, seen.free - seen.kept)
    if holes < numbers["bytes"] or holes < numbers["holes"] * one.resident:
        return None
    return Found(
        severity=Severity.NOTICE,
        confidence=Confidence.CERTAIN,
        bytes=holes,
        values={
            "live": seen.live,
            "free": seen.free,
            "kept": seen.kept,
            "holes": holes,
            "blocks": sum(arena.free_blocks or 0 for arena in arenas),
            "largest": max((arena.largest_free or 0 for arena in arenas), default=0),
        },
        evidence={
            "walked": (seen.whole, _HEADERS),
            "live": (Bytes(seen.live), _HEADERS),
            "free": (Bytes(seen.free), _HEADERS),
            "kept": (Bytes(seen.kept), "pagemap"),
            "resident": (Bytes(resident), "pagemap"),
        },
        regions=regions_of(one, arenas),
        variant="holes",
        command="",
    )


@rule(THREADS, "arenas", "resident")
def arenas_kept(one: Subject, numbers: Numbers) -> Found | None:
    """Every thread filled a heap of its own, and each keeps its peak."""
    if not any(arena.whole for arena in one.heap or ()):
        return _arenas_unwalked(one, numbers)
    arenas = kept_for(THREADS, one)
    tids = {tid for arena in arenas for tid in arena.threads or ()}
    return _kept(one, arenas, numbers, threads=len(tids) or None)


@rule(PINNED, "heap", "resident")
def heap_pinned(one: Subject, numbers: Numbers) -> Found | None:
    """One small block at the end of the heap keeps what is free below it."""
    arenas = kept_for(PINNED, one)
    last = max((arena.last_live or 0 for arena in arenas), default=0)
    return _kept(one, arenas, numbers, last=last)


@rule(LARGE, "heap", "resident")
def mmap_threshold_grown(one: Subject, numbers: Numbers) -> Found | None:
    """Large blocks come from the heap since the first one was freed."""
    arenas = kept_for(LARGE, one)
    threshold = max((arena.mmap_threshold or 0 for arena in arenas), default=0)
    large = sum(map(large_free, arenas))
    return _kept(one, arenas, numbers, is_sure=False, threshold=threshold, large=large)


def _kept(
    one: Subject,
    arenas: Sequence[Occupancy],
    numbers: Numbers,
    *,
    is_sure: bool = True,
    **more: int | None,
) -> Found | None:
    """Say what some arenas keep, if it is worth it.

    Args:
        one: The process.
        arenas: Its arenas, those that have this reason.
        numbers: Thresholds of the rule.
        is_sure: What was seen leaves no other explanation.
        more: What else fills the sentences.
    """
    seen = sums(arenas)
    if not is_stake(seen.kept, one, numbers):
        return None
    is_whole = not seen.broken
    values = {"live": seen.live, "free": seen.free, "kept": seen.kept}
    return Found(
        severity=_severity(seen.kept, one, numbers),
        confidence=(Confidence.CERTAIN if is_whole and is_sure else Confidence.LIKELY),
        bytes=seen.kept,
        values={**values, "arenas": len(arenas), **more},
        evidence={
            "walked": (seen.whole, _HEADERS),
            **({"broken": (seen.broken, _HEADERS)} if seen.broken else {}),
            "live": (Bytes(seen.live), _HEADERS),
            "free": (Bytes(seen.free), _HEADERS),
            "kept": (Bytes(seen.kept), "pagemap"),
            **_more_evidence(more),
        },
        regions=regions_of(one, arenas),
        # Of what was not walked to its end nobody knows what it would give back.
        saves=seen.kept if is_whole else None,
        variant="one" if len(arenas) == 1 else "",
    )


def _more_evidence(
    more: dict[str, int | None],
) -> dict[str, tuple[int | float | str | None, str]]:
    sources = {
        "threads": "thread_arena",
        "last": _HEADERS,
        "threshold": "mp_.mmap_threshold",
        "large": _HEADERS,
    }
    return {
        key: (value if key == "threads" else Bytes(value), sources[key])
        for key, value in more.items()
        if value is not None
    }


def _severity(kept: int, one: Subject, numbers: Numbers) -> Severity:
    return Severity.PROBLEM if is_bad(kept, one, numbers) else Severity.NOTICE


def _arenas_unwalked(one: Subject, numbers: Numbers) -> Found | None:
    """Say of the map alone that arenas are most of the memory, not what is free."""
    process = one.process
    arenas = [region for region in process.regions if region.kind is Kind.ARENA]
    count = len({region.start >> 26 for region in arenas})
    sizes = [region.usage.resident for region in arenas]
    known = sum(size for size in sizes if size is not None)
    if count < numbers["arenas"] or known < numbers["bytes"]:
        return None
    if known < numbers["most"] * (process.usage.resident or 0):
        return None
    return Found(
        severity=Severity.NOTICE,
        confidence=max(
            (Confidence.LIKELY, *(region.confidence for region in arenas)),
            key=list(Confidence).index,
        ),
        bytes=known,
        values={"arenas": count, "resident": known},
        evidence={"arenas": (count, "maps"), "resident": (Bytes(known), "smaps")},
        regions=tuple(region.start for region in arenas),
        variant="unwalked",
    )


@rule("jemalloc-decay", "jemalloc", "resident")
def jemalloc_decay(one: Subject, numbers: Numbers) -> Found | None:
    """Pages that jemalloc has no use for wait for somebody to call it."""
    mine = [arena for arena in one.heap or () if arena.allocator == JEMALLOC]
    seen = sums(mine)
    if not is_stake(seen.kept, one, numbers):
        return None
    lazy = one.process.usage.lazy_free
    return Found(
        severity=_severity(seen.kept, one, numbers),
        confidence=Confidence.LIKELY,
        bytes=seen.kept,
        values={"live": seen.live, "kept": seen.kept},
        evidence={
            "live": (Bytes(seen.live), _EXTENTS),
            "kept": (Bytes(seen.kept), _EXTENTS),
            **({} if lazy is None else {"lazy": (Bytes(lazy), "LazyFree, smaps")}),
        },
        regions=regions_of(one, mine),
        saves=seen.kept if not seen.broken else None,
    )


@rule("huge-pages-filled", "huge-pages", "resident")
def huge_pages_filled(one: Subject, numbers: Numbers) -> Found | None:
    """A touch of one byte cost 2 MiB, and most of that is zeros."""
    taken = set(regions_of(one, claimed(one)))
    # What malloc keeps in huge pages is said by those who speak of malloc.
    fills = [fill for fill in one.huge or () if fill.start not in taken]
    huge, looked = sum(f.huge for f in fills), sum(f.looked for f in fills)
    share = sum(f.empty for f in fills) / looked if looked else 0.0
    empty = int(share * huge)
    if not is_stake(empty, one, numbers) or share < numbers["empty"]:
        return None
    return Found(
        severity=_severity(empty, one, numbers),
        confidence=Confidence.CERTAIN if looked == huge else Confidence.LIKELY,
        bytes=empty,
        values={"huge": huge, "looked": looked, "empty": empty, "share": share},
        evidence={
            "huge": (Bytes(huge), "PAGEMAP_SCAN"),
            "looked": (Bytes(looked), "/proc/PID/mem"),
            "empty": (Bytes(empty), "/proc/PID/mem"),
        },
        regions=tuple(f.start for f in fills if f.empty),
        saves=empty,
        variant="" if looked == huge else "some",
    )
