"""Why a region is there, in plain words: one short paragraph for each kind."""

from memscope.i18n import N_, _
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.render.words.special import special_reason

_REASONS = {
    Kind.CODE: N_(
        "The machine instructions. They come straight from the file and nobody may "
        "write to them, so every process that runs this file can use the same copy."
    ),
    Kind.JIT: N_(
        "Instructions that the program wrote itself while running, as a just-in-time "
        "compiler does. No file holds them."
    ),
    Kind.VDSO: N_(
        "A small library that the kernel puts into every process: it answers "
        "questions such as what time it is without entering the kernel."
    ),
    Kind.VSYSCALL: N_(
        "A relic: a page at a fixed address through which very old programs ask for "
        "the time. It is the same in every process."
    ),
    Kind.VVAR: N_("Numbers of the kernel that the vdso reads, such as the clock's."),
    Kind.RODATA: N_(
        "Constants: texts, tables, and what the loader and debuggers need to know. "
        "Nobody may write here, so processes can use the same copy."
    ),
    Kind.RELRO: N_(
        "Tables of addresses. The loader filled them in at start and then locked "
        "them, so that an attacker cannot redirect a call."
    ),
    Kind.DATA: N_(
        "Global variables that begin with a value. Their first contents come from "
        "the file; a page becomes this process's own when it is first written."
    ),
    Kind.BSS: N_(
        "Global variables without a value: they begin as zero, so the file does not "
        "store them at all."
    ),
    Kind.HEAP: N_(
        "Memory that the program asks for while running, small pieces together. It "
        "grows upwards by moving its end, the program break."
    ),
    Kind.ARENA: N_(
        "A second heap. When several threads allocate at the same time, the C library "
        "gives each its own, so that they need not wait for one another."
    ),
    Kind.ANON: N_(
        "Memory with no file behind it, asked for directly from the kernel: large "
        "allocations and the pools of language runtimes live here."
    ),
    Kind.STACK: N_(
        "Local variables, arguments and return addresses of the main thread. It grows "
        "downwards by itself as functions call one another, up to a limit."
    ),
    Kind.THREAD_STACK: N_(
        "Each thread needs a stack of its own. All of it is reserved at the start; "
        "only what the thread touches costs memory."
    ),
    Kind.GUARD: N_(
        "A forbidden strip below a stack. A thread that recurses too deeply runs into "
        "it and is stopped, instead of overwriting its neighbour."
    ),
    Kind.SHARED: N_(
        "Memory that several processes can map: what one writes here, the others read."
    ),
    Kind.FILE: N_(
        "A file seen as memory: reading here reads the file, page by page, when first "
        "touched."
    ),
    Kind.RESERVED: N_(
        "Addresses kept free for later. No access is allowed and no memory is used; "
        "it only keeps others from settling here."
    ),
    Kind.UNKNOWN: N_("Nothing we read says what this is for."),
}

HOLE_REASON = N_(
    "Nothing is mapped here. A program that touches these addresses is stopped with a "
    "segmentation fault. Most of an address space is like this."
)


def reason_for(region: Region) -> str:
    """Return the answer to "why is this here?" in the reader's language."""
    return special_reason(region) or kind_reason(region.kind)


def kind_reason(kind: Kind) -> str:
    """Return why there are regions of a kind, in the reader's language."""
    return _(_REASONS[kind])
