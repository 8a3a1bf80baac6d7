"""Keys of the scope that look closer: pages, bytes, registers, places, findings."""

from collections.abc import Callable
from typing import TypeGuard

from memscope.i18n import N_, _
from memscope.tui.close_looks import Closer
from memscope.tui.screens.look import CloseLookScreen
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.screens.scope.ways import Ways
from memscope.tui.session import Session
from memscope.tui.subject import LookSubject
from memscope.tui.view import ProcessView, View

_RECORDED = N_("a recording only shows what was: this key needs the living process")
_NO_REGION = N_("select a region first")


class Looks:
    """Opens a screen of its own for each; what they show is gathered there.

    The screens are imported when they are opened: most visits need none of them.
    """

    def __init__(
        self, session: Session, panes: ScopeLayout, ways: Ways, host: Host
    ) -> None:
        self._session, self._panes = session, panes
        self._ways, self._host = ways, host
        ways.steps.open_with(
            {
                "pages": self.open_pages,
                "bytes": self.open_bytes,
                "where": self.open_where,
                "why": lambda _address: self.open_why(),
            }
        )

    def enter(self) -> None:
        """Go into what is selected: a group's regions, a region's pages."""
        row = self._panes.table.selected
        if row is None or self._ways.back_to_thread(row):
            return
        if len(row.regions) == 1:
            self.open_pages()
        else:
            self._panes.table.action_open()

    def open_pages(self, address: int | None = None) -> None:
        """Show the pages of the selected region, or of the one at an address."""
        from memscope.tui.screens.pages import PagesScreen

        subject, closer = self._selected(address), self._closer()
        if closer is not None and self._is_region(subject):
            self._open(PagesScreen(subject, closer, self._interval_s))

    def open_bytes(self, address: int | None = None) -> None:
        """Show the bytes of the selected region, or those at an address."""
        from memscope.tui.screens.bytes import BytesScreen

        subject, closer = self._selected(address), self._closer()
        if closer is not None and self._is_region(subject):
            self._open(BytesScreen(subject, closer, self._interval_s, address))

    def open_registers(self) -> None:
        """Ask before the threads of the selected process are stopped."""
        from memscope.tui.screens.registers import RegistersScreen

        subject, closer = self._selected(), self._closer()
        if closer is not None and subject is not None:
            self._host.open_screen(RegistersScreen(subject, closer))

    def open_where(self, address: int | None = None) -> None:
        """Ask for an address of the selected process."""
        from memscope.tui.screens.where import WhereScreen

        subject, closer = self._selected(address), self._closer()
        if closer is not None and subject is not None:
            self._open(WhereScreen(subject, closer), self._go_on_map)

    def open_why(self) -> None:
        """Tell why the selected process is so large, and what to do."""
        from memscope.tui.screens.why import WhyScreen

        subject, closer = self._selected(), self._closer()
        if closer is not None and subject is not None:
            note = self._host.note_answer
            self._open(WhyScreen(subject, closer, note), self._go_on_map)

    def _open(
        self,
        screen: CloseLookScreen,
        then: Callable[[int | None], None] | None = None,
    ) -> None:
        """Put it on; where the reader was is a place, and what it shows is others."""
        self._ways.steps.leave()
        screen.trail = self._ways.steps
        self._host.open_screen(screen, then)

    def _go_on_map(self, address: int | None) -> None:
        if address is not None:
            process = self._panes.selected_process()
            self._ways.to_address(process, address, leaves=False)

    def _interval_s(self) -> float:
        return self._session.source.interval_s

    def _closer(self) -> Closer | None:
        """Return who looks closer; say so when nobody can."""
        if self._session.closer is None:
            self._host.say(_(_RECORDED))
        return self._session.closer

    def _is_region(self, subject: LookSubject | None) -> TypeGuard[LookSubject]:
        """Tell whether a region is selected; say so when none is."""
        if subject is None or subject.address is None:
            self._host.say(_(_NO_REGION))
            return False
        return True

    def _selected(self, address: int | None = None) -> LookSubject | None:
        """Return the selected process, with the selected region if there is one."""
        view, key = self._host.view, self._panes.selected_process()
        drawn = view.find(key) if view is not None and key is not None else None
        if drawn is None:
            return None
        if address is None:
            address = self._panes.selected_region_start()
        return LookSubject(self._latest(drawn), lambda: self._view.snapshot, address)

    @property
    def _view(self) -> View:
        view = self._host.view
        assert view is not None
        return view

    def _latest(self, drawn: ProcessView) -> Callable[[], ProcessView]:
        """Follow a process; what has left the screen stays as it was."""
        return lambda: self._view.find(drawn.key) or drawn
