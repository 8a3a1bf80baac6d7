"""Around the rows of processes beside each other: who they are, and pages below."""

from collections.abc import Sequence

from memscope.analyze.beside.compared import ComparedSpaces
from memscope.analyze.beside.linked import LinkedPages, linked_pages
from memscope.analyze.beside.rows import BesideRow, SideBySide
from memscope.render.runs import Line
from memscope.render.space.beside_header import header_lines
from memscope.render.space.linked import LEAD, linked_lines, linked_title
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
        self._at = 0
        self._linked: LinkedPages | None = None

    def show(
        self,
        row: BesideRow | None,
        compared: ComparedSpaces | None,
        letters: Sequence[str],
        at: int = 0,
    ) -> None:
        """Draw a row.

        Args:
            row: What is selected; None: nothing.
            compared: What was found; None: nothing yet.
            letters: Of all processes.
            at: Which one; it is seen with the one to its right.
        """
        if row is self._row and compared is self._compared and at == self._at:
            return
        self._row, self._compared, self._at = row, compared, at
        self._letters = tuple(letters[at : at + 2])
        self.redraw()

    def lines(self, width: int) -> list[Line]:
        """Return its pages, and what they mean."""
        row = self._row
        if row is None:
            self.set_title("")
            return []
        linked = None
        if not row.is_hole:
            linked = linked_pages(row, self._at, self._compared, width - LEAD - 1)
            self.set_title(linked_title(row, linked))
        return linked_lines(row, linked, self._letters, width)
