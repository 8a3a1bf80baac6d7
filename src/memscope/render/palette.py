"""What each kind and each segment looks like: one row of it here, for every view.

Colours start from Okabe and Ito's set, which colour-blind eyes can tell apart; the
letter carries the same meaning where there is no colour.
"""

from enum import StrEnum

from msgspec import Struct

from memscope.i18n import N_
from memscope.model.kinds import Kind, Segment
from memscope.model.region import Access


class Sort(StrEnum):
    """What a block stands for; from the top of the picture to its bottom."""

    KERNEL = "kernel"
    STACK = "stack"
    THREAD_STACK = "thread-stack"
    LIBRARY = "library"
    FILE = "file"
    SHARED = "shared"
    ANON = "anon"
    ARENA = "arena"
    RESERVED = "reserved"
    UNKNOWN = "unknown"
    HEAP = "heap"
    BSS = "bss"
    DATA = "data"
    RODATA = "rodata"
    CODE = "code"


class Style(Struct, frozen=True, gc=False):
    """How something appears that a view tells from others of its sort.

    Attributes:
        letter: One ASCII character.
        colour: `#rrggbb`.
        name: English name; pass it through `i18n._` when showing it.
    """

    letter: str
    colour: str
    name: str


class KindStyle(Struct, frozen=True, gc=False):
    """How a kind appears; what it is called is said in `model/kinds`.

    Attributes:
        letter: One ASCII character.
        colour: `#rrggbb`.
        sort: Which block of the textbook's picture it belongs to.
        reason: Why there are regions of it; to be translated when it is shown.
    """

    letter: str
    colour: str
    sort: Sort
    reason: str


class SegmentStyle(Style, frozen=True, gc=False):
    """How a segment appears.

    Attributes:
        short: The textbook's word alone; to be translated likewise.
    """

    short: str


KIND_STYLES: dict[Kind, KindStyle] = {
    Kind.CODE: KindStyle(
        "C",
        "#0072B2",
        Sort.CODE,
        N_(
            "The machine instructions. They come straight from the file and nobody may "
            "write to them, so every process that runs this file can use the same "
            "copy."
        ),
    ),
    Kind.JIT: KindStyle(
        "J",
        "#3E95CC",
        Sort.ANON,
        N_(
            "Instructions that the program wrote itself while running, as a "
            "just-in-time compiler does. No file holds them."
        ),
    ),
    Kind.VDSO: KindStyle(
        "V",
        "#4A7FA3",
        Sort.KERNEL,
        N_(
            "A small library that the kernel puts into every process: it answers "
            "questions such as what time it is without entering the kernel."
        ),
    ),
    Kind.VSYSCALL: KindStyle(
        "V",
        "#4A7FA3",
        Sort.KERNEL,
        N_(
            "A relic: a page at a fixed address through which very old programs ask "
            "for the time. It is the same in every process."
        ),
    ),
    Kind.RODATA: KindStyle(
        "R",
        "#007A59",
        Sort.RODATA,
        N_(
            "Constants: texts, tables, and what the loader and debuggers need to know. "
            "Nobody may write here, so processes can use the same copy."
        ),
    ),
    Kind.RELRO: KindStyle(
        "r",
        "#00694C",
        Sort.RODATA,
        N_(
            "Tables of addresses. The loader filled them in at start and then locked "
            "them, so that an attacker cannot redirect a call."
        ),
    ),
    Kind.DATA: KindStyle(
        "D",
        "#009E73",
        Sort.DATA,
        N_(
            "Global variables that begin with a value. Their first contents come from "
            "the file; a page becomes this process's own when it is first written."
        ),
    ),
    Kind.BSS: KindStyle(
        "B",
        "#5FC9A8",
        Sort.BSS,
        N_(
            "Global variables without a value: they begin as zero, so the file does "
            "not store them at all."
        ),
    ),
    Kind.HEAP: KindStyle(
        "H",
        "#D55E00",
        Sort.HEAP,
        N_(
            "Memory that the program asks for while running, small pieces together. It "
            "grows upwards by moving its end, the program break."
        ),
    ),
    Kind.ARENA: KindStyle(
        "A",
        "#E8894A",
        Sort.ARENA,
        N_(
            "A second heap. When several threads allocate at the same time, the C "
            "library gives each its own, so that they need not wait for one another."
        ),
    ),
    Kind.ANON: KindStyle(
        "M",
        "#CC79A7",
        Sort.ANON,
        N_(
            "Memory with no file behind it, asked for directly from the kernel: large "
            "allocations and the pools of language runtimes live here."
        ),
    ),
    Kind.STACK: KindStyle(
        "S",
        "#E69F00",
        Sort.STACK,
        N_(
            "Local variables, arguments and return addresses of the main thread. It "
            "grows downwards by itself as functions call one another, up to a limit."
        ),
    ),
    Kind.THREAD_STACK: KindStyle(
        "T",
        "#F0C25A",
        Sort.THREAD_STACK,
        N_(
            "Each thread needs a stack of its own. All of it is reserved at the start; "
            "only what the thread touches costs memory."
        ),
    ),
    Kind.GUARD: KindStyle(
        "G",
        "#8A8F98",
        Sort.THREAD_STACK,
        N_(
            "A forbidden strip below a stack. A thread that recurses too deeply runs "
            "into it and is stopped, instead of overwriting its neighbour."
        ),
    ),
    Kind.SHARED: KindStyle(
        "=",
        "#F0E442",
        Sort.SHARED,
        N_(
            "Memory that several processes can map: what one writes here, the others "
            "read."
        ),
    ),
    Kind.FILE: KindStyle(
        "F",
        "#876839",
        Sort.FILE,
        N_(
            "A file seen as memory: reading here reads the file, page by page, when "
            "first touched."
        ),
    ),
    Kind.SHADOW: KindStyle(
        "w",
        "#8B5CF6",
        Sort.ANON,
        N_(
            "Notes that a sanitizer keeps on every byte of the program: which may be "
            "used, who wrote it last. Terabytes are mapped, so that each note has its "
            "place; only what is written costs memory."
        ),
    ),
    Kind.VVAR: KindStyle(
        "v",
        "#6B7280",
        Sort.KERNEL,
        N_("Numbers of the kernel that the vdso reads, such as the clock's."),
    ),
    Kind.RESERVED: KindStyle(
        ".",
        "#4B5563",
        Sort.RESERVED,
        N_(
            "Addresses kept free for later. No access is allowed and no memory is "
            "used; it only keeps others from settling here."
        ),
    ),
    Kind.UNKNOWN: KindStyle(
        "?",
        "#9CA3AF",
        Sort.UNKNOWN,
        N_("Nothing we read says what this is for."),
    ),
}


