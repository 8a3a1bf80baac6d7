"""Which language runtimes live in a process, and which memory is surely theirs."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import (
    EXECUTABLE_ANON,
    NO_ACCESS,
    RUNTIME_MARK,
    SHARED_MAPPING,
    split_detail,
    with_detail,
)
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma

_PYTHON = re.compile(r".*/(?:lib)?python[23][^/]*")
_GLIBC = re.compile(r".*/libc(?:-2\.\d+\.so|\.so\.6)")
STATIC_GLIBC = "__libc_IO_vtables"
"""A section that only programs with glibc inside have."""
_GO = (".go.buildinfo", ".note.go.buildid", ".gopclntab")
_GO_SECTIONS = frozenset(_GO)

GO_HEAP = 0xC0 << 32
"""Where Go's runtime asks for its heap on 64-bit machines (runtime/malloc.go)."""
_GO_MOST = 1 << 40
_ZGC_HEAP = ("/memfd:java_heap (deleted)", "/memfd:java_heap.hugetlbfs (deleted)")
HOTSPOT_TABLE = "HotSpot's table vmStructs"


class Runtimes(Struct, frozen=True, gc=False):
    """What was loaded, by the files that are mapped.

    Attributes:
        has_glibc: The C library is glibc, as a library or inside the program.
        has_python: CPython.
        has_go: The program was built by Go.
        has_java: A Java virtual machine, HotSpot.
    """

    has_glibc: bool
    has_python: bool
    has_go: bool
    has_java: bool


def runtimes_of(vmas: Iterable[Vma], elf: Iterable[Span]) -> Runtimes:
    """Recognise runtimes by names of files and of ELF sections.

    Args:
        vmas: The whole map.
        elf: Spans of ELF images.
    """
    paths = {vma.path for vma in vmas if vma.inode}
    sections = _sections_of(elf)
    return Runtimes(
        has_glibc=any(map(_GLIBC.fullmatch, paths)) or STATIC_GLIBC in sections,
        has_python=any(map(is_python, paths)),
        has_go=not sections.isdisjoint(_GO_SECTIONS),
        has_java=any(path.endswith("/libjvm.so") for path in paths),
    )


@lru_cache(maxsize=4096)
def is_python(path: str) -> bool:
    """Tell whether a file has CPython in it, by its name."""
    return _PYTHON.fullmatch(path) is not None


def go_variables(elf: Iterable[Span]) -> list[tuple[int, int]]:
    """Return where the variables are of the images that Go's tools made."""
    spans = list(elf)
    if _sections_of(spans).isdisjoint(_GO_SECTIONS):
        return []
    images = {
        span.image
        for span in spans
        for evidence in span.evidence
        if not _GO_SECTIONS.isdisjoint(_sections(evidence))
    }
    return [
        (span.start, span.end)
        for span in spans
        if span.image in images and span.kind in (Kind.DATA, Kind.BSS)
    ]


def _sections_of(elf: Iterable[Span]) -> frozenset[str]:
    """Return the names of all sections of the images."""
    return _named_by(frozenset(chain.from_iterable(map(_evidence, elf))))


_evidence = attrgetter("evidence")


@lru_cache(maxsize=256)
def _named_by(evidence: frozenset[str]) -> frozenset[str]:
    """Do it once for all processes that run the same program."""
    return frozenset(name for one in evidence for name in _sections(one))


@lru_cache(maxsize=4096)
def _sections(evidence: str) -> tuple[str, ...]:
    """Return the sections that a piece of evidence names; files share most of them."""
    return tuple(split_detail(evidence)[1].split(","))


def go_spans(vmas: Iterable[Vma]) -> list[Span]:
    """Guess the heap of a Go program whose records say nothing, by its address.

    Until Go 1.25 its runtime asked for these addresses, and few others do.
    """
    mark = with_detail(RUNTIME_MARK, _GO[0])
    spans = _inside(vmas, GO_HEAP, GO_HEAP + _GO_MOST, labels.GO_HEAP, mark, Kind.ANON)
    return [replace(span, confidence=Confidence.GUESS) for span in spans]


def java_spans(
    vmas: Sequence[Vma],
    heap: tuple[int, int] | None,
    code: tuple[int, int] | None,
) -> list[Span]:
    """Return heap and code cache of a Java virtual machine, in order of address.

    Args:
        vmas: The whole map, in order.
        heap: Bounds of the heap, in the machine's own words; None: not known.
        code: Bounds of the code cache, likewise.
    """
    mark = with_detail(RUNTIME_MARK, HOTSPOT_TABLE)
    spans: list[Span] = []
    if heap is not None:
        spans += _inside(vmas, *heap, labels.JAVA_HEAP, mark, Kind.ANON)
    if code is not None:
        spans += _inside(vmas, *code, labels.JAVA_CODE, mark, Kind.JIT)
    return sorted(spans, key=lambda span: span.start)


def zgc_spans(vmas: Sequence[Vma]) -> list[Span]:
    """Return the views of ZGC's heap: one memfd, mapped several times at once.

    Only for a Java virtual machine; another program may call a memfd so, too. Each view
    goes on in what is reserved directly behind it.
    """
    mark = with_detail(RUNTIME_MARK, "memfd java_heap")
    spans: list[Span] = []
    for vma in vmas:
        last = spans[-1] if spans else None
        if vma.path in _ZGC_HEAP and vma.perms == "rw-s":
            kind, label = Kind.SHARED, labels.JAVA_HEAP
            evidence: tuple[str, ...] = (mark, SHARED_MAPPING)
        elif (
            last is not None
            and last.kind is Kind.SHARED
            and last.end == vma.start
            and vma.is_no_access
            and not vma.path
        ):
            kind = Kind.RESERVED
            label = labels.RESERVED_FOR.format(label=labels.JAVA_HEAP)
            evidence = (mark, NO_ACCESS)
        else:
            continue
        spans.append(
            Span(
                vma.start,
                vma.end,
                kind,
                label=label,
                evidence=evidence,
                confidence=Confidence.LIKELY,
            )
        )
    return spans


def _inside(
    vmas: Iterable[Vma], start: int, end: int, label: str, mark: str, kind: Kind
) -> list[Span]:
    """Name the anonymous memory in [start, end)."""
    spans = []
    for vma in vmas:
        low, high = max(vma.start, start), min(vma.end, end)
        if low >= high or vma.inode or vma.path:
            continue
        is_reserved, is_code = vma.is_no_access, vma.is_executable
        if kind is Kind.JIT and not (is_reserved or is_code):
            continue
        evidence = (mark, NO_ACCESS) if is_reserved else (mark,)
        spans.append(
            Span(
                low,
                high,
                Kind.RESERVED if is_reserved else kind,
                label=labels.RESERVED_FOR.format(label=label) if is_reserved else label,
                evidence=(*evidence, EXECUTABLE_ANON) if is_code else evidence,
            )
        )
    return spans
