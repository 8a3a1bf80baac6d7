"""The main screen with the tour's lines above the keys."""

from textual import on
from textual.app import ComposeResult
from textual.events import DescendantFocus

from memscope.analyze.space.reading import Order
from memscope.model.kinds import Kind
from memscope.tui.screens.scope.screen import Back, ScopeScreen
from memscope.tui.session import Session
from memscope.tui.tour.guide import Guide
from memscope.tui.tour.line import TourLine
from memscope.tui.tour.seen import TourSight
from memscope.tui.view import View
from memscope.tui.widgets.filter_line import FilterLine

_STACKS = (Kind.STACK, Kind.THREAD_STACK)


class TourScreen(ScopeScreen):
    """Looks at itself after whatever happens, and so knows how far the reader is."""

    def __init__(self, session: Session, back: Back | None = None) -> None:
        super().__init__(session, back)
        self.guide = Guide()
        self._line = TourLine(self.guide.standing)
        self._has_begun = False

    @property
    def can_guide(self) -> bool:
        """It can begin anew."""
        return True

    def open_tour(self) -> None:
        """Begin with the first step again."""
        if self.view is not None:
            self.guide = Guide()
            self._go_to_heap(self.view)
            self.guide.begin(self.seen())
            self._line.show(self.guide.standing)

    def compose_footer(self) -> ComposeResult:
        """The tour above the keys."""
        yield self._line
        yield from super().compose_footer()

    def redraw(self) -> None:
        """Draw everything again, the tour too."""
        super().redraw()
        self._line.redraw()

    def show_view(self, view: View) -> None:
        """Draw one look; at the first one, go to where the tour begins."""
        super().show_view(view)
        if not self._has_begun and view.processes:
            self._has_begun = True
            self._go_to_heap(view)
            self.guide.begin(self.seen())
        self._look()

    def show_selected(self) -> None:
        """Explain what is selected, which may be where a step leads."""
        super().show_selected()
        self._look()

    def _note_pane(self, pane: str) -> None:
        super()._note_pane(pane)
        self._look()

    @on(DescendantFocus)
    def _note_box(self) -> None:
        self._look()

    def _look(self) -> None:
        if self._has_begun and self.guide.note(self.seen()):
            self._line.show(self.guide.standing)

    def _go_to_heap(self, view: View) -> None:
        one = view.processes[0]
        for region in one.process.regions:
            if region.kind is Kind.HEAP:
                self.panes.table.go_to(one.key, region.start)
                break

    def seen(self) -> TourSight:
        """Return how the screen is now."""
        row = self.panes.table.selected
        reading = self.panes.table.reading
        is_filtered = not self.choices.matcher.is_all
        return TourSight(
            opened=reading.opened,
            resident=_resident(self.view),
            is_back=self.is_back,
            is_typing=isinstance(self.focused, FilterLine),
            is_filtered=is_filtered,
            asks_growth=is_filtered and reading.order is Order.GREW,
            pane=self.panes.pane,
            is_on_stack=row is not None
            and any(region.kind in _STACKS for region in row.regions),
        )

    def action_back(self) -> None:
        """Take a filter away; else the tour ends."""
        if not self.choices.matcher.is_all and self.choices.clear():
            return
        self._leave()


def _resident(view: View | None) -> int | None:
    sizes = [
        region.usage.resident
        for one in (view.processes if view is not None else ())
        for region in one.process.regions
    ]
    known = [size for size in sizes if size is not None]
    return sum(known) if known else None
