"""Where things stand on the scope screen, and which pane is in front."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget

from memscope.i18n import _
from memscope.model.region import Region
from memscope.tui.close_looks import Closer
from memscope.tui.keys import HISTORY, MEMORY, REGION, SPACE, THREADS
from memscope.tui.widgets.beside import Beside
from memscope.tui.widgets.beside_panes import BesideHeader, BesidePages
from memscope.tui.widgets.bookmark_line import BookmarkLine
from memscope.tui.widgets.copy_menu import CopyMenu
from memscope.tui.widgets.filter_line import FilterLine
from memscope.tui.widgets.goto_line import GotoLine
from memscope.tui.widgets.header import Header
from memscope.tui.widgets.history_pane import HistoryPane
from memscope.tui.widgets.marks_line import MarksLine
from memscope.tui.widgets.memory_table import MemoryTable
from memscope.tui.widgets.panes import Pane
from memscope.tui.widgets.process_rows import ProcessRows
from memscope.tui.widgets.rail import Rail
from memscope.tui.widgets.region_pane import RegionPane
from memscope.tui.widgets.since_rows import SinceRows
from memscope.tui.widgets.tabs import TabLine
from memscope.tui.widgets.threads_pane import ThreadsPane
from memscope.tui.widgets.too_small import TooSmall
from memscope.tui.widgets.typed_line import TypedLine

TABS = (REGION, THREADS, HISTORY)
"""Of which narrow terminals show one at a time, below the table."""


class ScopeLayout:
    """The widgets; what they show is told them by others.

    Args:
        screen: Bears the classes by which the style sheet folds panes.
    """

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self.header = Header()
        self.filter = FilterLine(id="filter")
        self.goto = GotoLine(id="goto")
        self.copy_menu = CopyMenu(id="copy-menu")
        self.marks = MarksLine(id="marks")
        self.bookmark = BookmarkLine(id="bookmark")
        self.rail = Rail(id=SPACE)
        self.table = MemoryTable(id=MEMORY)
        self.family = ProcessRows(id="family")
        self.came = SinceRows(id="came")
        self.beside = Beside(id="beside")
        self.beside_header = BesideHeader(id="beside-header")
        self.beside_pages = BesidePages(id="beside-pages")
        self.region = RegionPane(id=REGION)
        self.pinned = RegionPane(id="pinned")
        self.below = RegionPane(id="region-below")
        """The same as `region`, as a tab of narrow terminals."""
        self.threads = ThreadsPane(id=THREADS)
        self.history = HistoryPane(id=HISTORY)
        self.nothing = Pane(lambda: _("nothing to show"), id="nothing")
        self.bottom = Vertical(id="bottom")
        panes = (self.below, self.threads, self.history)
        self.lower = Horizontal(*panes, id="lower", classes=f"-tab-{HISTORY}")
        self.tabs = TabLine(self._tabs, self.show_pane)
        self._told: Callable[[str], None] = lambda pane: None
        self._front, self._tab = MEMORY, HISTORY

    def compose(self) -> ComposeResult:
        """What stands between the bars; the style sheet folds it where it is narrow."""
        with Horizontal(id="body"):
            yield self.rail
            with Vertical(id="middle"):
                yield self.family
                yield self.table
                yield self.came
                yield self.beside_header
                yield self.beside
                yield self.beside_pages
                yield self.nothing
                yield self.marks
                yield self.filter
                yield self.goto
                yield self.copy_menu
                yield self.bookmark
            yield self.pinned
            yield self.region
        with self.bottom:
            yield self.tabs
            yield self.lower

    def compose_last(self) -> ComposeResult:
        """What stands in for everything where there is no room."""
        yield TooSmall(id="too-small")

    def begin(self, closer: Closer | None, *, shows_bytes: bool = True) -> None:
        """Look at pages through this one; None: there is nobody living to look at."""
        for pane in self.regions:
            pane.look_with(closer, shows_bytes=shows_bytes)

    @property
    def regions(self) -> Sequence[RegionPane]:
        """The region pane, wherever it is seen."""
        return (self.region, self.pinned, self.below)

    def on_pane(self, told: Callable[[str], None]) -> None:
        """Have somebody told when another pane is in front."""
        self._told = told

    def redraw(self) -> None:
        """Draw everything again, in another language or theme."""
        others = (
            *(
                self.header,
                self.family,
                self.came,
                self.beside,
                self.beside_header,
                self.beside_pages,
            ),
            *(self.tabs, self.filter, self.pinned, self.below, self.marks),
        )
        for widget in (*self._widgets().values(), *others):
            widget.redraw()
        self.nothing.redraw()

    @property
    def pane(self) -> str:
        """The one in front."""
        return self._front

    @property
    def list(self) -> MemoryTable | Beside:
        """What shows the memory now: the table, or processes beside each other."""
        return self.beside if self._screen.has_class("-beside") else self.table

    def selected_process(self) -> tuple[int, int] | None:
        """Return pid and start time of the one whose row is selected."""
        if self.list is self.beside:
            row = self.beside.selected
            side = self.beside.side
            if row is None or side is None or row.is_hole:
                return side.processes[0].identity if side else None
            at = next(at for at, part in enumerate(row.parts) if part is not None)
            return side.processes[at].identity
        return self.table.selected_process

    def selected_region_start(self) -> int | None:
        """Return where the selected region begins; of a group, its largest one."""
        if self.list is self.beside:
            row = self.beside.selected
            found = () if row is None or row.is_hole else tuple(row.some.regions)
        else:
            selected = self.table.selected
            found = tuple(selected.regions) if selected is not None else ()
        largest = max(found, key=_in_ram, default=None)
        return int(largest.start) if largest is not None else None

    def panes(self) -> Sequence[str]:
        """Return those that tab can reach now."""
        return [name for name in self._widgets() if self._is_reachable(name)]

    def _is_reachable(self, name: str) -> bool:
        screen = self._screen
        if name in (SPACE, REGION) and screen.has_class("-beside"):
            return False
        if name in (THREADS, HISTORY) and self._has_no_bottom():
            return False
        if name == SPACE:
            return not (screen.has_class("-narrow") or screen.has_class("-lesson"))
        if name == REGION and screen.has_class("-lesson"):
            return not screen.has_class("-narrow")
        return True

    def _has_no_bottom(self) -> bool:
        screen = self._screen
        return screen.has_class("-lesson") and not self._is_alone

    def show_pane(self, pane: str) -> None:
        """Bring a pane to the front, where only one fits, and give it the focus."""
        if pane in TABS:
            self._mark_tab(pane)
        self._mark(pane)
        # Only what is displayed can take the focus: the style sheet is asked first.
        self._screen.call_after_refresh(self._focus, pane)

    def _focus(self, pane: str) -> None:
        # Meanwhile the next key may have opened a box to type into.
        if isinstance(self._screen.focused, TypedLine | CopyMenu):
            return
        if self._screen.is_current and self.pane == pane:
            widget = self.widget(pane)
            self._screen.set_focus(widget if widget.display else None)

    def widget(self, pane: str) -> Widget:
        """Return the widget of a pane."""
        if pane == REGION and not self.region.display:
            return self.below
        return self.list if pane == MEMORY else self._widgets()[pane]

    def _widgets(
        self,
    ) -> dict[str, Rail | MemoryTable | RegionPane | ThreadsPane | HistoryPane]:
        return {
            SPACE: self.rail,
            MEMORY: self.table,
            REGION: self.region,
            THREADS: self.threads,
            HISTORY: self.history,
        }

    def toggle_alone(self) -> None:
        """Give the pane in front the whole body, or give it back."""
        self._tell_style(is_alone=not self._is_alone)

    @property
    def _is_alone(self) -> bool:
        return self._screen.has_class("-alone")

    def _mark(self, pane: str) -> None:
        self._front = pane
        if self._is_alone:
            self._tell_style(is_alone=True)
        self._told(pane)
        self.tabs.redraw()

    def _tell_style(self, *, is_alone: bool) -> None:
        """Say which pane is alone: each class that comes or goes restyles all."""
        on = {f"-on-{name}": name == self.pane for name in self._widgets()}
        self._screen.update_classes({"-alone": is_alone, **on})

    def _mark_tab(self, pane: str) -> None:
        self._tab = pane
        self.lower.update_classes({f"-tab-{name}": name == pane for name in TABS})

    def note_focus(self, widget: Widget) -> None:
        """A mouse click changes the pane too."""
        pane = MEMORY if widget in (self.table, self.beside) else widget.id
        pane = REGION if widget is self.below else pane
        if pane in self._widgets() and pane != self.pane:
            self._mark(pane)

    def _tabs(self) -> Sequence[tuple[str, str, bool]]:
        """Return name, title and whether it is shown, of each tab."""
        titles = {
            REGION: self.region.tab_title,
            THREADS: self.threads.tab_title,
            HISTORY: self.history.tab_title,
        }
        return [(name, titles[name], name == self._tab) for name in TABS]


def _in_ram(region: Region) -> tuple[int, int]:
    return (region.usage.resident or 0, region.size)
