"""Opens the place that an address names; home says what is not there, and why."""

from functools import partial

from memscope.collect.named import pid_of
from memscope.collect.tape.replay import ReplaySource
from memscope.errors import MemscopeError, NoProgram, ProcError, UsageProblem
from memscope.i18n import LANGUAGES, _, set_language
from memscope.lab.lab import Lab
from memscope.lessons.engine import LessonRun
from memscope.lessons.registry import lesson_names
from memscope.parse.stat import parse_stat
from memscope.proc.fs import ProcFs
from memscope.tui.app import MemscopeApp
from memscope.tui.scenes import lesson_scene
from memscope.tui.screens.home import HomeScreen
from memscope.tui.screens.lesson_replay import replay_screen_for
from memscope.tui.served.shelf import Shelf
from memscope.tui.session import LessonSession, Session
from memscope.tui.watching import watch, watch_several
from memscope.tui.whereabouts.seen import start_of
from memscope.tui.whereabouts.where import Sight, Whereabouts
from memscope.units import safe


class Opener:
    """Brings the app to a place, from wherever it is.

    Args:
        app: The app; its lowest screen is `home`.
        home: Opens sessions, and says what could not be opened.
        lab: Starts samples.
        shelf: Finds recordings.
    """

    def __init__(
        self, app: MemscopeApp, home: HomeScreen, lab: Lab, shelf: Shelf
    ) -> None:
        self._app = app
        self._home = home
        self._lab = lab
        self._shelf = shelf

    def go(self, path: str) -> None:
        """Show the place of an address; of none: home, and why."""
        try:
            where = Whereabouts.parse(path)
        except UsageProblem as error:
            self._home.leave()
            self._home.complain(error)
            return
        self.open(where)

    def open(self, where: Whereabouts) -> None:
        """Show a place."""
        self._dress(where)
        self._home.leave()
        if where.kind is Sight.RECORDING:
            self._play(where)
        elif where.kind is not Sight.HOME:
            self._home.open(partial(self._session, where))

    def _dress(self, where: Whereabouts) -> None:
        if where.theme:
            self._app.wear(where.theme)
        if where.language in LANGUAGES:
            set_language(where.language)
            self._app.redraw()

    def _play(self, where: Whereabouts) -> None:
        try:
            source = ReplaySource.open(self._shelf.find(where.name))
        except MemscopeError as error:
            self._home.complain(error)
            return
        self._app.push_screen(replay_screen_for(source, self._home.leave))
        try:
            if where.at:
                source.go_to(where.at)
        except UsageProblem as error:
            self._home.complain(error)

    def _session(self, where: Whereabouts) -> Session:
        """Start what is to be looked at; takes its time, on a thread of its own."""
        match where.kind:
            case Sight.LESSON:
                return self._lesson(where)
            case Sight.TREE:
                return watch_several(_running(where), "tree", where)
        pid = _running(where)
        return watch([pid], f"{pid} {safe(_name_of(pid))}", where)

    def _lesson(self, where: Whereabouts) -> Session:
        # A file would be a lesson, too: one that runs whatever stands in it.
        if where.name not in lesson_names():
            raise UsageProblem(
                _("there is no lesson {name}").format(name=safe(where.name)),
                hint=_("Choose one of the list."),
            )
        session = lesson_scene(where.name).open(self._lab)
        if isinstance(session, LessonSession) and session.run is not None:
            _run_up_to(session.run, where.step)
        return session


def _run_up_to(run: LessonRun, step: str) -> None:
    """Let happen what comes before a step; as the step itself is to be predicted."""
    names = [one.id for one in run.steps]
    known = {str(n): n - 1 for n in range(1, len(names) + 1)}
    at = names.index(step) if step in names else known.get(step, 0)
    while run.at + 1 < at:
        run.next()


def _running(where: Whereabouts) -> int:
    """Return the process that is meant, if it is the one that it was.

    Raises:
        NoProgram: It has ended, or none is called so.
        SeveralPrograms: Several are called so.
    """
    pid = where.pid or pid_of(where.name)
    hint = _("Choose another one here, or open /p/NAME.")
    try:
        start = start_of(ProcFs(), pid)
    except ProcError:
        text = _("process {pid} has ended").format(pid=pid)
        raise NoProgram(text, hint=hint) from None
    if where.start not in {None, start}:
        text = _("process {pid} has ended; its number is another one's now")
        raise NoProgram(text.format(pid=pid), hint=hint)
    return pid


def _name_of(pid: int) -> str:
    with ProcFs().process(pid) as directory:
        return parse_stat(directory.read("stat")).name
