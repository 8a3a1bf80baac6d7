"""The vocabulary: textbook segments, exact kinds, and how sure we are."""

from typing import Self

from memscope.i18n import N_
from memscope.model.word import Word


class Segment(Word):
    """The textbook's word for a part of an address space."""

    CODE = "code"
    DATA = "data"
    HEAP = "heap"
    STACK = "stack"
    SHARED = "shared"
    FILE = "file"
    SHADOW = "shadow"
    OTHER = "other"


class Kind(Word):
    """What a region is, exactly.

    Attributes:
        segment: The segment that it belongs to.
        if_private: The one of memory of this kind that is mapped MAP_PRIVATE.
        if_shared: The one of what is mapped MAP_SHARED.
        english: What it is called; pass it through `i18n._` when showing it.
    """

    segment: Segment
    if_private: Segment
    if_shared: Segment
    english: str

    # Only rows are made here, in full. Type checkers take a look-up, `Kind("heap")`,
    # for a call of this, so that they want to see defaults.
    def __new__(
        cls, word: str, segment: Segment = Segment.OTHER, english: str = ""
    ) -> Self:
        """Make the member of one row: the word in files, segment, name."""
        kind = str.__new__(cls, word)
        kind._value_ = word
        # Found out here: thousands of regions ask, and to look up a member takes long.
        never_shared = segment in (Segment.CODE, Segment.STACK) or word == "reserved"
        kind.segment = segment
        kind.if_private = Segment.FILE if segment is Segment.SHARED else segment
        kind.if_shared = segment if never_shared else Segment.SHARED
        kind.english = english
        return kind

    CODE = "code", Segment.CODE, N_("code")
    """Executable part of an ELF image."""
    JIT = "jit", Segment.CODE, N_("JIT code")
    """Executable memory that no ELF file backs."""
    VDSO = "vdso", Segment.CODE, N_("vdso")
    VSYSCALL = "vsyscall", Segment.CODE, N_("vsyscall")
    RODATA = "rodata", Segment.DATA, N_("read-only data")
    """Read-only part of an ELF image: headers, constants, unwind tables."""
    RELRO = "relro", Segment.DATA, N_("relro")
    """Made read-only by the loader once relocation was done."""
    DATA = "data", Segment.DATA, N_("data")
    """Initialised variables of an ELF image."""
    BSS = "bss", Segment.DATA, N_("bss")
    """Uninitialised variables of an ELF image; zero at start."""
    HEAP = "heap", Segment.HEAP, N_("heap")
    """The brk heap."""
    ARENA = "arena", Segment.HEAP, N_("malloc arena")
    """A malloc arena of the C library that serves threads."""
    ANON = "anon", Segment.HEAP, N_("anonymous")
    """Other private anonymous memory: large malloc blocks, runtimes' arenas."""
    STACK = "stack", Segment.STACK, N_("stack")
    """Stack of the main thread."""
    THREAD_STACK = "thread-stack", Segment.STACK, N_("thread stack")
    GUARD = "guard", Segment.STACK, N_("guard")
    """Pages below a stack whose touch ends in SIGSEGV."""
    SHARED = "shared", Segment.SHARED, N_("shared memory")
    """MAP_SHARED anonymous memory, System V segments, memfd, /dev/shm."""
    FILE = "file", Segment.FILE, N_("mapped file")
    """A data file, mapped privately or shared."""
    SHADOW = "shadow", Segment.SHADOW, N_("shadow memory")
    """A sanitizer's notes on the rest of memory: terabytes, hardly any in RAM."""
    VVAR = "vvar", Segment.OTHER, N_("vvar")
    RESERVED = "reserved", Segment.OTHER, N_("reserved")
    """Address space kept free with PROT_NONE; it costs no memory."""
    UNKNOWN = "unknown", Segment.OTHER, N_("unknown")


class Confidence(Word):
    """How sure a label is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    GUESS = "guess"
