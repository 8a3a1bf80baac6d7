"""`d`: what is different since the bookmark, in the place of the table."""

from functools import partial

from textual.screen import Screen

from memscope.i18n import N_, _
from memscope.tui.build import ViewBuilder
from memscope.tui.keys import MEMORY
from memscope.tui.messages import Differed
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.scope.layout import ScopeLayout

_NO_MARK = N_("b marks a moment first; then d shows what is different")
_GONE = N_("it is gone: there is no such place now")


class SinceBookmark:
    """Shows the differences, renewed with each look."""

    def __init__(
        self, screen: Screen[None], panes: ScopeLayout, builder: ViewBuilder, host: Host
    ) -> None:
        self._screen, self._panes, self._host = screen, panes, host
        self._builder = builder

    @property
    def is_shown(self) -> bool:
        """They are in the place of the table."""
        return self._screen.has_class("-since")

    def toggle(self) -> None:
        """Show what is different since the last bookmark; or the table again."""
        if self.is_shown:
            self.leave()
        elif not self._builder.past.bookmarks:
            self._host.say(_(_NO_MARK))
        else:
            self._screen.add_class("-since")
            self.renew()
            self._host.show_pane(MEMORY)

    def leave(self) -> bool:
        """Show the table again; False: it is shown."""
        if not self.is_shown:
            return False
        self._screen.remove_class("-since")
        self._host.show_pane(MEMORY)
        return True

    def renew(self) -> None:
        """Compare the last look with the bookmark, beside the screen's thread."""
        key = self._panes.table.selected_process
        if self.is_shown and key is not None:
            self._host.work("since", partial(self._differ, key))

    def _differ(self, key: tuple[int, int]) -> Differed:
        return Differed(self._builder.since(key), key)

    def show(self, message: Differed) -> None:
        """Draw what was found."""
        view = self._host.view
        one = view.find(message.key) if view is not None else None
        exe = one.process.exe if one is not None else None
        self._panes.since.show(message.since, exe)

    def enter(self) -> int | None:
        """Return the address of the selected row, the table in its place again."""
        row = self._panes.since.selected
        if row is None:
            return None
        if not row.is_here:
            self._host.say(_(_GONE))
            return None
        self.leave()
        return int(row.regions[0].start)
