"""A closer look at one thing: opened by a key over the scope, left with esc."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from memscope.errors import MemscopeError
from memscope.i18n import N_, _, language
from memscope.render.runs import Line, Run, line, wrap
from memscope.render.words.problems import hint, sentence
from memscope.tui.close_looks import Closer
from memscope.tui.keys import KeyHelp
from memscope.tui.subject import LookSubject
from memscope.tui.widgets.bars import HeaderBar, KeyBar
from memscope.tui.widgets.panes import Pane
from memscope.units import safe

Gather = Callable[[], object]
"""Runs on a thread; may raise MemscopeError."""

HELP_KEY = KeyHelp("?", N_("this help"), N_("help"), "app.help")
BACK_KEY = KeyHelp("esc", N_("back to the maps"), N_("back"), "screen.leave")
BEEN_KEY = KeyHelp("alt+← →", N_("where you were before; where you came from"),
                   N_("been"), "screen.been(-1)")  # fmt: skip
QUIT_KEY = KeyHelp("q", N_("quit"), N_("quit"), "app.quit")


class WayBack(Protocol):
    """Remembers where the reader was; see `screens/scope/steps.py`."""

    def leave_page(self, page: "CloseLookScreen") -> None:
        """Note what a closer look is at, before it shows something else or closes."""
        ...

    def go_from(self, page: "CloseLookScreen", by: int) -> None:
        """Go back (-1) or forward (1) from it."""
        ...


class CloseLookScreen(Screen[int | None]):
    """What all closer looks have in common: questions asked off the screen's thread.

    It ends with an address to go to on the map, or None.
    """

    CSS_PATH = "../look.tcss"
    PAGE: ClassVar[str] = ""
    KEYS: ClassVar[tuple[KeyHelp, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("alt+left", "been(-1)", show=False),
        Binding("alt+right", "been(1)", show=False),
    ]

    @dataclass
    class Answered(Message):
        """A question has been answered.

        Attributes:
            answer: What was gathered; a MemscopeError: why it could not be.
        """

        answer: object

    def __init__(self, subject: LookSubject, closer: Closer) -> None:
        super().__init__()
        self.subject = subject
        self.closer = closer
        self.problem: MemscopeError | None = None
        self.complaint: MemscopeError | None = None
        self.trail: WayBack | None = None
        self._waiting: dict[str, Gather] = {}
        self._is_asking = False

    def compose(self) -> ComposeResult:
        """Top line, the look itself, keys."""
        yield HeaderBar(self.heading, lambda _room: self._right())
        yield from self.compose_look()
        yield KeyBar(self.KEYS)

    def compose_look(self) -> ComposeResult:
        """What stands between the two bars."""
        yield from ()

    def heading(self) -> str:
        """Say what is looked at."""
        return self.subject.name

    def state(self) -> Sequence[str]:
        """Say how it is looked at, on the right of the top line."""
        return ()

    def _right(self) -> Sequence[Run]:
        return (Run(" · ".join([*self.state(), language()]) + " ", "header"),)

    def ask(self, what: str, gather: Gather) -> None:
        """Gather something on a thread; then `show_answer` gets it.

        One question at a time; of those about the same thing that wait, only the
        last one is still asked.

        Args:
            what: A name for the question.
            gather: Gives the answer.
        """
        self._waiting[what] = gather
        self._ask_next()

    @property
    def is_asking(self) -> bool:
        """A question is under way."""
        return self._is_asking

    def _ask_next(self) -> None:
        if self._is_asking or not self._waiting:
            return
        gather = self._waiting.pop(next(iter(self._waiting)))
        self._is_asking = True
        self._ask(gather)

    @work(thread=True, group="look", description="look")
    def _ask(self, gather: Gather) -> None:
        try:
            answer = gather()
        except MemscopeError as error:
            answer = error
        self.post_message(self.Answered(answer))

    @on(Answered)
    def _take_answer(self, message: Answered) -> None:
        self._is_asking = False
        self.problem = None
        if isinstance(message.answer, MemscopeError):
            self.show_problem(message.answer)
        else:
            self.show_answer(message.answer)
        self.query_one(HeaderBar).redraw()
        self._ask_next()

    def show_answer(self, answer: object) -> None:
        """Show what was gathered."""
        raise NotImplementedError

    def show_problem(self, error: MemscopeError) -> None:
        """Say what went wrong."""
        self.problem = error
        self.redraw()

    def complain(self, error: MemscopeError) -> None:
        """Say what is wrong with what was typed; no answer makes that go away."""
        self.complaint = error
        self.redraw()

    def problem_lines(self, width: int) -> list[Line]:
        """Return what went wrong, in one sentence and a hint."""
        problem = self.complaint or self.problem
        if problem is None:
            return []
        lines = [line(Run(one, "bad")) for one in _wrap(sentence(problem), width)]
        if advice := hint(problem):
            lines += [line(Run(one, "muted")) for one in _wrap(advice, width)]
        return lines

    def redraw(self) -> None:
        """Draw everything again, in another language or theme."""
        for bar in (self.query_one(HeaderBar), self.query_one(KeyBar)):
            bar.redraw()
        for pane in self.query(Pane):
            pane.redraw()

    def action_leave(self) -> None:
        """Back to the maps."""
        self.note_left()
        self.dismiss(None)

    # Back and forward

    def spot(self) -> int | None:
        """Return the address that is looked at; None: it is about none."""
        return self.subject.address

    def visit(self, address: int | None) -> None:
        """Show another address, where the reader was before."""

    def note_left(self) -> None:
        """Remember what is shown, as somewhere to come back to."""
        if self.trail is not None:
            self.trail.leave_page(self)

    def action_been(self, by: int) -> None:
        """Go back (-1) or forward (1)."""
        if self.trail is not None:
            self.trail.go_from(self, by)

    def say(self, text: str) -> None:
        """Tell the reader something, for a moment."""
        self.query_one(KeyBar).say(text)


class BeatingScreen(CloseLookScreen):
    """Looks again at every beat, unless the reader pauses."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "pause", show=False)]

    def __init__(
        self, subject: LookSubject, closer: Closer, interval_s: Callable[[], float]
    ) -> None:
        super().__init__(subject, closer)
        self.is_paused = False
        self._interval_s = interval_s

    def on_mount(self) -> None:
        """Look for the first time; the beats follow."""
        self.look()
        self._next_beat()

    def look(self) -> None:
        """Ask for what is shown."""
        raise NotImplementedError

    def _next_beat(self) -> None:
        self.set_timer(max(self._interval_s(), 0.1), self._beat)

    def _beat(self) -> None:
        # A look that takes longer than a beat is not asked for twice.
        if not self.is_paused and not self.is_asking:
            self.look()
        self._next_beat()

    def state(self) -> Sequence[str]:
        """Say whether it goes on."""
        if self.is_paused:
            return [_("‖ paused")]
        return [_("● live {hz} Hz").format(hz=f"{1 / self._interval_s():g}")]

    def action_pause(self) -> None:
        """Stop looking, or go on."""
        self.is_paused = not self.is_paused
        if not self.is_paused:
            self.look()
        self.query_one(HeaderBar).redraw()


def _wrap(text: str, width: int) -> list[str]:
    return wrap(safe(text), max(width, 10))
