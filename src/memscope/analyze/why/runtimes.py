"""Runtimes with more than one heap: Python, Java, Node."""

from memscope.analyze.anonymous.allocators import JEMALLOC, MIMALLOC, TCMALLOC
from memscope.analyze.anonymous.runtimes import is_python
from memscope.analyze.why.beyond import BeyondHeap, beyond
from memscope.analyze.why.java_options import heap_limit
from memscope.analyze.why.kept import (
    PYMALLOC,
    glibc_arenas,
    is_bad,
    is_stake,
    sums,
)
from memscope.analyze.why.rule import Bytes, Found, Numbers, rule
from memscope.analyze.why.seen import Subject
from memscope.model import labels
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence

_OTHERS = {
    labels.MEMORY_OF.format(name=name): name for name in (MIMALLOC, JEMALLOC, TCMALLOC)
}
"""What memory of allocators other than the C library's is called."""
_POOLS = "pool headers"


@rule("two-allocators", "heap", "resident")
def two_allocators(one: Subject, numbers: Numbers) -> Found | None:
    """What malloc has freed, another allocator in the same program cannot use."""
    kept = sums(glibc_arenas(one)).kept
    name, other = _other_allocator(one)
    if not is_stake(min(kept, other), one, numbers):
        return None
    return Found(
        severity=Severity.NOTICE,
        confidence=Confidence.LIKELY,
        bytes=kept,
        values={"kept": kept, "other": other, "name": name},
        evidence={
            "name": (name, "maps"),
            "other": (Bytes(other), "smaps"),
            "kept": (Bytes(kept), "chunk headers"),
        },
        # The rules of malloc promise those bytes.
        saves=None,
        variant="python" if _is_python(one) else "",
    )


@rule("python-arenas-pinned", "python-arenas", "resident")
def python_arenas_pinned(one: Subject, numbers: Numbers) -> Found | None:
    """A few living objects in each arena keep all of them."""
    arenas = [arena for arena in one.heap or () if arena.allocator == PYMALLOC]
    seen, resident = sums(arenas), _resident(one, labels.PYTHON_OBJECTS)
    if resident is None:
        return None
    kept = max(min(seen.free, resident - seen.live), 0)
    if not is_stake(kept, one, numbers) or kept < numbers["most"] * resident:
        return None
    objects = sum(arena.live_blocks or 0 for arena in arenas)
    size = max(
        (stretch.end - stretch.start for one in arenas for stretch in one.stretches),
        default=0,
    )
    return Found(
        severity=Severity.PROBLEM if is_bad(kept, one, numbers) else Severity.NOTICE,
        confidence=Confidence.LIKELY if seen.broken else Confidence.CERTAIN,
        bytes=kept,
        values={
            "arenas": seen.whole,
            "objects": objects,
            "live": seen.live,
            "kept": kept,
            "arena": size,
        },
        evidence={
            "arenas": (seen.whole, _POOLS),
            "objects": (objects, _POOLS),
            "live": (Bytes(seen.live), _POOLS),
            "free": (Bytes(seen.free), _POOLS),
            "kept": (Bytes(kept), "smaps"),
        },
        regions=tuple(
            region.start
            for region in one.process.regions
            if region.label == labels.PYTHON_OBJECTS
        ),
    )


@rule("java-beyond-heap", "map", "anonymous")
def java_beyond_heap(one: Subject, numbers: Numbers) -> Found | None:
    """A Java program's memory is more than its heap."""
    seen = beyond(one, labels.JAVA_HEAP)
    limit = heap_limit(one.process.cmdline)
    if seen is None or seen.beyond < numbers["bytes"]:
        return None
    is_above = limit is not None and (one.process.usage.resident or 0) > limit
    if not is_above and seen.beyond < numbers["times"] * seen.heap:
        return None
    return _beyond(seen, limit)


@rule("node-beyond-heap", "map", "anonymous")
def node_beyond_heap(one: Subject, numbers: Numbers) -> Found | None:
    """A JavaScript program's memory is more than V8's heap."""
    seen = beyond(one, labels.V8_HEAP)
    if seen is None or seen.beyond < numbers["bytes"]:
        return None
    return _beyond(seen) if seen.beyond >= numbers["times"] * seen.heap else None


def _beyond(seen: BeyondHeap, limit: int | None = None) -> Found:
    has_limit = limit is not None
    return Found(
        severity=Severity.NOTICE,
        confidence=Confidence.LIKELY,
        bytes=seen.beyond,
        values={
            "heap": seen.heap,
            "beyond": seen.beyond,
            "limit": limit,
            "parts": seen.parts,
        },
        evidence={
            "heap": (Bytes(seen.heap), "smaps"),
            **({"limit": (Bytes(limit), "cmdline")} if limit is not None else {}),
            "beyond": (Bytes(seen.beyond), "smaps"),
            "parts": (seen.parts, "smaps"),
        },
        regions=seen.regions,
        variant="limit" if has_limit else "",
    )


def _other_allocator(one: Subject) -> tuple[str, int]:
    """Return the largest allocator that is not the C library's, and its bytes."""
    found: dict[str, int] = {}
    for region in one.process.regions:
        name = _OTHERS.get(region.label)
        if name is not None:
            found[name] = found.get(name, 0) + (region.usage.resident or 0)
    return max(found.items(), key=lambda item: item[1], default=("", 0))


def _is_python(one: Subject) -> bool:
    return any(
        region.image and is_python(region.image) for region in one.process.regions
    )


def _resident(one: Subject, label: str) -> int | None:
    """Return what regions of a label have in RAM; None: of one it is unknown."""
    sizes = [
        region.usage.resident for region in one.process.regions if region.label == label
    ]
    return None if None in sizes else sum(size for size in sizes if size is not None)
