"""The lessons on the first screen."""

from collections.abc import Sequence

from memscope.i18n import _
from memscope.render.runs import Line, Run, line, wrap
from memscope.tui.lesson_row import LessonRow
from memscope.tui.widgets.rows import Rows


class LessonList(Rows):
    """Each lesson with a few lines on what one will see."""

    def __init__(self) -> None:
        super().__init__(id="lessons")
        self._scenes: Sequence[LessonRow] = ()
        self._lines: list[tuple[int, int, Line]] = []
        self._first: list[tuple[int, int]] = []

    @property
    def selected(self) -> LessonRow | None:
        """The lesson that the cursor is on."""
        return self._scenes[self.cursor] if self._scenes else None

    @property
    def all(self) -> Sequence[LessonRow]:
        """All lessons."""
        return self._scenes

    def show(self, scenes: Sequence[LessonRow]) -> None:
        """Take the lessons: they come after the first frame."""
        self._scenes = scenes
        self.redraw()

    def redraw(self) -> None:
        """Draw again, at another width or in another language."""
        title = _("lessons")
        self.set_title(f"{title} {len(self._scenes)}" if self._scenes else title)
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
