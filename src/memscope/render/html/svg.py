"""The map as an SVG file of its own, for slides: light, with generic fonts."""

from memscope.i18n import _
from memscope.model.snapshot import Snapshot
from memscope.render.html.map_svg import FEW, WIDTH, Picture, map_picture
from memscope.render.html.markup import element, text_of
from memscope.render.inks import LIGHT
from memscope.render.words.processes import moment_facts

_MARGIN = 24
_GAP = 36
_A_ROW = 4
"""Processes side by side; more go below."""
_FOOT = 22


def snapshot_svg(snapshot: Snapshot) -> str:
    """Return the maps of all processes as one SVG document."""
    pictures = [map_picture(one, most=FEW) for one in snapshot.processes]
    parts, y = [], float(_MARGIN)
    for row in _rows(pictures):
        for at, picture in enumerate(row):
            move = f"translate({_MARGIN + at * (WIDTH + _GAP)} {y:g})"
            parts.append(element("g", picture.markup, transform=move))
        y += max(picture.height for picture in row) + _GAP
    across = max(min(len(pictures), _A_ROW), 1)
    width = across * (WIDTH + _GAP) - _GAP + 2 * _MARGIN
    height = y - (_GAP if pictures else 0) + _FOOT + _MARGIN
    said = f"memscope · {moment_facts(snapshot)[0]}"
    foot = element(
        "text",
        text_of(said),
        x=_MARGIN,
        y=height - _MARGIN + 4,
        fill=LIGHT.muted,
        font_size=10,
    )
    paper = element("rect", width=width, height=height, fill=LIGHT.paper)
    title = element("title", text_of(_("a map of memory")))
    drawing = element(
        "svg",
        *(title, paper, *parts, foot),
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width:g} {height:g}",
        font_family="system-ui, sans-serif",
        role="img",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing}\n'


def _rows(pictures: list[Picture]) -> list[list[Picture]]:
    return [pictures[at : at + _A_ROW] for at in range(0, len(pictures), _A_ROW)]
