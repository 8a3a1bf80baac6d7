"""The selected object by pages: one process above the other, linked where it is one."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from memscope.analyze.beside.compared import Footing
from memscope.analyze.beside.linked import LinkedPages, PageSpot
from memscope.analyze.beside.rows import BesideRow
from memscope.i18n import _, ngettext
from memscope.render.runs import EMPTY, Line, Run, cell, fit_line, line, wrap
from memscope.render.space.linked_strips import cells_of, ends, links, strip
from memscope.render.words.beside import (
    colours_of,
    footing_reason,
    footing_word,
    object_name,
)
from memscope.units import cell_width

_SPOTS = 52
_WIDE = 88


def linked_title(row: BesideRow, linked: LinkedPages | None) -> str:
    """Return what the pane holds, and how many pages a cell stands for."""
    name = object_name(row)
    if linked is None:
        return name
    one = ngettext("1 cell = {n} page", "1 cell = {n} pages", linked.pages)
    parts = [name, _("by pages"), one.format(n=linked.pages), _("high addresses right")]
    if linked.is_sampled:
        parts.append(_("sampled"))
    return " · ".join(parts)


def linked_lines(
    row: BesideRow,
    linked: LinkedPages | None,
    letters: Sequence[str],
    width: int,
) -> list[Line]:
    """Draw an object of two processes by pages.

    Args:
        row: The object.
        linked: Its pages; None: there is nothing to compare.
        letters: Of the two processes.
        width: Cells.
    """
    if linked is None:
        return [fit_line([Run(_why_not(row, letters), "muted")], width)]
    key = colours_of(row.key, row)
    first, second = letters
    sizes = list(zip(letters, linked.ends, strict=True))
    return [
        strip(first, cells_of(linked, 0, key), width),
        links(linked, width),
        strip(second, cells_of(linked, 1, key), width),
        ends(linked.start, sizes, len(linked.cells), width),
        EMPTY,
        *_answer(linked, letters, width),
    ]


def _why_not(row: BesideRow, letters: Sequence[str]) -> str:
    if row.is_hole:
        return _("nothing is mapped here")
    for at, part in enumerate(row.parts[:2]):
        if part is None:
            return _("only {letter}").format(letter=letters[1 - at])
    return footing_reason(Footing.NOT_COMPARED)


def _answer(linked: LinkedPages, letters: Sequence[str], width: int) -> list[Line]:
    """Say it in words; beside that some pages with their frames."""
    has_spots = width >= _WIDE and any(one.first is not None for one in linked.spots)
    room = width - _SPOTS - 2 if has_spots else width
    words = list(_words(linked, letters, room))
    if not has_spots:
        return [fit_line(one, width) for one in words]
    spots = list(_spot_lines(linked.spots, letters))
    return [
        fit_line([*fit_line(left or EMPTY, room), Run("  "), *(right or EMPTY)], width)
        for left, right in zip_longest(words, spots)
    ]


def _words(linked: LinkedPages, letters: Sequence[str], width: int) -> Iterator[Line]:
    footing = linked.footing
    if not linked.both:
        # No two frames were compared: there is nothing to be sure of.
        yield from _told(linked, letters, width)
        return
    if not linked.same and linked.undecided:
        footing = Footing.NEEDS_ROOT
    sign, style = {
        Footing.CERTAIN: ("✔", "good strong"),
        Footing.LIKELY: ("≈", "warn strong"),
    }.get(footing, ("?", "muted"))
    head = f" {sign} {footing_word(footing)}  "
    reason = footing_reason(footing)
    room = max(width - cell_width(head), 10)
    pieces = wrap(reason, room)
    yield line(Run(head, style), Run(pieces[0], "muted"))
    for piece in pieces[1:]:
        yield line(Run(" " * cell_width(head)), Run(piece, "muted"))
    yield from _told(linked, letters, width)


def _told(linked: LinkedPages, letters: Sequence[str], width: int) -> Iterator[Line]:
    for text in _sentences(linked, letters):
        for piece in wrap(text, max(width - 2, 10)):
            yield line(Run(" "), piece)


def _sentences(linked: LinkedPages, letters: Sequence[str]) -> Iterator[str]:
    if not linked.both:
        yield _("No page is in RAM in both.")
    else:
        text = ngettext(
            "{n} page is in RAM in both.", "{n} pages are in RAM in both.", linked.both
        )
        yield text.format(n=f"{linked.both:,}")
    if linked.same:
        text = ngettext(
            "{n} of them is one and the same.",
            "{n} of them are one and the same.",
            linked.same,
        )
        yield text.format(n=f"{linked.same:,}")
    if linked.different:
        text = ngettext(
            "{n} of them is not: each has its own.",
            "{n} of them are not: each has its own.",
            linked.different,
        )
        yield text.format(n=f"{linked.different:,}")
    if linked.undecided:
        text = ngettext(
            "Of {n} of them it is unknown.",
            "Of {n} of them it is unknown.",
            linked.undecided,
        )
        yield text.format(n=f"{linked.undecided:,}")
    only = [
        _("only {letter}: {n}").format(letter=letter, n=f"{count:,}")
        for letter, count in zip(letters, linked.only, strict=True)
        if count
    ]
    if only:
        yield _("In RAM in one alone, in pages: {counts}").format(
            counts=" · ".join(only)
        )


def _spot_lines(spots: Sequence[PageSpot], letters: Sequence[str]) -> Iterator[Line]:
    heads = [_("frame in {letter}").format(letter=letter) for letter in letters]
    yield line(
        cell(_("offset"), 12, "muted"),
        cell(heads[0], 12, "muted"),
        Run("    "),
        cell(heads[1], 12, "muted"),
    )
    for spot in spots:
        sign, style = ("══", "ink.shared strong") if spot.is_same else ("≠ ", "bad")
        word = _("the same") if spot.is_same else _("own")
        yield line(
            cell(f"+{spot.offset:06x}", 12),
            cell(hex(spot.first or 0), 12),
            Run(f"{sign}  ", style),
            cell(hex(spot.second or 0), 12),
            Run(word, style),
        )
