"""A lesson from a recording: what was told, asked and claimed, step by step."""

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import BindingType

from memscope.collect.tape.replay import ReplaySource
from memscope.i18n import _
from memscope.model.claim import LessonResult
from memscope.model.recording import lesson_runs
from memscope.render.lesson.panel import Sheet
from memscope.tui.keys import KeyHelp, bindings_of
from memscope.tui.screens.lesson import LESSON_KEYS
from memscope.tui.screens.replay import REPLAY_KEYS, ReplayScreen
from memscope.tui.screens.scope.screen import Back
from memscope.tui.view import View
from memscope.tui.widgets.lesson_pane import LessonPane, Told

_NOT_RECORDED = {"h", "t"}
"""Keys of a lesson for what a recording does not hold: hints and speaker's notes."""
_OWN_KEYS = tuple(key for key in LESSON_KEYS if key.keys not in _NOT_RECORDED)
_INSTEAD = {"n N"}


def _keys() -> Iterator[KeyHelp]:
    yield from _OWN_KEYS
    yield from (key for key in REPLAY_KEYS if key.keys not in _INSTEAD)


class LessonReplayScreen(ReplayScreen):
    """Adds the lesson's pane and keys to a replay.

    It stands still at first: as in the lesson, `n` asks and then lets it happen.
    """

    KEYS: ClassVar[tuple[KeyHelp, ...]] = tuple(_keys())
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(_OWN_KEYS)]

    def __init__(self, source: ReplaySource, back: Back | None = None) -> None:
        super().__init__(source, back)
        source.pause()
        runs = lesson_runs(source.steps)
        # Counted, as a number in a file may be any.
        self._numbers = [n for run in runs for n in range(1, len(run) + 1)]
        self._count = max(map(len, runs))
        self._last_run = runs[-1]
        self._told = LessonPane(self._tell)
        self._asks_at: int | None = None

    def on_mount(self) -> None:
        """Put the lesson's pane below the maps; the replay's own mounting follows."""
        self.add_class("-lesson")
        self.mount(self._told, before="#bottom")

    def redraw(self) -> None:
        """Draw everything again, the lesson too."""
        super().redraw()
        self._told.redraw()

    def show_view(self, view: View) -> None:
        """Draw one look, and what was told then."""
        super().show_view(view)
        self._told.redraw()

    # What is told

    @property
    def _asks(self) -> bool:
        """The next step, or the sheet at the end, was asked for at this frame."""
        return self._asks_at == self.source.frame[0]

    @property
    def _is_happening(self) -> bool:
        """The next step was under way when this frame was seen."""
        done, steps = self.source.steps_done, self.source.steps
        if done == len(steps):
            return False
        began = steps[done].at - steps[done].step.took_ms / 1000
        return self.source.position_s >= began

    def _tell(self) -> Told | LessonResult:
        done, steps = self.source.steps_done, self.source.steps
        if self._asks and done == len(steps):
            return self._result()
        if done and not self._asks and not self._is_happening:
            page = self._page(done - 1, is_revealed=True)
            return Told(page, steps[done - 1].step.exhibits)
        return Told(self._page(done, is_revealed=False))

    def _page(self, number: int, *, is_revealed: bool) -> Sheet:
        mark = self.source.steps[number]
        is_busy = not is_revealed and not self._asks and self._is_happening
        return Sheet(
            number=self._numbers[number],
            count=self._count,
            step=mark.step,
            is_revealed=is_revealed,
            busy=_("it is happening…") if is_busy else "",
        )

    def _result(self) -> LessonResult:
        """Put together how the lesson went, the last time if it was started over."""
        last = self._last_run[-1]
        steps = tuple(one.step for one in self._last_run)
        return LessonResult(last.lesson, last.title, last.lang, steps)

    # What keys do

    def action_next(self) -> None:
        """Let the step happen; when it has, ask the next question."""
        done, count = self.source.steps_done, len(self.source.steps)
        if done and not self._asks and not self._is_happening:
            self.source.pause()
            self._asks_at = self.source.frame[0]
            self._told.scroll_home(animate=False)
        elif done < count:
            self._go_to(done)
        self._redraw_lesson()

    def action_previous(self) -> None:
        """Show the step before, as it went."""
        done = self.source.steps_done
        at_step = done - 1 if self._asks or self._is_happening else done - 2
        if at_step >= 0:
            self._go_to(at_step)
        self._redraw_lesson()

    def action_start_over(self) -> None:
        """Stand still at the beginning."""
        self.source.pause()
        self.source.seek(0.0)
        self._asks_at = None
        self._redraw_lesson()

    def _go_to(self, number: int) -> None:
        self._asks_at = None
        self.source.go_to_step(number)
        self._told.scroll_home(animate=False)

    def _redraw_lesson(self) -> None:
        self._told.redraw()
        self.redraw_header()

    def action_presenter(self) -> None:
        """Show only what matters, or everything."""
        self.toggle_class("-presenter")
        self._told.redraw()

    def action_scroll_text(self, by: int) -> None:
        """Show more of the text, wherever the focus is."""
        self._told.scroll_text(by)


def replay_screen_for(source: ReplaySource, back: Back | None = None) -> ReplayScreen:
    """Return the screen that a recording wants; `back` leads to where it is opened."""
    if source.is_of_lesson:
        return LessonReplayScreen(source, back)
    return ReplayScreen(source, back)
