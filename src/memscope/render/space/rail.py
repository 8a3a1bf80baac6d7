"""The rail: the whole address space beside the table, two slices a line.

A band of half blocks, each in the colour of what has most bytes there and as bright as
the share that is touched; left of it short addresses, right of it what is where.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from memscope.analyze.space.slices import Slices
from memscope.analyze.space.terrain import Terrain
from memscope.i18n import N_, _
from memscope.render.palette import KIND_STYLES
from memscope.render.runs import Line, Run, cell, fit_line, width_of
from memscope.units import cell_width, format_bytes, short_bytes

Span = tuple[int, int]
"""First address, and first address after it."""
LEVELS = 4
"""Steps of brightness above 0, which is mapped and never touched."""
_EVERY = 3
"""Lines from one address to the next."""
_COARSE = 1 << 22
"""Bytes of a line from which on the first digits tell lines apart."""
_OF_A_PAGE, _OF_COARSE = 3, 6
"""Last digits that are left out."""
_SP, _PC, _NEW, _HIT = "◀ SP", "◀ PC", N_("▲ new"), "•"
_SHORT = {_SP: "◀S", _PC: "◀P", _NEW: "▲", _HIT: "•"}
_STYLES = {_SP: "strong", _PC: "strong", _NEW: "warn strong", _HIT: "accent strong"}


@dataclass(frozen=True, slots=True)
class RailMarks:
    """What the rail points at.

    Attributes:
        shown: What the table shows; None: nothing.
        selected: Bounds of what the selected row holds, in order; () likewise.
        sp: Stack pointer of the selected thread; None: unknown.
        pc: Its program counter; None likewise.
        new: Addresses of what there is more of than a while ago, in order.
        tips: Bounds of what is new, in order.
        marked: Bounds of marked rows, in order of address.
        hits: Bounds of what the filter lets through, likewise; () without a filter.
    """

    shown: Span | None = None
    selected: Sequence[Span] = ()
    sp: int | None = None
    pc: int | None = None
    new: Sequence[int] = ()
    tips: Sequence[Span] = ()
    marked: Sequence[Span] = ()
    hits: Sequence[Span] = ()


NO_MARKS = RailMarks()


class RailColumns(NamedTuple):
    """Cells of each column; the line of what the table shows takes one more.

    Attributes:
        label: Addresses, and the sizes of holes.
        band: Half blocks.
        marks: Right of the line.
    """

    label: int
    band: int
    marks: int


_LAYOUTS = (
    (24, RailColumns(9, 6, 6)),
    (19, RailColumns(7, 4, 5)),
    (13, RailColumns(6, 3, 2)),
    (0, RailColumns(0, 2, 1)),
)
NARROW = 13
"""Cells below which there is the band alone."""


def layout_for(width: int) -> RailColumns:
    """Return the columns for a width."""
    return next(layout for least, layout in _LAYOUTS if width >= least)


@dataclass(frozen=True, slots=True, eq=False)
class RailPicture:
    """What is drawn: a space, how it is divided, and what is pointed at.

    Attributes:
        terrain: The space.
        slices: How it is divided.
        marks: What is pointed at.
        digits: Of addresses.
        has_letters: Letters say what colours cannot.
        inks: Of slices, as soon as they were found; whoever draws the same space with
            the same tips again may hand it on.
    """

    terrain: Terrain
    slices: Slices
    marks: RailMarks = NO_MARKS
    digits: int = 12
    has_letters: bool = False
    inks: dict[int, str | None] = field(default_factory=dict)

    def line(self, at: int, width: int) -> Line:
        """Draw a line.

        Args:
            at: Its number from the top.
            width: Cells.
        """
        layout = layout_for(width)
        runs: list[Run] = []
        if layout.label:
            gap = " "
            runs += [
                cell(self._label(at, layout.label), layout.label, "muted"),
                Run(gap),
            ]
        runs += self._band(at, layout.band)
        runs += self._beside(at, layout)
        return fit_line(runs, width)

    def _band(self, at: int, width: int) -> Sequence[Run]:
        part = self.slices.part_of(at * 2 + 1)
        upper = self._half(at * 2)
        if part is not None and part.is_cut:
            if upper is None:
                return (Run("┄" * width, "faint"),)
            return _halves(upper, None, width)
        return self._lettered(at, _halves(upper, self._half(at * 2 + 1), width))

    def _half(self, slice_: int) -> str | None:
        """Return the ink of a slice; None for a hole, and where nothing is meant."""
        if slice_ not in self.inks:
            self.inks[slice_] = self._ink(slice_)
        return self.inks[slice_]

    def _ink(self, slice_: int) -> str | None:
        part, bounds = self.slices.part_of(slice_), self.slices.bounds(slice_)
        if part is None or part.is_cut or bounds is None:
            return None
        content = self.terrain.content(*bounds)
        if not content.colour:
            return None
        if _bytes_in(self.marks.tips, bounds) * 2 > bounds[1] - bounds[0]:
            return f"{content.colour}.new"
        return f"{content.colour}.{level_of(content.touched)}"

    def _lettered(self, at: int, band: Sequence[Run]) -> Sequence[Run]:
        if not self.has_letters:
            return band
        ink = self._half(at * 2) or self._half(at * 2 + 1)
        if ink is None:
            return band
        text, style = band[0]
        letter = letter_of(ink.partition(".")[0])
        return (Run(letter, style), Run(text[1:], style))

    def _label(self, at: int, width: int) -> str:
        part = self.slices.part_of(at * 2 + 1)
        above = self.slices.part_of(at * 2)
        if part is not None and part.is_cut and above is part:
            return format_bytes(part.size) if width > 6 else short_bytes(part.size)
        if not self._is_labelled(at):
            return ""
        address = self.slices.at_line(at)
        return "" if address is None else self._short(address, width)

    def _is_labelled(self, at: int) -> bool:
        """Label the first line of a run between two cuts, and every few after it."""
        part = self.slices.part_of(at * 2)
        if part is None or part.is_cut:
            return False
        return (at - part.run // 2) % _EVERY == 0

    def _short(self, address: int, width: int) -> str:
        """Return the digits that differ from line to line, or else the first ones."""
        text = f"{address:0{self.digits}x}"
        if 0 < self.slices.scale * 2 < _COARSE:
            text = text[:-_OF_A_PAGE]
            return text if len(text) <= width else f"…{text[1 - width :]}"
        text = text[:-_OF_COARSE]
        return text if len(text) <= width else f"{text[: width - 1]}…"

    def _beside(self, at: int, layout: RailColumns) -> Sequence[Run]:
        found = self._marks(at)
        if not layout.label:
            # One cell for both: a mark says more than the line it stands on.
            return _one(found) or (self._edge(at),)
        gap = Run(" ") if layout.marks > 5 else Run("")
        return (self._edge(at), gap, *_fitting(found, layout.marks))

    def _edge(self, at: int) -> Run:
        """Return the line right of the band."""
        marks, here = self.marks, self._span(at)
        if here is not None and _is_in_some(marks.selected, here):
            return Run("┃", "accent strong")
        if here is not None and _is_in_some(marks.marked, here):
            return Run("▌", "warn")
        return Run("│", "accent") if self._is_in(at, marks.shown) else Run(" ")

    def _span(self, at: int) -> Span | None:
        """Return the addresses of a line; None for a hole that is cut."""
        low, upper = self.slices.at_line(at), self.slices.part_of(at * 2)
        if low is None or upper is None or upper.is_cut:
            return None
        bounds = self.slices.bounds(at * 2)
        return None if bounds is None else (low, bounds[1])

    def _is_in(self, at: int, span: Span | None) -> bool:
        if span is None or span[0] >= span[1]:
            return False
        return self.slices.line_at(span[1] - 1) <= at <= self.slices.line_at(span[0])

    def _marks(self, at: int) -> list[str]:
        marks, here = self.marks, self._span(at)
        if here is None:
            return []
        low, high = here
        found = [
            sign
            for sign, address in ((_SP, marks.sp), (_PC, marks.pc))
            if address is not None and low <= address < high
        ]
        new = bisect_left(marks.new, low)
        if new < len(marks.new) and marks.new[new] < high:
            found.append(_NEW)
        if _is_in_some(marks.hits, here):
            found.append(_HIT)
        return found


def _is_in_some(spans: Sequence[Span], bounds: Span) -> bool:
    """Tell whether spans in order have any of some addresses."""
    low, high = bounds
    at = bisect_left(spans, (high,)) - 1
    return at >= 0 and spans[at][1] > low


def _bytes_in(spans: Sequence[Span], bounds: Span) -> int:
    """Return how many bytes of some addresses spans in order cover."""
    low, high = bounds
    covered = 0
    for at in range(max(bisect_left(spans, (low,)) - 1, 0), len(spans)):
        start, end = spans[at]
        if start >= high:
            break
        covered += max(min(end, high) - max(start, low), 0)
    return covered


def _one(found: Sequence[str]) -> Sequence[Run]:
    return tuple(Run(_SHORT[one][0], _STYLES[one]) for one in found[:1])


def _fitting(found: Sequence[str], width: int) -> Sequence[Run]:
    """Say one thing in words; several by their signs alone, as many as fit."""
    if len(found) == 1 and cell_width(_(found[0])) <= width:
        return (Run(_(found[0]), _STYLES[found[0]]),)
    runs: list[Run] = []
    for one in found:
        run = Run(_SHORT[one], _STYLES[one])
        if width_of((*runs, run)) <= width:
            runs.append(run)
    return runs


def _halves(upper: str | None, lower: str | None, width: int) -> Sequence[Run]:
    """Draw two slices in one line of cells."""
    if upper is None:
        if lower is None:
            return (Run(" " * width),)
        return (Run("▄" * width, f"fore.{lower}"),)
    if lower is None:
        return (Run("▀" * width, f"fore.{upper}"),)
    if upper == lower:
        return (Run(" " * width, f"back.{upper}"),)
    return (Run("▀" * width, f"fore.{upper} back.{lower}"),)


def level_of(touched: float | None) -> str:
    """Return how bright a share is drawn: 0 nothing, 4 most of it; u is unknown."""
    if touched is None:
        return "u"
    if touched <= 0:
        return "0"
    return str(1 + min(int(touched * LEVELS), LEVELS - 1))


def letter_of(colour: str) -> str:
    """Return the letter of a colour's kind."""
    for kind, look in KIND_STYLES.items():
        if kind.value == colour:
            return look.letter
    return "L" if colour == "library" else "?"


def scale_words(slices: Slices, room: int = 80) -> str:
    """Return what a line stands for: `1 line = 43M`, or in a few cells less.

    Args:
        slices: How the space is divided.
        room: Cells.
    """
    if not slices.scale:
        return _("log scale")
    size = short_bytes(slices.scale * 2)
    texts = (_("1 line = {size}"), _("{size} a line"), "{size}")
    fitting = (text.format(size=size) for text in texts)
    return next((text for text in fitting if cell_width(text) <= room), "")
