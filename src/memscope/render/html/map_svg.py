"""The textbook map of one process as SVG elements.

Each element has its colours as attributes, which every program understands that
opens SVG, and a class, by which a page around it can choose others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log2

from markupsafe import Markup

from memscope.analyze.space.hole import Hole
from memscope.i18n import _
from memscope.model.abi import address_digits
from memscope.model.process import Process
from memscope.render.html.markup import drawn_text, element, text_of
from memscope.render.inks import LIGHT, ink_on
from memscope.render.map.blocks import Block
from memscope.render.map.heights import heights
from memscope.render.map.names import block_letter, block_name
from memscope.render.map.textbook import Textbook, textbooks
from memscope.render.palette import Sort, colour_of
from memscope.render.words.names import process_name
from memscope.units import cell_width, fit, format_bytes, short_address, shorten

WIDTH = 400
"""Of one process, in pixels."""
_HEAD = 46
_LINE = 21
_LEFT = 96
"""Where blocks begin; addresses stand to the left."""
_SPINE = 24
_GAP = 2
_MOST = 44
"""Items of a picture that still fits a page."""
FEW = 24
"""Items of a picture that can be read on a slide from the last row."""
_GROWS = {Sort.STACK: " ↓", Sort.HEAP: " ↑"}
_MONO = "ui-monospace, monospace"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn map.

    Attributes:
        markup: SVG elements, from (0, 0).
        height: Pixels; the width is `WIDTH`.
    """

    markup: str
    height: float


def map_picture(
    process: Process, *, has_links: bool = False, most: int = _MOST
) -> Picture:
    """Draw the map of one process: high addresses on top, holes between blocks.

    Args:
        process: Its regions in order of address.
        has_links: Put the number of each block's main region into `data-row`.
        most: Blocks and holes that fit; with more, small ones are put together.
    """
    book = _fitting(process, most)
    rows = (
        {one.start: at for at, one in enumerate(process.regions)} if has_links else {}
    )
    lines = heights(book.items, max(len(book) + 8, 26))
    parts, y = [_heading(process)], float(_HEAD)
    for item, count in zip(book.items, lines, strict=True):
        if isinstance(item, Hole):
            height = _hole_height(item)
            parts += _hole(item, y, height)
        else:
            height = count * _LINE
            row = rows.get(item.main.start)
            parts.append(_block(item, process, (y, height), row))
        y += height + _GAP
    return Picture("".join(parts), y + 6)


def page_map(process: Process, *, has_links: bool = False, most: int = _MOST) -> Markup:
    """Return the map as an element of a page; arguments as for `map_picture`."""
    picture = map_picture(process, has_links=has_links, most=most)
    size = {"width": WIDTH, "height": picture.height}
    box = f"0 0 {WIDTH} {picture.height:g}"
    return Markup(
        element("svg", picture.markup, viewBox=box, class_="map", role="img", **size)
    )


def _fitting(process: Process, most: int) -> Textbook:
    """The most detailed picture that is not too tall."""
    books = textbooks(process)
    return next((book for book in books if len(book) <= most), books[-1])


def _heading(process: Process) -> str:
    name = shorten(process_name(process), 34)
    said = _("process {pid}").format(pid=process.pid)
    if process.usage.resident is not None:
        size = format_bytes(process.usage.resident)
        said += " · " + _("{size} resident").format(size=size)
    return drawn_text(_LEFT, 18, name, size=15, bold=True) + drawn_text(
        _LEFT, 36, said, ink="muted"
    )


def _hole_height(hole: Hole) -> float:
    """A larger hole is taller, by the logarithm of its size."""
    return 20 + max(log2(hole.size) - 20, 0)


def _hole(hole: Hole, y: float, height: float) -> Iterator[str]:
    said = _("{size} unmapped").format(size=format_bytes(hole.size))
    right = WIDTH - 1
    for x in (_LEFT + 0.5, right - 0.5):
        yield element(
            "path",
            d=f"M{x} {y + 1:g}v{height - 2:g}",
            stroke=LIGHT.faint,
            class_="line",
            stroke_dasharray="2 4",
        )
    middle = (_LEFT + right) / 2
    yield drawn_text(
        middle, y + height / 2 + 4, said, ink="muted", size=11, anchor="middle"
    )


def _block(
    block: Block, process: Process, place: tuple[float, float], row: int | None
) -> str:
    y, height = place
    colour, width = colour_of(block.key), WIDTH - _LEFT
    said = format_bytes(block.size)
    room = (width - _SPINE - 22) // 7 - cell_width(said)
    name = shorten(block_name(block, process.exe), room - 2)
    name += _GROWS.get(block.sort, "")
    digits = address_digits(process.abi)
    base = y + 15 if height > _LINE else y + height / 2 + 4
    parts = [
        element("title", text_of(_tooltip(block, process))),
        _rect(_LEFT, y, width, height, colour, rx=3, fill_opacity=0.16, class_="tint"),
        _rect(_LEFT, y, _SPINE, height, colour, rx=3),
        drawn_text(
            _LEFT + _SPINE / 2, base, block_letter(block), fill=ink_on(colour),
            bold=True, anchor="middle", font_family=_MONO,
        ),
        drawn_text(_LEFT + _SPINE + 8, base, name),
        drawn_text(WIDTH - 8, base, said, ink="muted", anchor="end"),
        drawn_text(
            _LEFT - 8, y + height - 5, fit(short_address(block.start, digits), 12),
            ink="muted", size=10, anchor="end", font_family=_MONO,
        ),
    ]  # fmt: skip
    if height > _LINE:
        touched = _("{size} touched").format(size=format_bytes(block.resident))
        parts.append(
            drawn_text(_LEFT + _SPINE + 8, base + 17, touched, ink="muted", size=11)
        )
    parts += _touched_bar(block, y + height - 3, colour)
    return element("g", *parts, class_="block", data_row=row)


def _touched_bar(block: Block, y: float, colour: str) -> Iterator[str]:
    """How much of it is in RAM; nothing is drawn where that is unknown."""
    if block.resident and block.size:
        width = WIDTH - _LEFT - _SPINE - 4
        filled = max(width * min(block.resident / block.size, 1), 1)
        yield _rect(_LEFT + _SPINE + 2, y, filled, 2, colour)


def _tooltip(block: Block, process: Process) -> str:
    touched = _("{size} touched").format(size=format_bytes(block.resident))
    digits = address_digits(process.abi)
    return (
        f"{block_name(block, process.exe)}\n"
        f"{short_address(block.start, digits)}–{short_address(block.end, digits)}\n"
        f"{format_bytes(block.size)}, {touched}"
    )


def _rect(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    **more: str | float,
) -> str:
    return element("rect", x=x, y=y, width=width, height=height, fill=fill, **more)
