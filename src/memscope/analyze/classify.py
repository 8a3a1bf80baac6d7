"""Give every byte of an address space its kind, with evidence and confidence.

VMAs are cut along what is known about ranges inside them (spans); whatever no span
covers is named by what the kernel's map itself says about the VMA.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from memscope.analyze.spans import Span, cut
from memscope.model.evidence import (
    ANON_NAME,
    BRK_RANGE,
    EXECUTABLE_ANON,
    EXECUTABLE_FILE,
    KERNEL_NAME,
    MAPPED_FILE,
    NO_ACCESS,
    PRIVATE_ANON,
    SHARED_MAPPING,
    with_detail,
)
from memscope.model.kinds import Confidence, Kind
from memscope.model.vma import Vma


class Meaning(Struct, frozen=True, gc=False):
    """What a piece is, before it is measured; the fields are those of Region."""

    kind: Kind
    label: str
    evidence: tuple[str, ...]
    confidence: Confidence = Confidence.CERTAIN
    thread: int | None = None
    image: str | None = None


class Piece(Struct, frozen=True, gc=False):
    """A VMA or a part of one, with its meaning.

    Attributes:
        start: First address.
        end: First address after it.
        vma: Index of the VMA in the map.
        meaning: What it is.
    """

    start: int
    end: int
    vma: int
    meaning: Meaning


def classify(
    vmas: Sequence[Vma], layers: Sequence[Sequence[Span]], *, start_brk: int | None
) -> list[Piece]:
    """Cut the VMAs into pieces with a meaning.

    Args:
        vmas: The whole map, in order.
        layers: Lists of spans, each in order of address and free of overlaps; an
            earlier list wins over a later one.
        start_brk: Where the brk heap begins; None when the kernel would not say.

    Returns:
        Pieces in order of address that cover the VMAs exactly.
    """
    cursors = [_Cursor(layer) for layer in layers if layer]
    quiet_until = min((cursor.next_start for cursor in cursors), default=_TOP)
    pieces: list[Piece] = []
    for index, vma in enumerate(vmas):
        if vma.end > quiet_until:
            touching = [spans for cursor in cursors if (spans := cursor.over(vma))]
            quiet_until = min(cursor.next_start for cursor in cursors)
            if touching:
                pieces += _cut_vma(vma, index, touching, start_brk)
                continue
        meaning = meaning_of_vma(vma, start_brk)
        pieces.append(Piece(vma.start, vma.end, index, meaning))
    return pieces


_TOP = 1 << 65


class _Cursor:
    """Walks one layer in step with the VMAs, so that nothing is searched twice.

    Attributes:
        next_start: Below this address no further span begins.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._at = 0
        self.next_start = spans[0].start

    def over(self, vma: Vma) -> list[Span]:
        """Return the spans that overlap the VMA."""
        spans, at = self._spans, self._at
        while at < len(spans) and spans[at].end <= vma.start:
            at += 1
        self._at = at
        self.next_start = spans[at].start if at < len(spans) else _TOP
        found = []
        while at < len(spans) and spans[at].start < vma.end:
            found.append(spans[at])
            at += 1
        return found


def _cut_vma(
    vma: Vma, index: int, layers: list[list[Span]], start_brk: int | None
) -> Iterator[Piece]:
    for start, end, span in _cut_layers(vma.start, vma.end, layers):
        meaning = _meaning_of_span(span) if span else meaning_of_vma(vma, start_brk)
        yield Piece(start, end, index, meaning)


def _cut_layers(
    start: int, end: int, layers: list[list[Span]]
) -> Iterator[tuple[int, int, Span | None]]:
    if not layers:
        yield start, end, None
        return
    for low, high, span in cut(start, end, layers[0]):
        if span is None:
            yield from _cut_layers(low, high, layers[1:])
        else:
            yield low, high, span


def _meaning_of_span(span: Span) -> Meaning:
    return Meaning(
        span.kind, span.label, span.evidence, span.confidence, span.thread, span.image
    )


def meaning_of_vma(vma: Vma, start_brk: int | None) -> Meaning:
    """Say what a VMA is from the kernel's map alone."""
    if not vma.path:
        return _ANONYMOUS.get(vma.perms) or _anonymous(vma.perms)
    if vma.path.startswith("["):
        if vma.path == "[heap]" and start_brk is not None and vma.end > start_brk:
            return _HEAP_BY_BRK if vma.perms[0] != "-" else _HEAP_GUARD
        return _named(vma.path, vma.perms)
    return _file(vma.path, vma.perms)


