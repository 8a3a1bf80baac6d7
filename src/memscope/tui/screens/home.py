"""Where memscope begins: lessons on the left, running processes on the right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message

from memscope.errors import MemscopeError
from memscope.i18n import _, language
from memscope.proc.processes import Listed
from memscope.render.runs import Run
from memscope.render.words.problems import hint, sentence
from memscope.tui.keys import HOME_KEYS
from memscope.tui.scenes import LessonRow
from memscope.tui.screens.lesson import screen_for
from memscope.tui.session import Session
from memscope.tui.whereabouts.headline import Headline
from memscope.tui.whereabouts.where import Whereabouts
from memscope.tui.widgets.bars import HeaderBar, KeyBar
from memscope.tui.widgets.pick_lists import LessonList, ProcessList
from memscope.tui.widgets.rows import Rows
from memscope.tui.widgets.search_bar import SearchBar
from memscope.tui.widgets.too_small import Refocusing, TooSmall

_EVERY_S = 2.0
"""Seconds between two looks at the list of processes."""


class HomeScreen(Refocusing):
    """Opens what is chosen; the two callables do the opening, off this thread."""

    KEYS = HOME_KEYS
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 Textual declares it as an instance's
        (0, "-tiny"),
        (40, "-narrow"),
        (100, "-wide"),
        (170, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (12, "-low")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", show=False),
        Binding("s", "sort", show=False),
        Binding("tab,left,right,shift+tab", "pane(1)", show=False, priority=True),
        Binding("escape", "clear", show=False),
        *(Binding(str(n), f"lesson({n})", show=False) for n in range(1, 10)),
    ]

    @dataclass
    class Refilled(Message):
        """The processes that run now."""

        processes: Sequence[Listed]

    @dataclass
    class SessionOpened(Message):
        """There is something to show on a screen of its own."""

        session: Session

    @dataclass
    class NotOpened(Message):
        """What was chosen cannot be opened."""

        error: MemscopeError

    def __init__(
        self,
        scenes: Sequence[LessonRow],
        list_processes: Callable[[], Sequence[Listed]],
        open_scene: Callable[[LessonRow], Session],
        watch: Callable[[Listed], Session],
    ) -> None:
        super().__init__()
        self._scenes = scenes
        self._list_processes = list_processes
        self._open_scene = open_scene
        self._watch = watch
        self._busy = ""
        self._shown: Session | None = None

    def compose(self) -> ComposeResult:
        """Two lists side by side; one above the other on narrow terminals."""
        yield HeaderBar(self._tagline, lambda _room: (Run(f"{language()} ", "header"),))
        with Horizontal(id="home"):
            yield LessonList(self._scenes)
            with Vertical(id="running"):
                yield ProcessList()
                yield SearchBar(lambda: _("find"))
        yield KeyBar(self.KEYS)
        yield TooSmall(id="too-small")

    def on_mount(self) -> None:
        """Show the processes, now and again."""
        self.redraw()
        self.query_one(LessonList).focus()
        self._list()
        self.set_interval(_EVERY_S, self._list)

    def redraw(self) -> None:
        """Draw everything again, in another language or theme."""
        lessons = self.query_one(LessonList)
        lessons.set_title(_("lessons"))
        lessons.redraw()
        self.query_one(ProcessList).redraw()
        self.query_one(HeaderBar).redraw()
        self.query_one(KeyBar).redraw()

    def _tagline(self) -> str:
        return self._busy or _("how Linux lays out a program's memory, live")

    @work(thread=True, exclusive=True, group="list")
    def _list(self) -> None:
        processes = self._list_processes()
        self.post_message(self.Refilled(processes))

    @on(Refilled)
    def _show_listing(self, message: Refilled) -> None:
        self.query_one(ProcessList).show(message.processes)

    def action_pane(self, by: int) -> None:
        """Go to the other list."""
        lessons, running = self.query_one(LessonList), self.query_one(ProcessList)
        (running if lessons.has_focus else lessons).focus()

    def action_sort(self) -> None:
        """Sort the processes by the next column."""
        self.query_one(ProcessList).sort_next()

    def action_find(self) -> None:
        """Let the reader type."""
        self.query_one(SearchBar).open()

    def action_clear(self) -> None:
        """Show all processes again."""
        self.query_one(ProcessList).filter("")

    @on(SearchBar.Typed)
    def _filter(self, message: SearchBar.Typed) -> None:
        running = self.query_one(ProcessList)
        running.filter(message.text)
        if message.is_next:
            running.focus()

    @on(SearchBar.Left)
    def _leave_search(self) -> None:
        self.query_one(ProcessList).focus()

    def action_lesson(self, number: int) -> None:
        """Open a lesson by its number."""
        lessons = self.query_one(LessonList)
        if number <= lessons.row_count():
            lessons.focus()
            lessons.move_cursor(number - 1)
            lessons.action_choose()

    @on(Rows.Chosen, "#lessons")
    def _open_lesson(self) -> None:
        scene = self.query_one(LessonList).selected
        self.open(lambda: self._open_scene(scene))

    @on(Rows.Chosen, "#processes")
    def _open_process(self) -> None:
        chosen = self.query_one(ProcessList).selected
        if chosen is not None:
            self.open(lambda: self._watch(chosen))

    def open(self, start: Callable[[], Session]) -> None:
        """Show a session; starting it may take its time, off the screen's thread."""
        if not self._busy:
            self._say(_("starting…"))
            self._start(start)

    @work(thread=True, group="open")
    def _start(self, start: Callable[[], Session]) -> None:
        try:
            session = start()
        except MemscopeError as error:
            self.post_message(self.NotOpened(error))
        else:
            self.post_message(self.SessionOpened(session))

    @on(SessionOpened)
    def _show_session(self, message: SessionOpened) -> None:
        self._say("")
        self._shown = message.session
        self.app.push_screen(screen_for(message.session, self.leave))

    def leave(self) -> None:
        """Take away what was opened here; its samples may take their time to end."""
        shown, self._shown = self._shown, None
        if shown is not None and shown.on_close is not None:
            self.app.run_worker(shown.on_close, thread=True)
        while self in self.app.screen_stack and self.app.screen is not self:
            self.app.pop_screen()

    def place(self) -> Whereabouts | None:
        """Home, whatever is typed or chosen in it."""
        return Whereabouts()

    def headline(self) -> Headline | None:
        """No process is in front."""
        return Headline()

    @on(NotOpened)
    def _say_why_not(self, message: NotOpened) -> None:
        self._say("")
        self.complain(message.error)

    def complain(self, error: MemscopeError) -> None:
        """Say what could not be opened, and what to do."""
        text = f"{sentence(error)}. {hint(error)}" if error.hint else sentence(error)
        self.notify(text, severity="error", markup=False)

    def _say(self, text: str) -> None:
        self._busy = text
        self.query_one(HeaderBar).redraw()
