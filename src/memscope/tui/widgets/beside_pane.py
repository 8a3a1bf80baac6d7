"""Two to four processes beside each other, whole: header, rows, pages, comparison."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from memscope.analyze.beside.rows import SideBySide
from memscope.i18n import _
from memscope.render.words.problems import sentence
from memscope.tui.comparing import Compare, Comparer
from memscope.tui.widgets.beside import Beside
from memscope.tui.widgets.beside_panes import BesideHeader, BesidePages
from memscope.tui.widgets.rows import Rows


class BesidePane(Vertical):
    """Shows processes, and compares them when it is first asked to show them.

    What was found stays while nothing is different; `compare` begins anew.

    Attributes:
        rows: The list; has the focus.
        header: Above.
        pages: Below: the selected object.
    """

    DEFAULT_CSS = """
    BesidePane { height: 1fr; }
    BesidePane > BesideHeader { height: 2; }
    BesidePane > Beside {
        height: 2fr; min-height: 8; overflow-x: hidden; scrollbar-size-vertical: 1;
        border-top: solid $panel; border-title-color: $accent;
    }
    BesidePane > BesidePages {
        height: 1fr; min-height: 4; max-height: 14; overflow-x: hidden;
        border-top: solid $panel; border-title-color: $text-muted;
    }
    BesidePane.-low > BesidePages { display: none; }
    """

    class _Further(Message):
        """The comparison is further."""

    def __init__(
        self,
        compare: Compare | None,
        *,
        wants_addresses: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Show nothing yet.

        Args:
            compare: Compares them; None: nobody can, as in a recording.
            wants_addresses: See `Beside`.
            id: For the style sheet.
            classes: Likewise.
        """
        super().__init__(id=id, classes=classes)
        self.header = BesideHeader()
        self.rows = Beside(wants_addresses=wants_addresses)
        self.pages = BesidePages()
        self._side: SideBySide | None = None
        self._at = 0
        self._comparer = Comparer(compare, self._tell) if compare else None

    def compose(self) -> ComposeResult:
        """One below the other."""
        yield self.header
        yield self.rows
        yield self.pages

    def show(self, side: SideBySide | None) -> None:
        """Draw processes, see `View.beside`; compare them when they are others."""
        self._side = side
        comparer = self._comparer
        if (
            side is not None
            and comparer is not None
            and comparer.about(side) is None
            and comparer.problem is None
        ):
            comparer.start(side)
        self._draw()

    def compare(self) -> None:
        """Compare them as they are now."""
        if self._side is not None and self._comparer is not None:
            self._comparer.start(self._side, again=True)

    def stop(self) -> bool:
        """End a comparison; False: none goes on."""
        return self._comparer is not None and self._comparer.stop()

    @property
    def is_comparing(self) -> bool:
        """A comparison goes on."""
        return self._comparer is not None and self._comparer.is_running

    @property
    def has_found(self) -> bool:
        """A comparison of these processes has found something."""
        side, comparer = self._side, self._comparer
        return bool(side and comparer and comparer.about(side))

    def turn(self) -> None:
        """Of more than two: link the pages of the next two neighbours."""
        if self._side is not None:
            self._at = (self._at + 1) % (len(self._side.letters) - 1)
            self._draw()

    def _tell(self) -> None:
        """Called on the thread that compares; a message may come from any."""
        self.post_message(self._Further())

    @on(Rows.Moved)
    def _follow(self) -> None:
        self._draw_pages()

    @on(_Further)
    def _draw(self) -> None:
        side, comparer = self._side, self._comparer
        found = comparer.about(side) if side and comparer else None
        is_old = bool(found and side and comparer and not comparer.is_now(side))
        self.rows.show(side, found)
        self.header.show(side, found, self._progress(), is_old=is_old)
        self._draw_pages()

    def _draw_pages(self) -> None:
        side, comparer = self._side, self._comparer
        found = comparer.about(side) if side and comparer else None
        letters = side.letters if side else ()
        self.pages.show(self.rows.selected, found, letters, self._at)

    def _progress(self) -> str:
        comparer = self._comparer
        if comparer is None:
            return _("a recording cannot be compared")
        if comparer.progress is not None:
            return comparer.progress.text
        return sentence(comparer.problem) if comparer.problem else ""
