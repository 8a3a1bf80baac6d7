"""Lines between panes that the mouse drags; where they were left is remembered."""

from collections.abc import Mapping
from typing import Literal

from textual.geometry import Size
from textual.widget import Widget

from memscope.tui.screens.scope.layout import ScopeLayout

Splitter = Literal["region", "bottom", "threads"]
_LEAST = {"region": 24, "bottom": 5, "threads": 30}
"""Cells of a pane, at least."""
_MOST = 0.6
"""Of the screen, at most."""


class Splitters:
    """Knows which line is under the mouse, and moves it.

    Attributes:
        sizes: Cells by name, of those that were ever dragged.
    """

    def __init__(self, panes: ScopeLayout) -> None:
        self.sizes: dict[str, int] = {}
        self._panes = panes
        self._held: Splitter | None = None

    @property
    def is_held(self) -> bool:
        """A line is dragged."""
        return self._held is not None

    def begin(self, sizes: Mapping[str, int]) -> None:
        """Put lines where they were left."""
        self.sizes = {name: size for name, size in sizes.items() if name in _LEAST}

    def fit(self, screen: Size, *, is_narrow: bool) -> None:
        """Give panes their sizes, as far as there is room; narrow ones have none."""
        for name in _LEAST:
            size = None if is_narrow else self.sizes.get(name)
            self._set(name, None if size is None else _fitting(name, size, screen))

    def grab(self, x: int, y: int) -> bool:
        """Take hold of the line at a cell of the screen; False: there is none."""
        self._held = self._at(x, y)
        return self.is_held

    def drag(self, x: int, y: int, screen: Size) -> None:
        """Move the line that is held."""
        name = self._held
        if name is None:
            return
        wanted = {
            "region": screen.width - x,
            "bottom": screen.height - 1 - y,
            "threads": x,
        }[name]
        self.sizes[name] = _fitting(name, wanted, screen)
        self._set(name, self.sizes[name])

    def release(self) -> bool:
        """Let go; False: nothing was held."""
        was_held, self._held = self.is_held, None
        return was_held

    def _at(self, x: int, y: int) -> Splitter | None:
        panes = self._panes
        if _is_left_edge(panes.region, x, y):
            return "region"
        if _is_left_edge(panes.history, x, y):
            return "threads"
        lower = panes.threads.region
        is_top = panes.threads.display and y == lower.y
        return "bottom" if is_top and not panes.tabs.display else None

    def _set(self, name: str, size: int | None) -> None:
        panes = self._panes
        match name:
            case "region":
                panes.region.styles.width = size
            case "bottom":
                panes.bottom.styles.height = size
            case _:
                panes.threads.styles.width = size


def _is_left_edge(pane: Widget, x: int, y: int) -> bool:
    area = pane.region
    return pane.display and bool(area) and x == area.x and area.y <= y < area.bottom


def _fitting(name: str, size: int, screen: Size) -> int:
    whole = screen.height if name == "bottom" else screen.width
    return max(_LEAST[name], min(size, int(whole * _MOST)))
