"""Of a screen only those widgets are drawn, and of those only the lines, that changed.

Where two things change that lie far from each other, as a row of the table and a line
of the pane beside it, Textual asks every widget between them for all of its lines.
Private names of Textual's are used here, as in `key_order.py` and `driver.py`.
"""

from collections.abc import Iterable, Iterator, Sequence

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.reactive import Reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

Drawn = tuple[Region, Region, list[Strip]]
"""Where a widget is, which part of it is seen, and the lines of that part."""


class NarrowCompositor(Compositor):
    """Puts together what the terminal is sent."""

    _changed: Sequence[Region] = ()

    def render_partial_update(self) -> ChopsUpdate | None:
        """Draw what changed, and as little else as can be."""
        self._changed = tuple(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._changed = ()

    def _get_renders(self, crop: Region | None = None) -> Iterable[Drawn]:
        return self._parts() if self._changed else super()._get_renders(crop)

    def _parts(self) -> Iterator[Drawn]:
        for widget, (region, clip) in self.visible_widgets.items():
            part = around(self._changed, region.intersection(clip))
            if part is not None:
                yield region, part, widget.render_lines(part.translate(-region.offset))


class NarrowScreen(Screen[None]):
    """A screen of which what changed is drawn, and as little else as can be."""

    # Textual paints all of a screen when the focus goes elsewhere; those two widgets,
    # which look different then, see to that themselves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._compositor = NarrowCompositor()


def around(changed: Iterable[Region], seen: Region) -> Region | None:
    """Return the lines of a widget, from the first to the last that changed.

    Args:
        changed: Parts of the screen.
        seen: Of the widget, on the screen.
    """
    mine = [one for one in changed if one.overlaps(seen)]
    if not mine:
        return None
    top = max(min(one.y for one in mine), seen.y)
    bottom = min(max(one.bottom for one in mine), seen.bottom)
    return Region(seen.x, top, seen.width, bottom - top)