class AccessMark(Struct, frozen=True, gc=False):
    """How permissions that stand out are marked, behind their letters.

    Attributes:
        sign: One cell.
        style: Of the sign and the letters, see `render/runs.py`.
        name: What it means; to be translated when it is shown.
    """

    sign: str
    style: str
    name: str


ACCESS_MARKS: dict[Access, AccessMark] = {
    Access.WRITABLE_CODE: AccessMark(
        "!",
        "bad strong",
        N_("writable and executable: what is written there can be run"),
    ),
    Access.NONE: AccessMark("∅", "faint", N_("no access: any touch ends in SIGSEGV")),
}

LIBRARY_COLOUR = "#56B4E9"
"""Code of a shared library, so that the program's own code stands out."""
LIBRARY_LETTER = "L"

PROCESS_COLOURS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#F0E442")
"""Of processes that are drawn together; after the last one they begin anew."""

SEGMENT_STYLES: dict[Segment, SegmentStyle] = {
    Segment.CODE: SegmentStyle("C", "#0072B2", N_("code segment"), N_("code")),
    Segment.DATA: SegmentStyle("D", "#009E73", N_("data segment"), N_("data")),
    Segment.HEAP: SegmentStyle("H", "#D55E00", N_("heap segment"), N_("heap")),
    Segment.STACK: SegmentStyle("S", "#E69F00", N_("stack segment"), N_("stack")),
    Segment.SHARED: SegmentStyle("=", "#F0E442", N_("shared memory"), N_("shared")),
    Segment.FILE: SegmentStyle("F", "#876839", N_("mapped file"), N_("files")),
    Segment.SHADOW: SegmentStyle("w", "#8B5CF6", N_("shadow memory"), N_("shadow")),
    Segment.OTHER: SegmentStyle(".", "#6B7280", N_("other"), N_("other")),
}


def colour_of(key: str) -> str:
    """Return the colour of a kind, of `library`, or of `segment-S`."""
    if key == "library":
        return LIBRARY_COLOUR
    if key.startswith("segment-"):
        return SEGMENT_STYLES[Segment(key.removeprefix("segment-"))].colour
    return KIND_STYLES[Kind(key)].colour


def letter_of(key: str) -> str:
    """Return the letter of a kind, of `library`, of `segment-S`, or `process-N`."""
    if key.startswith("process-"):
        return chr(ord("A") + int(key.removeprefix("process-")) % 26)
    if key == "library":
        return LIBRARY_LETTER
    if key.startswith("segment-"):
        return SEGMENT_STYLES[Segment(key.removeprefix("segment-"))].letter
    return KIND_STYLES[Kind(key)].letter
