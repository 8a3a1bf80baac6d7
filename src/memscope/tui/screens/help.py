"""The help screen: keys, colours, letters, how to read the picture."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from memscope.i18n import N_, _
from memscope.model.kinds import Kind
from memscope.render.palette import ACCESS_MARKS, KIND_STYLES
from memscope.render.runs import EMPTY, Line, Run, cell, line, wrap
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.help_page import HelpPage

_LEGEND: tuple[Kind, ...] = tuple(Kind)

_READING = (
    ("█░", N_("touched, against reserved: only what is touched costs memory")),
    *((one.sign, one.name) for one in ACCESS_MARKS.values()),
    ("┄┄", N_("a hole: nothing is mapped there")),
    ("▶ ‖ ◆ ■ ✕", N_("thread running, sleeping, waiting for a disk, stopped, ended")),
    ("✔ ≈ ?", N_("how sure a label is: certain, likely, a guess")),
)


class HelpScreen(HelpPage):
    """Over the screen whose keys it explains."""

    NAME = N_("help")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "dismiss", show=False),
        Binding("t", "tour", show=False),
    ]

    def __init__(
        self, keys: Sequence[KeyHelp], tour: Callable[[], object] | None = None
    ) -> None:
        """Get ready.

        Args:
            keys: Of the screen.
            tour: Begins the tour; None: there is none from here.
        """
        super().__init__()
        self._keys, self._tour = keys, tour

    def action_tour(self) -> None:
        """Begin the tour on the screen below."""
        if self._tour is not None:
            self.dismiss()
            self.app.call_later(self._tour)

    def lines(self, width: int) -> list[Line]:
        """List keys, signs, letters and colours."""
        lines = [_heading(_("keys"))]
        for key in self._keys:
            lines += _entry(Run(key.keys, "key"), _(key.meaning), width)
        if self._tour is not None:
            here = _("the tour, from this page: five short steps")
            lines += _entry(Run("t", "key"), here, width)
        lines += [EMPTY, _heading(_("how to read the picture"))]
        for sign, meaning in _READING:
            lines += _entry(Run(sign, "strong"), _(meaning), width)
        lines += [EMPTY, _heading(_("letters and colours")), *_legend(width)]
        return lines


def _heading(text: str) -> Line:
    return line(Run(text, "title"))


_COLUMN = 12


def _entry(sign: Run, meaning: str, width: int) -> list[Line]:
    first, *rest = wrap(meaning, max(10, width - _COLUMN))
    sign_cell = cell(sign.text, _COLUMN, sign.style)
    return [line(sign_cell, first), *(line(" " * _COLUMN, more) for more in rest)]


def _legend(width: int) -> list[Line]:
    columns = max(1, width // 24)
    cells = [
        (
            Run(f" {KIND_STYLES[kind].letter} ", f"spine.{kind.value}"),
            cell(f" {_(kind.english)}", 20),
        )
        for kind in _LEGEND
    ]
    return [
        tuple(run for entry in cells[at : at + columns] for run in entry)
        for at in range(0, len(cells), columns)
    ]
