"""The letter and the colours of each kind, on dark and on light ground.

Colours start from Okabe and Ito's set, which colour-blind eyes can tell apart; the
letter carries the same meaning where there is no colour.
"""

from dataclasses import dataclass

from msgspec import Struct

from memscope.i18n import N_
from memscope.model.kinds import Kind, Segment


class Style(Struct, frozen=True, gc=False):
    """How a kind appears.

    Attributes:
        letter: One ASCII character.
        colour: `#rrggbb`.
        name: English name; pass it through `i18n._` when showing it.
    """

    letter: str
    colour: str
    name: str


KIND_STYLES: dict[Kind, Style] = {
    Kind.CODE: Style("C", "#0072B2", N_("code")),
    Kind.JIT: Style("J", "#3E95CC", N_("JIT code")),
    Kind.VDSO: Style("V", "#4A7FA3", N_("vdso")),
    Kind.VSYSCALL: Style("V", "#4A7FA3", N_("vsyscall")),
    Kind.RODATA: Style("R", "#007A59", N_("read-only data")),
    Kind.RELRO: Style("r", "#00694C", N_("relro")),
    Kind.DATA: Style("D", "#009E73", N_("data")),
    Kind.BSS: Style("B", "#5FC9A8", N_("bss")),
    Kind.HEAP: Style("H", "#D55E00", N_("heap")),
    Kind.ARENA: Style("A", "#E8894A", N_("malloc arena")),
    Kind.ANON: Style("M", "#CC79A7", N_("anonymous")),
    Kind.STACK: Style("S", "#E69F00", N_("stack")),
    Kind.THREAD_STACK: Style("T", "#F0C25A", N_("thread stack")),
    Kind.GUARD: Style("G", "#8A8F98", N_("guard")),
    Kind.SHARED: Style("=", "#F0E442", N_("shared memory")),
    Kind.FILE: Style("F", "#B9B24A", N_("mapped file")),
    Kind.VVAR: Style("v", "#6B7280", N_("vvar")),
    Kind.RESERVED: Style(".", "#4B5563", N_("reserved")),
    Kind.UNKNOWN: Style("?", "#9CA3AF", N_("unknown")),
}

LIBRARY_COLOUR = "#56B4E9"
"""Code of a shared library, so that the program's own code stands out."""

SEGMENT_STYLES: dict[Segment, Style] = {
    Segment.CODE: Style("C", "#0072B2", N_("code segment")),
    Segment.DATA: Style("D", "#009E73", N_("data segment")),
    Segment.HEAP: Style("H", "#D55E00", N_("heap segment")),
    Segment.STACK: Style("S", "#E69F00", N_("stack segment")),
    Segment.SHARED: Style("=", "#F0E442", N_("shared memory")),
    Segment.OTHER: Style(".", "#6B7280", N_("other")),
}


def colour_of(key: str) -> str:
    """Return the colour of a kind, of `library`, or of `segment-S`."""
    if key == "library":
        return LIBRARY_COLOUR
    if key.startswith("segment-"):
        return SEGMENT_STYLES[Segment(key.removeprefix("segment-"))].colour
    return KIND_STYLES[Kind(key)].colour


def ink_on(colour: str) -> str:
    """Return black or white, whichever is easier to read on a colour."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    # Weights of sRGB's luminance; above this, black has the better contrast.
    luminance = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return "#111111" if luminance > 0.18 else "#ffffff"


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours of drawn text, all `#rrggbb`.

    Attributes:
        ground: Background between panes.
        paper: Background of panes.
        text: Ordinary text.
        muted: Secondary text.
        faint: Lines, dots, what is hardly there.
        accent: Bars of titles, what is selected.
        good: Verdicts and running threads.
        warn: What to mind.
        bad: What went wrong or ended.
        cursor: Background of the selected row in the pane with the focus.
        resting: Background of the selected row elsewhere.
    """

    ground: str
    paper: str
    text: str
    muted: str
    faint: str
    accent: str
    good: str
    warn: str
    bad: str
    cursor: str
    resting: str
    is_dark: bool


DARK = Inks(
    ground="#0c0f14",
    paper="#12161d",
    text="#d5dbe3",
    muted="#8c96a3",
    faint="#4a5361",
    accent="#4da3e0",
    good="#2bb98a",
    warn="#e6a23c",
    bad="#e5705f",
    cursor="#2d4a66",
    resting="#232b37",
    is_dark=True,
)
LIGHT = Inks(
    ground="#eceef0",
    paper="#fbfbf9",
    text="#1f2731",
    muted="#5c6672",
    faint="#a9b0b9",
    accent="#00629b",
    good="#00774f",
    warn="#9a5b00",
    bad="#b3331d",
    cursor="#bcdcf5",
    resting="#e6ebf0",
    is_dark=False,
)
