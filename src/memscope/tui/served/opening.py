"""Opens the place that an address names; home says what is not there, and why.

What a place needs is imported on use: home, which is below, is to be seen soon.
"""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from memscope.errors import BadFile, NoProgram, ProcError, UsageProblem
from memscope.i18n import LANGUAGES, _, set_language
from memscope.tui.app import MemscopeApp
from memscope.tui.desk import Desk
from memscope.tui.screens.home import HomeScreen
from memscope.tui.served.shelf import Shelf
from memscope.tui.whereabouts.where import Sight, Whereabouts
from memscope.units import safe

if TYPE_CHECKING:
    from memscope.lessons.engine import LessonRun
    from memscope.tui.session import Session


class Opener:
    """Brings the app to a place, from wherever it is.

    Args:
        app: The app; its lowest screen is `home`.
        home: Opens sessions, and says what could not be opened.
        desk: Starts samples.
        shelf: Finds recordings.
    """

    def __init__(
        self, app: MemscopeApp, home: HomeScreen, desk: Desk, shelf: Shelf
    ) -> None:
        self._app = app
        self._home = home
        self._desk = desk
        self._shelf = shelf

    def go(self, path: str) -> None:
        """Show the place of an address; of none: home, and why."""
        try:
            where = Whereabouts.parse(path)
        except UsageProblem as error:
            self._home.leave()
            self._home.tell_problem(error)
        else:
            self.open(where)

    def open(self, where: Whereabouts) -> None:
        """Show a place; one without a name is what is shown already."""
        self._dress(where)
        if where.is_bare:
            return
        self._home.leave()
        match where.kind:
            case Sight.HOME:
                pass
            case Sight.RECORDING:
                self._play(where)
            case Sight.LESSON:
                self._home.open(partial(self._lesson, where))
            case _:
                self._home.open(partial(_processes, where))

    def _dress(self, where: Whereabouts) -> None:
        if where.theme:
            self._app.wear(where.theme)
        if where.language in LANGUAGES:
            set_language(where.language)
            self._app.redraw()

    def _play(self, where: Whereabouts) -> None:
        try:
            path = self._shelf.find(where.name)
        except BadFile as error:
            self._home.tell_problem(error)
        else:
            self._home.play(path, where.at)

    def _lesson(self, where: Whereabouts) -> "Session":
        """Start a lesson; takes its time, on a thread of its own."""
        from memscope.lessons.offered import lesson_names
        from memscope.tui.scenes import lesson_scene
        from memscope.tui.session import LessonSession

        # A file would be a lesson, too: one that runs whatever stands in it.
        if where.name not in lesson_names():
            raise UsageProblem(
                _("there is no lesson {name}").format(name=safe(where.name)),
                hint=_("Choose one of the list."),
            )
        session = self._desk.open_lesson(lesson_scene(where.name))
        if isinstance(session, LessonSession) and session.run is not None:
            _run_up_to(session.run, where.step)
        return session


def _run_up_to(run: "LessonRun", step: str) -> None:
    """Let happen what comes before a step; as the step itself is to be predicted."""
    names = [one.id for one in run.steps]
    known = {str(n): n - 1 for n in range(1, len(names) + 1)}
    at = names.index(step) if step in names else known.get(step, 0)
    while run.at + 1 < at:
        run.next()


def _processes(where: Whereabouts) -> "Session":
    """Begin to watch; on a thread of its own."""
    from memscope.tui.sessions import watching, watching_several

    pid, name = _running(where)
    if where.kind is Sight.TREE:
        session = watching_several(pid, "tree")
    else:
        session = watching([pid], f"{pid} {safe(name)}")
    return replace(session, where=where)


def _running(where: Whereabouts) -> tuple[int, str]:
    """Return number and name of what is meant, if it is the one that it was.

    Raises:
        NoProgram: It has ended, or none is called so.
        SeveralPrograms: Several are called so.
    """
    from memscope.collect.named import pid_of
    from memscope.parse.stat import parse_stat
    from memscope.proc.fs import ProcFs

    pid = where.pid or pid_of(where.name)
    hint = _("Choose another one here, or open /p/NAME.")
    try:
        with ProcFs().process(pid) as directory:
            stat = parse_stat(directory.read("stat"))
    except ProcError:
        text = _("process {pid} has ended").format(pid=pid)
        raise NoProgram(text, hint=hint) from None
    if where.start not in {None, stat.start_ticks}:
        text = _("process {pid} has ended; its number is another one's now")
        raise NoProgram(text.format(pid=pid), hint=hint)
    return pid, stat.name
