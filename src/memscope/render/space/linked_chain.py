"""The selected object of three or four processes by pages, each above its neighbour."""

from collections.abc import Iterator, Sequence

from memscope.analyze.beside.compared import ComparedSpaces, Footing, all_of
from memscope.analyze.beside.linked import LinkedPages
from memscope.analyze.beside.rows import BesideRow
from memscope.i18n import _
from memscope.render.runs import EMPTY, Line, Run, cell, fit_line
from memscope.render.space.gutter import percent
from memscope.render.space.linked_strips import (
    cells_between,
    cells_of,
    ends,
    is_one_strip,
    links,
    strip,
)
from memscope.render.words.beside import colours_of, footing_reason, footing_word
from memscope.units import UNKNOWN, short_bytes

_PAIR, _NUMBER = 9, 12
"""Cells of the columns below the strips."""
_SIGNS = {
    Footing.CERTAIN: ("✔", "good strong"),
    Footing.LIKELY: ("≈", "warn strong"),
}
Chain = Sequence[LinkedPages | None]


def chain_lines(
    row: BesideRow,
    chain: Chain,
    compared: ComparedSpaces | None,
    letters: Sequence[str],
    width: int,
) -> list[Line]:
    """Draw an object of several processes by pages.

    Args:
        row: The object.
        chain: Its pages, of each process with its neighbour, on one scale; None: one
            of the two has no such object, or they were not compared.
        compared: What was found.
        letters: Of all processes.
        width: Cells.
    """
    if row.is_hole:
        return [fit_line([Run(_("nothing is mapped here"), "muted")], width)]
    if compared is None:
        return [fit_line([Run(footing_reason(Footing.NOT_COMPARED), "muted")], width)]
    lines = list(_strips(row, chain, letters, width))
    lines += [_all_line(row, compared, width), _heads(width)]
    return [*lines, *_pairs(row, chain, letters, width)]


def _strips(
    row: BesideRow, chain: Chain, letters: Sequence[str], width: int
) -> Iterator[Line]:
    """Draw strips with links between; who is in the middle twice where it must be."""
    key, cells, start = colours_of(row.key, row), 0, 0
    for at, linked in enumerate(chain):
        before = chain[at - 1] if at else None
        after = chain[at + 1] if at + 1 < len(chain) else None
        if linked is None:
            continue
        if before is None or not is_one_strip(before, linked):
            yield strip(letters[at], cells_of(linked, 0, key), width)
        yield links(linked, width)
        if after is not None and is_one_strip(linked, after):
            yield strip(letters[at + 1], cells_between(linked, after, key), width)
        else:
            yield strip(letters[at + 1], cells_of(linked, 1, key), width)
        cells, start = max(cells, len(linked.cells)), start or linked.start
    sizes = [
        (letter, part.amounts.mapped)
        for letter, part in zip(letters, row.parts, strict=True)
        if part is not None
    ]
    yield ends(start, sizes, cells, width) if cells else EMPTY


def _all_line(row: BesideRow, compared: ComparedSpaces, width: int) -> Line:
    """Say what all of them share, and how that is known."""
    found = all_of(row, compared)
    runs = [Run(" "), cell(_("in all"), _PAIR, "strong")]
    if None in row.parts:
        return fit_line([*runs, Run(_("not all of them have it"), "muted")], width)
    if found.same is None:
        reason = footing_reason(found.footing)
        return fit_line([*runs, Run("? ", "muted"), Run(reason, "muted")], width)
    sign, style = _SIGNS.get(found.footing, ("?", "muted"))
    size = short_bytes(found.same)
    if found.same:
        size = f"{size} · {percent(found.share)}"
    runs += [Run(f"{sign} ", style), Run(size, "ink.shared strong")]
    return fit_line([*runs, Run(f"  {footing_word(found.footing)}", "muted")], width)


def _heads(width: int) -> Line:
    names = (_("in both"), _("the same"), _("own"), _("unknown"))
    runs = [Run(" "), cell(_("pages"), _PAIR + 2, "muted")]
    runs += [cell(name, _NUMBER, "muted", ">") for name in names]
    return fit_line(runs, width)


def _pairs(
    row: BesideRow, chain: Chain, letters: Sequence[str], width: int
) -> Iterator[Line]:
    for at, linked in enumerate(chain):
        pair = letters[at : at + 2]
        runs = [Run(" "), cell("–".join(pair), _PAIR, "strong")]
        if linked is None:
            yield fit_line([*runs, Run(_alone(row, at, pair), "muted")], width)
            continue
        yield fit_line([*runs, *_counts(linked, pair)], width)


def _alone(row: BesideRow, at: int, pair: Sequence[str]) -> str:
    has = [part is not None for part in row.parts[at : at + 2]]
    if has == [True, True]:
        return footing_reason(Footing.NOT_COMPARED)
    if not any(has):
        return UNKNOWN
    return _("only {letter}").format(letter=pair[has.index(True)])


def _counts(linked: LinkedPages, pair: Sequence[str]) -> Iterator[Run]:
    footing = linked.footing
    if not linked.same and linked.undecided:
        footing = Footing.NEEDS_ROOT
    # No two frames were compared where no page is in both.
    sign, style = _SIGNS.get(footing, ("?", "muted")) if linked.both else ("·", "faint")
    yield Run(f"{sign} ", style)
    numbers = (
        (linked.both, ""),
        (linked.same, "ink.shared strong"),
        (linked.different, ""),
        (linked.undecided, "muted"),
    )
    for number, look in numbers:
        text = f"{number:,}" if number else "·"
        yield cell(text, _NUMBER, look if number else "faint", ">")
    only = [
        _("only {letter}: {n}").format(letter=letter, n=f"{count:,}")
        for letter, count in zip(pair, linked.only, strict=True)
        if count
    ]
    yield Run(f"   {' · '.join(only)}", "muted")
