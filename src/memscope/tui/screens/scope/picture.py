"""What the panes of the scope show of a look."""

from textual.screen import Screen

from memscope.tui import drawing
from memscope.tui.measuring import NOTHING_MEASURED, MeasuredProcess
from memscope.tui.screens.scope.acting import Acting
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.view import View

_MINUTES, _MINUTES_LOW = 4, 2
"""Processes whose last minute is seen: see `#minute` in the style sheet."""


class ScopePicture:
    """Hands each pane what it draws.

    Attributes:
        measured: What was seen when the process in front was looked at closely.
    """

    def __init__(
        self, screen: Screen[None], layout: ScopeLayout, acting: Acting
    ) -> None:
        self.measured: MeasuredProcess = NOTHING_MEASURED
        self._screen = screen
        self._layout = layout
        self._deck = layout.deck
        self._acting = acting
        self._sums_about = ""
        self._maps_want_focus = True

    def show(self, view: View, note: str) -> None:
        """Draw one look; `note` says why, when there is nothing to draw."""
        layout = self._layout
        self._maps_want_focus |= layout.takes_focused_map(view)
        layout.deck.show(view)
        layout.threads.show(view)
        self._show_sums(view)
        layout.nothing.show(drawing.nothing(view, note))
        self._screen.set_class(not view.processes, "-empty")

    def show_no_look(self, problem: str) -> None:
        """Say why there was never anything to draw."""
        self._layout.nothing.show(drawing.text(problem))
        self._screen.add_class("-empty")

    def focus_maps(self, view: View) -> None:
        """Give the maps the focus when they come, and when the focused one goes."""
        if self._maps_want_focus and view.processes:
            self._maps_want_focus = False
            self._layout.show_pane("maps")

    def explain_selected(self) -> None:
        """Explain what is selected in the active map, and tell whom keys act upon."""
        column, layout = self._deck.active, self._layout
        if column is None:
            layout.card.show(lambda width: ())
            return
        layout.card.show(drawing.card(column.selected, column.view, self.measured))
        layout.actions.show(drawing.actions(self._acting.actions()))
        layout.threads.follow(column.view.key)

    def note_measured(self, measured: MeasuredProcess, view: View | None) -> None:
        """Draw with what was seen closely."""
        self.measured = measured
        if view is not None:
            self._show_sums(view)

    def follow_with_sums(self, view: View | None) -> None:
        """Draw the sums anew when another process is the active one."""
        column = self._deck.active
        if column and view and column.view.letter != self._sums_about:
            self._show_sums(view)

    def _show_sums(self, view: View) -> None:
        """Draw totals and the last minute; of very many, the active one is shown."""
        column, minute = self._deck.active, self._layout.minute
        self._sums_about = column.view.letter if column else ""
        # A lesson has its own point to make, and little room.
        in_lesson = self._screen.has_class("-lesson")
        about = self._sums_about
        measured = NOTHING_MEASURED if in_lesson else self.measured
        sums = drawing.totals(view, about, measured, by_segment=in_lesson)
        self._layout.totals.show(sums)
        # A line each, some at most; older events are seen where the pane is larger.
        lines = min(len(view.processes), _MINUTES)
        for count in range(1, _MINUTES + 1):
            minute.set_class(count == lines, f"-lines-{count}")
        room = _MINUTES_LOW if self._screen.has_class("-low") else _MINUTES
        minute.show(drawing.minutes(view, self._sums_about, room))
