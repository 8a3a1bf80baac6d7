"""One line: the panes of which only one has room, each with its number."""

from collections.abc import Callable, Sequence

from textual.events import Click
from textual.strip import Strip
from textual.widget import Widget

from memscope.render.runs import Run, fit_line
from memscope.tui.widgets.drawn import to_strip
from memscope.units import cell_width


class TabLine(Widget):
    """The names; a click on one brings its pane to the front.

    Args:
        tabs: Gives name, title and whether it is shown, of each.
        choose: Told which was clicked.
    """

    def __init__(
        self,
        tabs: Callable[[], Sequence[tuple[str, str, bool]]],
        choose: Callable[[str], object],
    ) -> None:
        super().__init__(id="tabs")
        self._tabs, self._choose = tabs, choose
        self._drawn: Sequence[tuple[str, str, bool]] = ()

    def redraw(self) -> None:
        """Draw again, if something is different."""
        tabs = self._tabs()
        if tabs != self._drawn:
            self._drawn = tabs
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line; what is shown now stands out."""
        runs = [Run("─ ", "faint")]
        for _name, title, is_shown in self._fitted():
            runs.append(Run(title, "title" if is_shown else "muted"))
            runs.append(Run(" ── ", "faint"))
        width = self.size.width
        used = sum(cell_width(run.text) for run in runs)
        runs.append(Run("─" * max(width - used, 0), "faint"))
        return to_strip(fit_line(runs, width), self.app.theme)

    def _fitted(self) -> Sequence[tuple[str, str, bool]]:
        """Return the tabs, without the last parts of the longest ones for want of room.

        The one that is shown keeps its parts longest.
        """
        tabs = list(self._drawn)
        while sum(cell_width(one[1]) + 4 for one in tabs) > self.size.width:
            long = [at for at, (_name, title, _is) in enumerate(tabs) if " · " in title]
            if not long:
                break
            at = max(long, key=lambda at: (not tabs[at][2], cell_width(tabs[at][1])))
            name, title, is_shown = tabs[at]
            tabs[at] = (name, title.rpartition(" · ")[0], is_shown)
        return tabs

    def on_click(self, event: Click) -> None:
        """Bring what was clicked to the front."""
        at = 2
        for name, title, _is_shown in self._fitted():
            if at <= event.x < at + cell_width(title):
                self._choose(name)
            at += cell_width(title) + 4
