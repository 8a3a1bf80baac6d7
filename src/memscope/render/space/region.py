"""The region pane: all there is to say about the selected row, the telling first.

Its blocks: what it is, its pages by age, how we know, why it is there, how it grows,
and its numbers. Where there is room they stand in two columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.space.row import What
from memscope.i18n import _
from memscope.render.runs import EMPTY, Line, Run, fit_line, fold, line, wrap
from memscope.render.space.facts import RegionFacts
from memscope.render.space.page_dots import (
    PageDots,
    dots_lines,
    legend_lines,
    scale_line,
)
from memscope.render.space.region_amounts import amount_lines, byte_lines
from memscope.render.space.region_group import group_lines, hole_lines, process_lines
from memscope.render.space.region_growth import growth_lines
from memscope.render.space.region_words import head_lines, verdict_lines, why_lines

TWO_COLUMNS = 70
"""Cells from which on there are two columns."""
_BETWEEN = "   "


@dataclass(frozen=True, slots=True)
class RegionPicture:
    """What is drawn, and where its grid is.

    Attributes:
        lines: From the top.
        dots: The grid; None: there is none.
        top: Line of the first row of dots.
    """

    lines: Sequence[Line]
    dots: PageDots | None = None
    top: int = 0


def region_picture(
    facts: RegionFacts, dots: PageDots | None, width: int
) -> RegionPicture:
    """Draw the pane.

    Args:
        facts: About the selected row.
        dots: Its pages, made for `grid_columns` of this width; None: not looked at.
        width: Cells.
    """
    if facts.region is None:
        return RegionPicture(_other_lines(facts, width))
    if width >= TWO_COLUMNS:
        return _in_two(facts, dots, width)
    head = [*head_lines(facts, width), EMPTY]
    pages = _page_lines(facts, dots, width)
    lines = [*head, *pages, *_rest(facts, width)]
    return RegionPicture(lines, dots, len(head) + 1)


def grid_columns(width: int) -> int:
    """Return how many dots a row has in a pane of so many cells."""
    return width if width < TWO_COLUMNS else (width - len(_BETWEEN)) // 2


def _in_two(facts: RegionFacts, dots: PageDots | None, width: int) -> RegionPicture:
    half = grid_columns(width)
    head = [*head_lines(facts, half)]
    left = [*head, *_page_lines(facts, dots, half), EMPTY, *_growth(facts, half)]
    right = [*verdict_lines(facts, half), *why_lines(facts, half)]
    right += [EMPTY, *amount_lines(facts, half)]
    count = max(len(left), len(right))
    pad: list[Line] = [EMPTY] * count
    lines = [
        (*fit_line(one, half), Run(_BETWEEN), *other)
        for one, other in zip(
            [*left, *pad][:count], [*right, *pad][:count], strict=True
        )
    ]
    return RegionPicture([*lines, *_bytes(facts, width)], dots, len(head) + 1)


def _rest(facts: RegionFacts, width: int) -> list[Line]:
    lines = [EMPTY, *verdict_lines(facts, width), *why_lines(facts, width), EMPTY]
    lines += _growth(facts, width)
    return [*lines, *amount_lines(facts, width), *_bytes(facts, width)]


def _page_lines(facts: RegionFacts, dots: PageDots | None, width: int) -> list[Line]:
    if dots is not None:
        return [scale_line(dots), *dots_lines(dots), *legend_lines(dots, width)]
    text, style = (facts.problem, "warn") if facts.problem else (_("looking…"), "muted")
    return [line(Run(part, style)) for part in wrap(text, width)]


def _growth(facts: RegionFacts, width: int) -> list[Line]:
    found = growth_lines(facts.row, facts.growth, facts.leak, width)
    return [*found, EMPTY] if found else []


def _bytes(facts: RegionFacts, width: int) -> list[Line]:
    if not facts.first:
        return []
    return [EMPTY, line(Run(_("first bytes"), "strong")), *byte_lines(facts, width)]


def _other_lines(facts: RegionFacts, width: int) -> list[Line]:
    row = facts.row
    match row.what:
        case What.HOLE:
            return hole_lines(row, facts.digits, width)
        case What.PROCESS:
            return fold([*process_lines(row, width), *_growth(facts, width)], width)
    return fold([*group_lines(facts, width), *_growth(facts, width)], width)
