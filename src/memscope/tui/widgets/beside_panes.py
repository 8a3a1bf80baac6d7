"""Around the rows of processes beside each other: who they are, and pages below."""

from collections.abc import Sequence

from memscope.analyze.beside.compared import ComparedSpaces
from memscope.analyze.beside.linked import LinkedPages, linked_chain
from memscope.analyze.beside.rows import BesideRow, SideBySide
from memscope.render.runs import Line
from memscope.render.space.beside_header import header_lines
from memscope.render.space.linked import linked_lines, linked_title
from memscope.render.space.linked_chain import chain_lines
from memscope.render.space.linked_strips import LEAD
from memscope.tui.widgets.drawn import DrawnLines


class BesideHeader(DrawnLines):
    """Two lines: who stands beside whom, and whose memory is how much."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._shown: tuple[SideBySide | None, ComparedSpaces | None, str, bool]
        self._shown = (None, None, "", False)

    def show(
        self,
        side: SideBySide | None,
        compared: ComparedSpaces | None,
        progress: str = "",
        *,
        is_old: bool = False,
    ) -> None:
        """Draw them; nothing happens where all of it is drawn already.

        Args:
            side: The processes.
            compared: What was found; None: nothing yet.
            progress: What goes on, how far, and how to end it; "": nothing.
            is_old: It was found in an earlier look.
        """
        side_now, compared_now, *rest = self._shown
        is_same = side is side_now and compared is compared_now
        if is_same and rest == [progress, is_old]:
            return
        self._shown = (side, compared, progress, is_old)
        self.redraw()

    def lines(self, width: int) -> list[Line]:
        """Return the two lines."""
        side, compared, progress, is_old = self._shown
        if side is None:
            return []
        return list(header_lines(side, compared, width, progress, is_old=is_old))


class BesidePages(DrawnLines):
    """The selected object by pages, one process above the other."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._row: BesideRow | None = None
        self._compared: ComparedSpaces | None = None
        self._letters: Sequence[str] = ()

    def show(
        self,
        row: BesideRow | None,
        compared: ComparedSpaces | None,
        letters: Sequence[str],
    ) -> None:
        """Draw a row.

        Args:
            row: What is selected; None: nothing.
            compared: What was found; None: nothing yet.
            letters: Of all processes.
        """
        if row is self._row and compared is self._compared:
            return
        self._row, self._compared = row, compared
        self._letters = tuple(letters)
        self.redraw()

    def lines(self, width: int) -> list[Line]:
        """Return its pages, and what they mean."""
        row = self._row
        if row is None:
            self.set_title("")
            return []
        chain: Sequence[LinkedPages | None] = (None,) * (len(self._letters) - 1)
        if not row.is_hole:
            chain = linked_chain(row, self._compared, width - LEAD - 1)
            some = (one for one in chain if one is not None)
            self.set_title(linked_title(row, next(some, None)))
        if len(chain) == 1:
            return linked_lines(row, chain[0], self._letters, width)
        return chain_lines(row, chain, self._compared, self._letters, width)