_HEAP_BY_BRK = Meaning(Kind.HEAP, "heap", (KERNEL_NAME, BRK_RANGE))
_HEAP_GUARD = Meaning(Kind.RESERVED, "no-access part of the heap", (NO_ACCESS,))

_ANONYMOUS = {
    "---p": Meaning(Kind.RESERVED, "reserved address space", (NO_ACCESS,)),
    "rw-p": Meaning(Kind.ANON, "anonymous memory", (PRIVATE_ANON,), Confidence.LIKELY),
    "r--p": Meaning(
        Kind.ANON, "read-only anonymous memory", (PRIVATE_ANON,), Confidence.LIKELY
    ),
}


@lru_cache(maxsize=64)
def _anonymous(perms: str) -> Meaning:
    if perms.endswith("s"):
        return Meaning(Kind.SHARED, "shared memory", (SHARED_MAPPING,))
    if perms[2] == "x":
        return Meaning(
            Kind.JIT, "generated code", (EXECUTABLE_ANON,), Confidence.LIKELY
        )
    return Meaning(Kind.ANON, "anonymous memory", (PRIVATE_ANON,), Confidence.LIKELY)


_KERNEL_LABELS = {
    "[heap]": (Kind.HEAP, "heap"),
    "[stack]": (Kind.STACK, "stack of the main thread"),
    "[vdso]": (Kind.VDSO, "vdso: kernel code for programs"),
    "[vsyscall]": (Kind.VSYSCALL, "vsyscall: old system call page"),
    "[vvar]": (Kind.VVAR, "vvar: kernel data for the vdso"),
    "[vvar_vclock]": (Kind.VVAR, "vvar: clock data for the vdso"),
    "[sigpage]": (Kind.VDSO, "signal return code"),
    "[vectors]": (Kind.VDSO, "exception vectors"),
    "[uprobes]": (Kind.VDSO, "uprobes trampolines"),
}


@lru_cache(maxsize=1024)
def _named(path: str, perms: str) -> Meaning:
    """Labels in brackets: the kernel's own, and what programs call their memory."""
    if path in _KERNEL_LABELS:
        kind, label = _KERNEL_LABELS[path]
        if kind is Kind.HEAP and perms[0] == "-":
            return _HEAP_GUARD
        return Meaning(kind, label, (KERNEL_NAME,))
    prefix, colon, name = path[1:].removesuffix("]").partition(":")
    if colon and prefix in ("anon", "anon_shmem"):
        kind = Kind.SHARED if perms.endswith("s") else _kind_of_anon_name(name, perms)
        return Meaning(
            kind, name.strip() or "anonymous memory", (with_detail(ANON_NAME, name),)
        )
    return Meaning(Kind.UNKNOWN, path, (KERNEL_NAME,), Confidence.GUESS)


def _kind_of_anon_name(name: str, perms: str) -> Kind:
    if perms[:3] == "---":
        return Kind.RESERVED
    if perms[2] == "x":
        return Kind.JIT
    return Kind.ARENA if name == " glibc: malloc arena" else Kind.ANON


@lru_cache(maxsize=16384)
def _file(path: str, perms: str) -> Meaning:
    """A mapping with a path that is not, or could not be read as, an ELF image."""
    name = path.rsplit("/", 1)[-1]
    is_shared = perms.endswith("s")
    if path == "/dev/zero (deleted)":
        if perms[2] == "x":
            return Meaning(Kind.JIT, "generated code", (EXECUTABLE_ANON,))
        return Meaning(Kind.SHARED, "shared anonymous memory", (SHARED_MAPPING,))
    if path.startswith("/memfd:"):
        label = f"memfd {path[7:].removesuffix(' (deleted)')}"
        if perms[2] == "x":
            return Meaning(Kind.JIT, label, (EXECUTABLE_ANON,))
        return Meaning(Kind.SHARED, label, (SHARED_MAPPING,))
    if path.startswith("/SYSV"):
        return Meaning(Kind.SHARED, "System V shared memory", (SHARED_MAPPING,))
    if path.startswith("/dev/shm/"):
        return Meaning(Kind.SHARED, f"POSIX shared memory {name}", (SHARED_MAPPING,))
    if perms[:3] == "---":
        return Meaning(Kind.RESERVED, f"no-access mapping of {name}", (NO_ACCESS,))
    if perms[2] == "x":
        return Meaning(
            Kind.CODE, f"code of {name}", (EXECUTABLE_FILE,), Confidence.LIKELY
        )
    evidence = (MAPPED_FILE, SHARED_MAPPING) if is_shared else (MAPPED_FILE,)
    return Meaning(Kind.FILE, f"file {name}", evidence)
