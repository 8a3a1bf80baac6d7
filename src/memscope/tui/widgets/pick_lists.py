"""The two lists of the home screen: lessons, and running processes."""

from collections.abc import Sequence
from enum import StrEnum

from memscope.i18n import N_, _
from memscope.proc.processes import Listed
from memscope.render.runs import Line, Run, cell, fit_line, line, wrap
from memscope.render.words.names import base_name
from memscope.tui.scenes import LessonRow
from memscope.tui.widgets.rows import Rows
from memscope.units import UNKNOWN, format_bytes, safe


class LessonList(Rows):
    """Each lesson with a few lines on what one will see."""

    def __init__(self, scenes: Sequence[LessonRow]) -> None:
        super().__init__(id="lessons")
        self._scenes = scenes
        self._lines: list[tuple[int, int, Line]] = []
        self._first: list[tuple[int, int]] = []

    @property
    def selected(self) -> LessonRow:
        """The lesson that the cursor is on."""
        return self._scenes[self.cursor]

    def redraw(self) -> None:
        """Draw again, at another width or in another language."""
        width = max(10, self.scrollable_content_region.width)
        self._lines, self._first = [], []
        for row, scene in enumerate(self._scenes):
            lines = _lesson_lines(row, scene, width)
            self._first.append((len(self._lines), len(lines)))
            self._lines += [(row, at, one) for at, one in enumerate(lines)]
        super().redraw()

    def row_count(self) -> int:
        """Return the number of lessons."""
        return len(self._scenes)

    def line_count(self) -> int:
        """Return how many lines they take."""
        return len(self._lines)

    def locate(self, line: int) -> tuple[int, int]:
        """Return which lesson a line belongs to."""
        row, at, _line = self._lines[line]
        return row, at

    def line_of(self, row: int) -> tuple[int, int]:
        """Return the first line of a lesson, and how many it has."""
        return self._first[row] if row < len(self._first) else (0, 1)

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw a line of a lesson."""
        first, _count = self._first[row]
        return self._lines[first + at][2]


def _lesson_lines(row: int, scene: LessonRow, width: int) -> list[Line]:
    lines = [line(Run(f" {row + 1} ", "tag"), Run(f" {scene.title()}", "strong"))]
    lines += [
        line(Run(f"    {text}", "muted")) for text in wrap(scene.text(), width - 5)
    ]
    return [*lines, line("")]


class By(StrEnum):
    """Orders of the list of processes."""

    PID = N_("pid")
    RESIDENT = N_("resident")
    THREADS = N_("threads")
    NAME = N_("name")


class ProcessList(Rows):
    """A line for each running process."""

    def __init__(self) -> None:
        super().__init__(id="processes")
        self.order = By.RESIDENT
        self.wanted = ""
        self._all: Sequence[Listed] = ()
        self._shown: list[Listed] = []

    @property
    def selected(self) -> Listed | None:
        """The process that the cursor is on."""
        return self._shown[self.cursor] if self._shown else None

    def show(self, processes: Sequence[Listed]) -> None:
        """Take a new list."""
        self._all = processes
        self.rearrange()

    def sort_next(self) -> None:
        """Sort by the next column."""
        orders = list(By)
        self.order = orders[(orders.index(self.order) + 1) % len(orders)]
        self.rearrange()

    def filter(self, wanted: str) -> None:
        """Show those whose pid, name, user or command line has this in it."""
        self.wanted = wanted.casefold().strip()
        self.rearrange()

    def rearrange(self) -> None:
        """Filter and sort; the cursor stays on its process."""
        kept = self.selected.pid if self.selected else None
        self._shown = [one for one in self._all if self._matches(one)]
        self._shown.sort(key=_KEYS[self.order])
        for row, one in enumerate(self._shown):
            if one.pid == kept:
                self._cursor = row
        self.redraw()

    def redraw(self) -> None:
        """Draw again; the title says how it is sorted."""
        self.set_title(
            _("running processes: {n}, by {order}").format(
                n=len(self._shown), order=_(self.order.value)
            )
        )
        super().redraw()

    def _matches(self, one: Listed) -> bool:
        texts = (str(one.pid), one.name, one.user or "", " ".join(one.cmdline))
        return any(self.wanted in text.casefold() for text in texts)

    def row_count(self) -> int:
        """Return the number of processes."""
        return len(self._shown)

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw a process."""
        one = self._shown[row]
        command = " ".join(map(safe, (_short(one), *one.cmdline[1:])))
        threads = UNKNOWN if one.threads is None else f"×{one.threads}"
        return fit_line(
            (
                cell(f"{one.pid} ", 9, "strong", ">"),
                cell(safe(one.user or UNKNOWN), 9, "muted"),
                cell(threads, 5, "muted", ">"),
                cell(format_bytes(one.resident), 10, "", ">"),
                Run("  "),
                Run(command),
            ),
            width,
        )


def _short(one: Listed) -> str:
    return base_name(one.cmdline[0]) if one.cmdline and one.cmdline[0] else one.name


_KEYS = {
    By.PID: lambda one: one.pid,
    By.RESIDENT: lambda one: (-(one.resident or 0), one.pid),
    By.THREADS: lambda one: (-(one.threads or 0), one.pid),
    By.NAME: lambda one: (_short(one).casefold(), one.pid),
}
