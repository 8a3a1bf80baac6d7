"""The vocabulary: textbook segments, exact kinds, and how sure we are."""

from enum import StrEnum


class Segment(StrEnum):
    """The textbook's word for a part of an address space."""

    CODE = "code"
    DATA = "data"
    HEAP = "heap"
    STACK = "stack"
    SHARED = "shared"
    OTHER = "other"


class Kind(StrEnum):
    """What a region is, exactly."""

    CODE = "code"
    """Executable part of an ELF image."""
    JIT = "jit"
    """Executable memory that no ELF file backs."""
    VDSO = "vdso"
    VSYSCALL = "vsyscall"
    RODATA = "rodata"
    """Read-only part of an ELF image: headers, constants, unwind tables."""
    RELRO = "relro"
    """Made read-only by the loader once relocation was done."""
    DATA = "data"
    """Initialised variables of an ELF image."""
    BSS = "bss"
    """Uninitialised variables of an ELF image; zero at start."""
    HEAP = "heap"
    """The brk heap."""
    ARENA = "arena"
    """A malloc arena of the C library that serves threads."""
    ANON = "anon"
    """Other private anonymous memory: large malloc blocks, runtimes' arenas."""
    STACK = "stack"
    """Stack of the main thread."""
    THREAD_STACK = "thread-stack"
    GUARD = "guard"
    """Pages below a stack whose touch ends in SIGSEGV."""
    SHARED = "shared"
    """MAP_SHARED anonymous memory, System V segments, memfd, /dev/shm."""
    FILE = "file"
    """A data file, mapped privately or shared."""
    VVAR = "vvar"
    RESERVED = "reserved"
    """Address space kept free with PROT_NONE; it costs no memory."""
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How sure a label is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    GUESS = "guess"


SEGMENT_OF: dict[Kind, Segment] = {
    Kind.CODE: Segment.CODE,
    Kind.JIT: Segment.CODE,
    Kind.VDSO: Segment.CODE,
    Kind.VSYSCALL: Segment.CODE,
    Kind.RODATA: Segment.DATA,
    Kind.RELRO: Segment.DATA,
    Kind.DATA: Segment.DATA,
    Kind.BSS: Segment.DATA,
    Kind.HEAP: Segment.HEAP,
    Kind.ARENA: Segment.HEAP,
    Kind.ANON: Segment.HEAP,
    Kind.STACK: Segment.STACK,
    Kind.THREAD_STACK: Segment.STACK,
    Kind.GUARD: Segment.STACK,
    Kind.SHARED: Segment.SHARED,
    Kind.FILE: Segment.SHARED,
    Kind.VVAR: Segment.OTHER,
    Kind.RESERVED: Segment.OTHER,
    Kind.UNKNOWN: Segment.OTHER,
}
"""Every kind belongs to exactly one segment."""
