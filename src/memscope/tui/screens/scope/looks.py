"""Keys of the scope that look closer: pages, bytes, registers, places, sharing."""

from collections.abc import Callable
from typing import TypeGuard

from memscope.i18n import N_, _
from memscope.model.finding import Answer, Finding, Severity
from memscope.model.region import Region
from memscope.render.map.blocks import Block
from memscope.render.words.findings import size_text
from memscope.tui.close_looks import Closer
from memscope.tui.screens.bytes import BytesScreen
from memscope.tui.screens.compare import CompareScreen
from memscope.tui.screens.pages import PagesScreen
from memscope.tui.screens.registers import RegistersScreen
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.where import WhereScreen
from memscope.tui.screens.why import WhyScreen
from memscope.tui.session import Session
from memscope.tui.subject import LookSubject
from memscope.tui.view import ProcessView, View
from memscope.tui.widgets.address_map import AddressMap
from memscope.tui.widgets.map_deck import MapDeck

_RECORDED = N_("a recording only shows what was: this key needs the living process")
_NO_REGION = N_("select a region first")
_NO_OTHER = N_("comparing needs two processes on screen")


class Looks:
    """Opens a screen of its own for each; what they show is gathered there."""

    def __init__(self, session: Session, deck: MapDeck, host: Host) -> None:
        self._session, self._deck, self._host = session, deck, host
        self._worst: dict[int, Finding] = {}

    def open_pages(self) -> None:
        """Show the pages of the selected region."""
        subject, closer = self._selected(), self._closer()
        if closer is not None and self._is_region(subject):
            self._host.open_screen(PagesScreen(subject, closer, self._interval_s))

    def open_bytes(self) -> None:
        """Show the bytes of the selected region."""
        subject, closer = self._selected(), self._closer()
        if closer is not None and self._is_region(subject):
            self._host.open_screen(BytesScreen(subject, closer, self._interval_s))

    def open_registers(self) -> None:
        """Ask before the threads of the selected process are stopped."""
        subject, closer = self._selected(), self._closer()
        if closer is not None and subject is not None:
            self._host.open_screen(RegistersScreen(subject, closer))

    def open_where(self) -> None:
        """Ask for an address of the selected process."""
        subject, closer = self._selected(), self._closer()
        if closer is not None and subject is not None:
            self._host.open_screen(WhereScreen(subject, closer), self._go_on_map)

    def open_why(self) -> None:
        """Tell why the selected process is so large."""
        subject, closer = self._selected(), self._closer()
        if closer is not None and subject is not None:
            self._host.open_screen(
                WhyScreen(subject, closer, self._note_answer), self._go_on_map
            )

    def _note_answer(self, answer: Answer) -> None:
        self._worst |= {
            pid: answer.findings[0] for one in answer.targets if (pid := one.pid)
        }
        self._host.redraw_header()

    def worst_finding(self) -> str:
        """Return the worst that is known of the active process; "" before asking."""
        column = self._deck.active
        one = self._worst.get(column.view.process.pid) if column is not None else None
        if one is None or one.severity is Severity.HARMLESS:
            return ""
        return " ".join(part for part in ("▲", size_text(one), one.title) if part)

    def open_compare(self) -> None:
        """Compare the selected process with the one beside it."""
        subject, closer = self._selected(), self._closer()
        if closer is None or subject is None:
            return
        # The one on the right; for the last one the one on the left.
        column = self._deck.neighbour(1) or self._deck.neighbour(-1)
        if column is None:
            self._host.say(_(_NO_OTHER))
            return
        other = self._subject(column)
        keys = [one.view.key for one in self._deck.columns]
        if keys.index(other.latest().key) < keys.index(subject.latest().key):
            subject, other = other, subject
        self._host.open_screen(CompareScreen(subject, other, closer))

    def _go_on_map(self, address: int | None) -> None:
        column = self._deck.active
        if address is not None and column is not None:
            if not column.go_to(address):
                self._host.say(_("not on the map as it is shown now"))
            self._host.show_pane("maps")

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

    def _selected(self) -> LookSubject | None:
        """Return the selected process, with the selected region if there is one."""
        column = self._deck.active
        return self._subject(column) if column is not None else None

    def _subject(self, column: AddressMap) -> LookSubject:
        item = column.selected
        region = item.main if isinstance(item, Block) else item
        address = region.start if isinstance(region, Region) else None
        return LookSubject(
            self._latest(column.view), lambda: self._view.snapshot, address
        )

    @property
    def _view(self) -> View:
        view = self._host.view
        assert view is not None
        return view

    def _latest(self, drawn: ProcessView) -> Callable[[], ProcessView]:
        """Follow a process; what has left the screen stays as it was."""
        return lambda: self._view.find(drawn.key) or drawn
