"""Processes beside each other: when they are shown so, and what is known of both."""

from collections.abc import Sequence

from textual.message import Message
from textual.screen import Screen

from memscope.analyze.beside.compared import ComparedSpaces, Identity
from memscope.collect.closer.telling import Tell
from memscope.i18n import N_, _
from memscope.render.words.problems import sentence
from memscope.tui.comparing import Comparer
from memscope.tui.keys import MEMORY
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.session import Session
from memscope.tui.view import View

_NO_OTHER = N_("comparing needs two to four processes on screen")
_RECORDED = N_("a recording only shows what was: whose frames are one is not in it")


class BesideEach:
    """Shows two to four processes side by side, and has them compared."""

    class ComparisonTold(Message):
        """The comparison is further, or over."""

        def can_replace(self, message: Message) -> bool:
            """The last one tells all."""
            return isinstance(message, BesideEach.ComparisonTold)

    def __init__(
        self, screen: Screen[None], panes: ScopeLayout, session: Session, host: Host
    ) -> None:
        self._screen, self._panes, self._host = screen, panes, host
        self._session = session
        self._comparer = Comparer(_compare, self._tell)
        self._said: object = None

    @property
    def is_shown(self) -> bool:
        """They stand beside each other."""
        return self._screen.has_class("-beside")

    def toggle(self) -> None:
        """Set processes beside each other and compare them; or show the list again."""
        side = self._host.view.beside if self._host.view else None
        if self.is_shown:
            self.leave()
        elif side is None:
            self._host.say(_(_NO_OTHER))
        else:
            self.enter()
            if self._session.closer is None:
                self._host.say(_(_RECORDED))
            else:
                self._comparer.compare(side)

    def enter(self) -> None:
        """Set them beside each other, without asking what is the same."""
        if self.is_shown:
            return
        self._screen.add_class("-beside")
        self.show(self._host.view)
        if self._panes.pane == MEMORY:
            self._host.show_pane(MEMORY)

    def leave(self) -> bool:
        """Show the list again; False: it is shown."""
        if not self.is_shown:
            return False
        self._comparer.stop()
        self._screen.remove_class("-beside")
        self._host.show_pane(MEMORY)
        return True

    def stop(self) -> bool:
        """End a comparison that goes on; False: none does."""
        return self._comparer.stop()

    def close(self) -> None:
        """End, as the screen does."""
        self._comparer.stop()

    def show(self, view: View | None) -> None:
        """Draw them, where they are shown."""
        side = view.beside if view is not None else None
        if not self.is_shown:
            return
        if side is None:
            self.leave()
            return
        self._screen.set_class(len(side.letters) > 2, "-many")
        compared = self._comparer.about(side)
        progress = self._comparer.progress
        self._panes.beside_header.show(
            side,
            compared,
            progress.text if progress else "",
            is_old=compared is not None and not self._comparer.is_now(side),
        )
        seen = [view.find(one.identity) for one in side.processes] if view else []
        grown = [one.growth.by_start if one else {} for one in seen]
        self._panes.beside.show(side, compared, grown)
        self.show_pages()
        self._complain()

    def show_pages(self) -> None:
        """Draw the selected object by pages."""
        beside = self._panes.beside
        side = beside.side
        if side is not None:
            compared = self._comparer.about(side)
            self._panes.beside_pages.show(beside.selected, compared, side.letters)

    def _complain(self) -> None:
        problem = self._comparer.problem
        if problem is not None and problem is not self._said:
            self._said = problem
            self._host.complain(sentence(problem))

    def _tell(self) -> None:
        self._host.post_message(self.ComparisonTold())


def _compare(keys: Sequence[Identity], tell: Tell) -> ComparedSpaces:
    from memscope.collect.closer.beside import compare_neighbours

    return compare_neighbours(keys, tell)
