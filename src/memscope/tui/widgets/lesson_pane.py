"""The pane of a lesson: a page with what was measured, or the sheet at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from memscope.i18n import _
from memscope.model.claim import LessonResult
from memscope.model.exhibit import Exhibit
from memscope.render.lesson.exhibits import exhibit_lines
from memscope.render.lesson.panel import Sheet, page_lines, summary_page
from memscope.render.runs import EMPTY, Line
from memscope.tui.widgets.panes import Pane, lines_below

_HIGH = 50
"""Lines of a screen from which pictures have room to be higher."""
_LINES, _LOW_LINES = 14, 9
"""Lines of text that the style sheet grants a lesson, and those on a low screen."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told now.

    Attributes:
        page: Of the step.
        exhibits: What was measured so far, to be drawn below it.
    """

    page: Sheet
    exhibits: Sequence[Exhibit] = ()


class LessonPane(Pane):
    """Draws what it is told; the style sheet gives it room by the screen's classes.

    Args:
        tell: Asked whenever it is drawn; a whole result gets the sheet at the end.
    """

    def __init__(self, tell: Callable[[], Told | LessonResult]) -> None:
        super().__init__(
            lambda: _("predict, then see"),
            id="lesson",
            can_focus=True,
            more=lambda count: f"J {lines_below(count)}",
        )
        self._tell = tell
        self._drawer = self._draw

    def scroll_text(self, by: int) -> None:
        """Show more of the text, wherever the focus is."""
        height = max(1, self.scrollable_content_region.height - 1)
        self.scroll_relative(y=by * height, animate=False)

    def _draw(self, width: int) -> Sequence[Line]:
        told = self._tell()
        if isinstance(told, LessonResult):
            return self._sheet(told, width)
        is_low = self.screen.has_class("-low")
        spacious = self.screen.has_class("-presenter")
        exhibits = self._exhibit_lines(told.exhibits, width)
        self.screen.set_class(bool(exhibits), "-exhibit")
        page = replace(told.page, is_brief=bool(exhibits) and is_low)
        lines = page_lines(page, width, spacious=spacious)
        if page.is_revealed and is_low and len(lines) > _LOW_LINES:
            lines = page_lines(replace(page, is_brief=True), width, spacious=spacious)
        return [*lines, EMPTY, *exhibits] if exhibits else lines

    def _sheet(self, result: LessonResult, width: int) -> list[Line]:
        """Draw the sheet at the end, with the room of a picture where it is long."""
        lines = summary_page(result.title, result.steps, width)
        room = _LOW_LINES if self.screen.has_class("-low") else _LINES
        self.screen.set_class(len(lines) > room, "-exhibit")
        return lines

    def _exhibit_lines(self, exhibits: Sequence[Exhibit], width: int) -> list[Line]:
        is_high = self.screen.size.height >= _HIGH
        return exhibit_lines(
            exhibits,
            width,
            rows=2 if is_high or self.screen.has_class("-presenter") else 1,
            brief=self.screen.has_class("-low"),
        )
