"""The last recordings of the folder that memscope was started in."""

from collections.abc import Sequence

from memscope.i18n import _
from memscope.render.runs import Line, Run, fit_line
from memscope.tui.widgets.rows import Rows
from memscope.units import safe


class RecordingList(Rows):
    """A line for each; hidden while there is none."""

    def __init__(self) -> None:
        super().__init__(id="recordings")
        self.display = False
        self._paths: Sequence[str] = ()

    @property
    def selected(self) -> str | None:
        """The path of the recording that the cursor is on."""
        return self._paths[self.cursor] if self._paths else None

    @property
    def all(self) -> Sequence[str]:
        """All paths."""
        return self._paths

    def show(self, paths: Sequence[str]) -> None:
        """Take paths, the newest first."""
        self._paths = paths
        self.display = bool(paths)
        self.redraw()

    def redraw(self) -> None:
        """Draw again, in another language."""
        self.set_title(f"{_('recordings')} {len(self._paths)}")
        super().redraw()

    def row_count(self) -> int:
        """Return the number of recordings."""
        return len(self._paths)

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw the name of a file."""
        name = safe(self._paths[row].rpartition("/")[2])
        return fit_line((Run(" ▶ ", "muted"), Run(name)), width)
