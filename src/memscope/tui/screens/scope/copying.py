"""What `y` copies of the scope: rows, addresses, a table, a snapshot, the screen."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from memscope.analyze.growth.growth import Growth
from memscope.analyze.space.row import SpaceRow
from memscope.codec.snapshot import encode_snapshot
from memscope.errors import MemscopeError
from memscope.i18n import N_, _
from memscope.render.finding.copied import addresses_text, rows_text, rows_tsv
from memscope.render.words.problems import sentence
from memscope.tui.copying import Copyable, copy
from memscope.tui.messages import Copied, Refused
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.session import Session

_OF_ROWS = (Copyable.ROW, Copyable.ADDRESS, Copyable.TABLE)
_NOTHING = N_("there is nothing to copy")
_RECORDED = N_("a recording only shows what was: this key needs the living process")


class Copying:
    """Makes the text, and has it put where the reader can paste it from.

    Args:
        panes: The marked rows are meant, or else the selected one.
        session: Says what is at an address.
        host: The screen.
        shot: Gives the screen: as text, or as SVG.
        put: Writes a text to the terminal's clipboard.
    """

    def __init__(
        self,
        panes: ScopeLayout,
        session: Session,
        host: Host,
        shot: Callable[[bool], str],
        put: Callable[[str], object],
    ) -> None:
        self._panes, self._session, self._host = panes, session, host
        self._shot, self._put = shot, put

    def open(self) -> None:
        """Ask what."""
        self._panes.copy_menu.open()

    def copy(self, what: Copyable, *, is_web: bool) -> None:
        """Copy it, and say what and how much."""
        if what is Copyable.WHERE:
            self._copy_where()
            return
        rows = self._shown() if what is Copyable.TABLE else self._rows()
        text = self._text(what, rows)
        if not text:
            self._host.say(_(_NOTHING))
            return
        count = len(rows) if what in _OF_ROWS else 1
        self.hand_out(text, what, count=max(count, 1), is_web=is_web)

    def hand_out(
        self, text: str, what: Copyable, *, count: int = 1, is_web: bool = False
    ) -> None:
        """Put a text where it can be pasted from, and say so."""
        try:
            self._host.say(copy(text, what, self._put, count=count, is_web=is_web))
        except MemscopeError as error:
            self._host.complain(sentence(error))

    def _text(self, what: Copyable, rows: Sequence[SpaceRow]) -> str:
        match what:
            case Copyable.ROW:
                return rows_text(rows, self._growth())
            case Copyable.ADDRESS:
                return addresses_text(rows)
            case Copyable.TABLE:
                return rows_tsv(rows, self._growth())
            case Copyable.JSON:
                view = self._host.view
                return encode_snapshot(view.snapshot).decode() if view else ""
            case Copyable.SCREEN | Copyable.PICTURE:
                return self._shot(what is Copyable.PICTURE)
        return ""

    def _copy_where(self) -> None:
        closer, row = self._session.closer, self._panes.table.selected
        if closer is None or row is None:
            self._host.say(_(_RECORDED if closer is None else _NOTHING))
            return
        self._host.work("copy", partial(self._where, row.process.pid, row.start))

    def _where(self, pid: int, address: int) -> Copied | Refused:
        from memscope.analyze.where import WrittenAddress
        from memscope.render.runs import plain
        from memscope.render.text.where import where_lines

        assert self._session.closer is not None
        try:
            found = self._session.closer.where(pid, WrittenAddress((address,)))
        except MemscopeError as error:
            return Refused(sentence(error))
        lines = where_lines(found.process, found.place, found.gaps)
        return Copied("".join(f"{plain(one)}\n" for one in lines))

    def _rows(self) -> Sequence[SpaceRow]:
        """Return the marked rows, or else the selected one."""
        table = self._panes.table
        marked = table.marked_rows()
        if marked or table.selected is None:
            return marked
        return (table.selected,)

    def _shown(self) -> Sequence[SpaceRow]:
        """Return the marked rows, or else all that the table has."""
        table = self._panes.table
        return table.marked_rows() or tuple(table.rows.rows())

    def _growth(self) -> Mapping[tuple[int, int], Growth]:
        view = self._host.view
        return {one.key: one.growth for one in view.processes} if view else {}
