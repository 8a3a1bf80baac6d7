"""A lesson on the scope: predict, then let it happen, then see what the kernel says."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from memscope.analyze.series import Tick, Ticks
from memscope.errors import MemscopeError
from memscope.i18n import N_, _
from memscope.lessons.engine import Ran
from memscope.lessons.stage import Cancelled
from memscope.model.claim import LessonResult, StepResult
from memscope.model.exhibit import Exhibit
from memscope.render.lesson.panel import Sheet
from memscope.render.words.problems import sentence
from memscope.tui.keys import SCOPE_KEYS, KeyHelp, bindings_of
from memscope.tui.messages import Looked
from memscope.tui.screens.scope.doings import Doing
from memscope.tui.screens.scope.screen import Back, ScopeScreen
from memscope.tui.screens.tour import TourScreen
from memscope.tui.session import LessonSession, Session
from memscope.tui.tour.session import TourSession
from memscope.tui.view import View
from memscope.tui.whereabouts.headline import Headline
from memscope.tui.whereabouts.notes import notes_of
from memscope.tui.whereabouts.where import Sight, Whereabouts
from memscope.tui.widgets.lesson_pane import LessonPane, Told

LESSON_KEYS = (
    KeyHelp("n", N_("let it happen; then go on"), N_("next"), "screen.next",
            ("n",)),
    KeyHelp("p", N_("the step before"), N_("back"), "screen.previous",
            ("p",)),
    KeyHelp("R", N_("start the lesson over"), N_("start over"), "screen.start_over",
            ("R",)),
    KeyHelp("h", N_("a hint"), N_("hint"), "screen.hint",
            ("h",)),
    KeyHelp("t", N_("the speaker's notes"), N_("notes"), "screen.notes",
            ("t",)),
    KeyHelp("P", N_("presenter mode: only what matters"), N_("presenter"),
            "screen.presenter", ("P",)),
    KeyHelp("J K", N_("scroll the lesson's text"), "", "screen.scroll_text(1)",
            ("J", "K=screen.scroll_text(-1)")),
)  # fmt: skip
_INSTEAD = {"n N", "t", "h"}


def _scope_keys() -> Iterator[KeyHelp]:
    """Keys that lessons leave alone."""
    yield from (key for key in SCOPE_KEYS if key.keys not in _INSTEAD)


class LessonScreen(ScopeScreen):
    """Adds the lesson's pane and keys to the scope."""

    KEYS = (*LESSON_KEYS, *_scope_keys())
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of(LESSON_KEYS),
        *(Binding(str(n), f"digit('{n}')", show=False) for n in range(1, 10)),
    ]

    @dataclass
    class Happened(Message):
        """A step is over.

        Attributes:
            ran: What came of it; None: it failed.
            problem: Why it failed.
        """

        ran: Ran | None
        problem: str = ""

    class StartedOver(Message):
        """The lesson is at its beginning again."""

    @dataclass
    class Progressed(Message):
        """A long step says what it is doing."""

        text: str

    class Exhibited(Message):
        """A step has measured something more."""

    def __init__(self, session: LessonSession, back: Back | None = None) -> None:
        super().__init__(session, back)
        assert session.run is not None
        self.lesson = session.run
        self.lesson.tell_progress(self.progress)
        self.lesson.tell_exhibits(self._tell_exhibited)
        self.panes.beside.wants_addresses = True
        self._is_list_chosen = False
        self._awaits_drawing = False
        self._pointed_at: int | None = None
        self._at = self.lesson.at + 1
        self._began = time.monotonic()
        self._stepped_at: float | None = None
        self._busy = ""
        self._shows_hint = self._shows_notes = False
        self._focus_at: int | None = None
        self._told = LessonPane(self._tell)

    def place(self) -> Whereabouts | None:
        """The lesson, and the step on show."""
        steps = self.lesson.steps
        step = steps[self._at].id if self._at < len(steps) else ""
        return Whereabouts(Sight.LESSON, name=self.lesson.lesson.name, step=step)

    def headline(self) -> Headline | None:
        """The lesson; its programs come and go."""
        return Headline(self.session.title())

    def speaker_notes(self) -> dict[str, object]:
        """What belongs before the eyes of the speaker alone."""
        return notes_of(self.lesson, self._at, time.monotonic() - self._began)

    def on_mount(self) -> None:
        """Put the lesson's pane below the maps; the scope's own mounting follows."""
        self.add_class("-lesson")
        self.mount(self._told, before="#bottom")

    def on_unmount(self) -> None:
        """Give up a step under way: the program waits for its thread to end."""
        self.lesson.stage.cancel()

    def show_view(self, view: View) -> None:
        """Draw one look; two programs stand beside each other, one stands alone."""
        super().show_view(view)
        if view.beside is not None and not self._is_list_chosen:
            self.beside.enter()

    def doings(self) -> dict[str, Doing]:
        """Let the reader have the list, although two programs could be compared."""
        return super().doings() | {"compare": self._compare}

    def _compare(self) -> None:
        self._is_list_chosen = self.beside.is_shown
        self.beside.toggle()

    def redraw(self) -> None:
        """Draw everything again, the lesson too."""
        super().redraw()
        self._told.redraw()

    # What is drawn

    def _tell(self) -> Told | LessonResult:
        if self._at >= len(self.lesson.steps):
            return self.lesson.result()
        return Told(self._page(), self._exhibits())

    def _page(self) -> Sheet:
        step = self.lesson.steps[self._at]
        words = self.lesson.words(step)
        return Sheet(
            number=self._at + 1,
            count=len(self.lesson.steps),
            step=self._result(),
            is_revealed=self._ran is not None,
            busy=self._busy,
            hint=words.hint if self._shows_hint else "",
            notes=words.notes if self._shows_notes else "",
        )

    def _result(self) -> StepResult:
        if self._ran is not None:
            return self.lesson.result_of(self._ran)
        return self.lesson.preview(self.lesson.steps[self._at])

    def _exhibits(self) -> Sequence[Exhibit]:
        if self._ran is not None:
            return self._ran.exhibits
        return tuple(self.lesson.stage.exhibits) if self._busy else ()

    @property
    def _ran(self) -> Ran | None:
        """The step on show, if it was run."""
        return self.lesson.ran[self._at] if self._at < len(self.lesson.ran) else None

    # What keys do

    def action_next(self) -> None:
        """Let the step happen; when it has, go on to the next."""
        if self._busy:
            return
        if self._at < len(self.lesson.steps) and self._ran is None:
            self._busy = _("it is happening…")
            self._pointed_at = self.lesson.stage.focus
            self._stepped_at = self.view.at if self.view is not None else None
            self._told.redraw()
            self.work("lesson", self._happen)
        elif self._at < len(self.lesson.steps):
            self._go_to(self._at + 1)

    def action_previous(self) -> None:
        """Show the step before, as it went."""
        if not self._busy and self._at > 0:
            self._go_to(self._at - 1)

    def _go_to(self, at: int) -> None:
        self._at = at
        self._shows_hint = self._shows_notes = False
        self._told.scroll_home(animate=False)
        self._told.redraw()
        if self._ran is not None:
            self._focus_at = self._ran.focus

    def action_start_over(self) -> None:
        """Reap everything and begin again."""
        self._busy = _("starting over…")
        self._told.redraw()
        self.work("lesson", self._start_over)

    def action_hint(self) -> None:
        """Show the hint, or hide it."""
        self._shows_hint = not self._shows_hint
        self._told.redraw()

    def action_notes(self) -> None:
        """Show the speaker's notes, or hide them."""
        self._shows_notes = not self._shows_notes
        self._told.redraw()

    def action_scroll_text(self, by: int) -> None:
        """Show more of the text, wherever the focus is."""
        self._told.scroll_text(by)

    def action_presenter(self) -> None:
        """Show only what matters, or everything."""
        self.toggle_class("-presenter")
        self._told.redraw()

    # What happens off the screen's thread

    def _happen(self) -> Message | None:
        try:
            ran = self.lesson.next()
        except Cancelled:
            return None
        except MemscopeError as error:
            return self.Happened(None, sentence(error))
        return self.Happened(ran)

    @on(Happened)
    def _note_happened(self, message: Happened) -> None:
        self._busy = ""
        if message.ran is not None:
            self._focus_at = message.ran.focus
            self._mark_step(message.ran)
        if message.problem:
            self.notify(message.problem, severity="error", markup=False)
        self._told.redraw()
        self.session.source.refresh()

    def _mark_step(self, ran: Ran) -> None:
        """Mark in the history when it happened: before the first look, at that."""
        if self.view is None:
            return
        at = self.view.at if self._stepped_at is None else self._stepped_at
        tick = Tick(at, Ticks.STEP, self.lesson.words(ran.step).title)
        self.picture.steps = (*self.picture.steps, tick)
        self.picture.show_history(self.view, self.travel.at)

    def _start_over(self) -> Message:
        self.lesson.start_over()
        return self.StartedOver()

    @on(StartedOver)
    def _begin_again(self) -> None:
        self._busy = ""
        self.picture.steps = ()
        self._go_to(0)
        self.session.source.refresh()

    def progress(self, text: str) -> None:
        """Tell what a long step is doing; from its thread."""
        self.post_message(self.Progressed(text))

    def _tell_exhibited(self) -> None:
        """Draw what a step has measured so far; from its thread, often."""
        if not self._awaits_drawing:
            self._awaits_drawing = True
            self.post_message(self.Exhibited())

    @on(Exhibited)
    def _draw_exhibits(self) -> None:
        self._awaits_drawing = False
        if self._busy:
            self._told.redraw()

    @on(Progressed)
    def _say_busy(self, message: Progressed) -> None:
        if self._busy:
            self._busy = message.text
            self._told.redraw()

    @on(Looked)
    def _point(self, message: Looked) -> None:
        """Point at what the step is about, once it is on the map."""
        if self._busy:
            self._point_meanwhile()
        elif self._focus_at is not None:
            address, self._focus_at = self._focus_at, None
            self.call_after_refresh(self._go_to_address, address)

    def _point_meanwhile(self) -> None:
        """Point at what a running step lets people see, once."""
        focus = self.lesson.stage.focus
        if focus is not None and focus != self._pointed_at:
            self.call_after_refresh(self._go_to_address, focus)
        self._pointed_at = focus

    def _go_to_address(self, address: int) -> None:
        """Select what is there, in whichever program has it."""
        self.panes.beside.go_to(address)
        for one in self.view.processes if self.view else ():
            if one.process.region_at(address) is not None:
                self.panes.table.go_to(one.key, address)
                break
        self.show_selected()


def screen_for(session: Session, back: Back | None = None) -> Screen[None]:
    """Return the screen that a session wants; `back` leads to where it is opened."""
    if isinstance(session, LessonSession):
        return LessonScreen(session, back)
    if isinstance(session, TourSession):
        return TourScreen(session, back)
    return ScopeScreen(session, back)
