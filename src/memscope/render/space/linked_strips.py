"""Pages of one object in cells: a strip a process, and links between two of them."""

from collections.abc import Sequence
from itertools import zip_longest

from memscope.analyze.beside.compared import Footing
from memscope.analyze.beside.linked import CellOfPages, LinkedPages
from memscope.i18n import _
from memscope.render.runs import Line, Run, fit_line
from memscope.render.space.mirror import whole
from memscope.units import cell_width, format_address, short_bytes

LEAD = 4
"""Cells before the pages: which process it is."""
_LINKS = {Footing.CERTAIN: "║", Footing.LIKELY: "┊"}


def strip(letter: str, cells: Sequence[Run], width: int) -> Line:
    """Draw the pages of one process behind its letter."""
    runs = [Run(f" {letter} ", "tag"), Run(" ")]
    for text, style in cells:
        if runs[-1].style == style and runs[-1].text[0] == text:
            runs[-1] = Run(runs[-1].text + text, style)
        else:
            runs.append(Run(text, style))
    return fit_line(runs, width)


def cells_of(linked: LinkedPages, side: int, key: str) -> list[Run]:
    """Return the cells of one side: shared, own, not there, or beyond the end."""
    return [_page_cell(one, side, key) for one in linked.cells]


def cells_between(above: LinkedPages, below: LinkedPages, key: str) -> list[Run]:
    """Return the cells of who stands between two: shared with either is shared."""
    found = []
    for one, other in zip_longest(above.cells, below.cells, fillvalue=CellOfPages()):
        is_above = (one.same, one.undecided) >= (other.same, other.undecided)
        found.append(_page_cell(one, 1, key) if is_above else _page_cell(other, 0, key))
    return found


def is_one_strip(above: LinkedPages, below: LinkedPages) -> bool:
    """Tell whether who stands between has its pages at the same places in both."""
    cells = zip_longest(above.cells, below.cells, fillvalue=CellOfPages())
    return all(
        (one.second, one.in_second) == (other.first, other.in_first)
        for one, other in cells
    )


def _page_cell(one: CellOfPages, side: int, key: str) -> Run:
    """Choose what most of the pages are."""
    present = (one.first, one.second)[side]
    if not (one.in_first, one.in_second)[side]:
        return Run(" ")
    if present * 2 < one.looked:
        return Run("░" if present else " ", f"fore.{key}.2 back.{key}.0")
    if one.same * 2 >= present:
        return whole("shared", key)
    # Undecided pages are of nobody, as far as is known.
    is_own = one.undecided * 2 < present
    return whole("own" if is_own else "some", key)


def links(linked: LinkedPages, width: int) -> Line:
    """Draw where the frame of both is one."""
    sign = _LINKS.get(linked.footing, " ")
    text = "".join(
        sign if one.same and one.same * 2 >= max(one.first, one.second) else " "
        for one in linked.cells
    )
    return fit_line([Run(" " * LEAD), Run(text, "ink.shared strong")], width)


def ends(start: int, sizes: Sequence[tuple[str, int]], cells: int, width: int) -> Line:
    """Write where it begins, and how much of address space each has of it.

    Args:
        start: First address in the first process.
        sizes: Letter and bytes of each.
        cells: Of the strips.
        width: Cells, at most.
    """
    first = format_address(start, 12)
    texts = [
        _("end of {letter} {size}").format(letter=letter, size=short_bytes(size))
        for letter, size in sizes
    ]
    if len({size for _letter, size in sizes}) == 1:
        texts = [short_bytes(sizes[0][1])]
    text = "   ".join(texts)
    room = cells - len(first) - cell_width(text)
    gap = " " * room if room >= 2 else "  "
    return fit_line([Run(" " * LEAD), Run(f"{first}{gap}{text}", "muted")], width)
