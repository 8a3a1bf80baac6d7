"""What the widgets of the scope tell: each message to whom it is for.

Textual looks for handlers of messages on the screen alone: hence a line for each.
"""

from textual import on
from textual.events import DescendantFocus

from memscope.tui.copying import Copyable
from memscope.tui.keys import MEMORY
from memscope.tui.messages import Copied
from memscope.tui.screens.scope.beside import BesideEach
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.screens.scope.copying import Copying
from memscope.tui.screens.scope.family import Family
from memscope.tui.screens.scope.filtering import FilterReady
from memscope.tui.screens.scope.habits import Habits
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.screens.scope.looks import Looks
from memscope.tui.screens.scope.moments import Moments
from memscope.tui.screens.scope.picture import ScopePicture
from memscope.tui.screens.scope.ways import Ways
from memscope.tui.view import View
from memscope.tui.widgets.bars import KeyBar
from memscope.tui.widgets.bookmark_line import BookmarkLine
from memscope.tui.widgets.copy_menu import CopyMenu
from memscope.tui.widgets.filter_line import FilterLine
from memscope.tui.widgets.goto_line import GotoLine
from memscope.tui.widgets.header import Header
from memscope.tui.widgets.history_pane import HistoryPane
from memscope.tui.widgets.memory_table import MemoryTable
from memscope.tui.widgets.rail import Rail
from memscope.tui.widgets.region_pane import RegionPane
from memscope.tui.widgets.rows import Rows
from memscope.tui.widgets.too_small import Refocusing


class HearingScreen(Refocusing):
    """Hands on what was clicked, typed and chosen; `ScopeScreen` makes the parts."""

    panes: ScopeLayout
    view: View | None
    choices: Choices
    beside: BesideEach
    ways: Ways
    picture: ScopePicture
    looks: Looks
    moments: Moments
    copying: Copying
    habits: Habits
    family: Family

    def show_pane(self, pane: str) -> None:
        """Bring a pane to the front."""
        raise NotImplementedError

    def show_selected(self) -> None:
        """Explain what is selected by now."""
        raise NotImplementedError

    def redraw_header(self) -> None:
        """Say again what there is, and how we look."""
        raise NotImplementedError

    def go_in_time(self, when: float | None) -> None:
        """Show a moment; None: what goes on now."""
        raise NotImplementedError

    @on(CopyMenu.CopyWanted)
    def _copy(self, message: CopyMenu.CopyWanted) -> None:
        self.copying.copy(message.what, is_web=self.app.is_web)

    @on(Copied)
    def _hand_out(self, message: Copied) -> None:
        self.copying.hand_out(message.text, Copyable.WHERE, is_web=self.app.is_web)

    @on(BookmarkLine.Named)
    def _mark(self, message: BookmarkLine.Named) -> None:
        self.moments.mark(message.name)

    @on(DescendantFocus)
    def _note_focus(self, event: DescendantFocus) -> None:
        self.panes.note_focus(event.widget)

    def _note_pane(self, pane: str) -> None:
        self.query_one(KeyBar).show_pane(pane)

    @on(Rows.Moved, "#memory")
    def _explain(self) -> None:
        self.show_selected()
        if not self.picture.has_header_of(self.view):
            self.redraw_header()

    @on(MemoryTable.OtherRoom)
    def _follow_rows(self) -> None:
        self.picture.follow_rows(self.view)

    @on(MemoryTable.Changed)
    def _note_reading(self, message: MemoryTable.ReadingChanged) -> None:
        if not isinstance(message, MemoryTable.KindWanted):
            self.ways.steps.note_reading(message.before)
        self.habits.note()
        self.show_selected()

    @on(FilterLine.FilterSaved)
    def _keep_filter(self, message: FilterLine.FilterSaved) -> None:
        self.habits.note_filter(message.name, message.text)

    @on(Rows.Chosen, "#family")
    def _open_or_close_one(self) -> None:
        self.family.toggle()

    @on(Rows.Moved, "#beside")
    def _show_object(self) -> None:
        self.beside.show_pages()

    @on(Rows.Moved, "#threads")
    def _follow_thread(self) -> None:
        self.picture.point(self.view)

    @on(Rows.Chosen, "#threads")
    def _go_to_stack(self) -> None:
        self.ways.to_stack()

    @on(Rows.Chosen, "#memory")
    def _go_inside(self) -> None:
        self.looks.enter()

    @on(Rail.Sought)
    def _go_where_the_rail_says(self, message: Rail.Sought) -> None:
        self.ways.to_address(None, message.address)

    @on(RegionPane.DotPicked)
    def _go_to_page(self, message: RegionPane.DotPicked) -> None:
        self.looks.open_pages(message.address)

    @on(HistoryPane.Went)
    def _go_in_time(self, message: HistoryPane.Went) -> None:
        self.ways.steps.leave("time")
        self.go_in_time(message.at)

    @on(Header.RowsAsked)
    def _show_rows_behind(self, message: Header.RowsAsked) -> None:
        if message.filter:
            self.ways.steps.leave()
            self.choices.ask(message.filter)
        elif message.addresses:
            self.ways.to_address(None, message.addresses[0])

    @on(MemoryTable.KindWanted)
    def _show_kind(self, message: MemoryTable.KindWanted) -> None:
        self.ways.steps.leave()
        self.choices.ask(f"kind:{message.kind}")

    @on(FilterLine.Filtered)
    def _filter(self, message: FilterLine.Filtered) -> None:
        if not self.choices.is_put_off(message):
            self.choices.take(message)
            self.show_selected()

    @on(FilterReady)
    def _show_filtered(self, message: FilterReady) -> None:
        if self.choices.take_ready(message):
            self.show_selected()

    @on(FilterLine.FilterLeft)
    def _leave_filter(self, message: FilterLine.FilterLeft) -> None:
        self._leave_box()
        self.redraw_header()
        if message.pointer is not None:
            self.ways.open_goto(message.pointer)

    @on(GotoLine.WentTo)
    def _go_there(self, message: GotoLine.WentTo) -> None:
        self.ways.to_address(message.identity, message.address)

    @on(GotoLine.NoWay)
    def _say_nowhere(self, message: GotoLine.NoWay) -> None:
        self.complain(message.reason)

    def complain(self, reason: str) -> None:
        """Tell what could not be done."""
        raise NotImplementedError

    @on(GotoLine.GotoLeft)
    @on(CopyMenu.CopyLeft)
    @on(BookmarkLine.NamingLeft)
    def _leave_box(self) -> None:
        self.show_pane(MEMORY)
