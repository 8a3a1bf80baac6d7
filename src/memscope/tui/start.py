"""The door for the command line: run the screen until it is left, then clean up."""

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack

from memscope.collect.poll import LiveSource
from memscope.collect.tape.replay import ReplaySource
from memscope.i18n import _
from memscope.lab.lab import Lab
from memscope.lab.program import Program
from memscope.lessons.filming import filmed
from memscope.proc.processes import Listed, list_processes
from memscope.tui.app import MemscopeApp
from memscope.tui.close_looks import LiveCloser
from memscope.tui.measuring import live_measure
from memscope.tui.scenes import all_scenes, lesson_scene
from memscope.tui.screens.home import HomeScreen
from memscope.tui.screens.lesson import screen_for
from memscope.tui.screens.lesson_replay import replay_screen_for
from memscope.tui.session import LessonSession, Session
from memscope.tui.settings.asked import asked
from memscope.tui.settings.start import settings_for
from memscope.tui.watching import watch, watch_several
from memscope.units import safe

First = Callable[[MemscopeApp], None]
"""Puts the first screen on an app that has just started."""


def run_app(
    *,
    attach: Sequence[int] = (),
    follow: str = "",
    command: Sequence[str] = (),
    keep: bool = False,
) -> int:
    """Show the screen and return the exit code.

    Args:
        attach: Watch these processes; neither these nor a command: the home screen.
        follow: "tree": all descendants of the first one, too; another word: all
            processes of that name; "": those alone.
        command: Start this program and watch it.
        keep: Let the program live on afterwards.

    Raises:
        SampleFailed: The program could not be started.
    """
    with Lab() as lab:
        if command:
            program = lab.run(command, keep=keep)
            first = _scope(_watch_program(program))
        elif attach and follow:
            first = _scope(watch_several(attach[0], follow))
        elif attach:
            first = _scope(watch(attach, " ".join(map(str, attach))))
        else:
            first = _home(lab)
        return _run(first)


def run_served() -> int:
    """Show what the server in front of us asks for, and return the exit code."""
    from memscope.tui.served.program import serve_on

    with Lab() as lab:
        home = _home_screen(lab)

        def show(app: MemscopeApp) -> None:
            app.push_screen(home)
            serve_on(app, home, lab)

        return _run(show)


def run_lesson(
    name: str,
    *,
    sample: str = "python",
    options: Mapping[str, float] | None = None,
    film: str | None = None,
    force: bool = False,
) -> int:
    """Give one lesson and return the exit code.

    Args:
        name: Of the lesson, or a file.
        sample: Language of its sample programs.
        options: Numbers of the lesson by name.
        film: Record it into this file, too.
        force: Replace that file if it exists.

    Raises:
        UsageProblem: There is no such lesson.
        BadFile: The file holds none.
        MemscopeError: The recording cannot be written.
    """
    scene = lesson_scene(name, sample=sample, options=options)
    with Lab() as lab, ExitStack() as stack:
        session = scene.open(lab)
        if session.on_close is not None:
            stack.callback(session.on_close)
        if film is not None and isinstance(session, LessonSession) and session.run:
            stack.enter_context(filmed(session.run, film, force=force))
        return _run(_scope(session))


def run_replay(path: str) -> int:
    """Play a recording and return the exit code.

    Raises:
        BadFile: The file cannot be read, or is no recording.
    """
    source = ReplaySource.open(path)

    def show(app: MemscopeApp) -> None:
        app.push_screen(replay_screen_for(source))

    return _run(show)


def _home(lab: Lab) -> First:
    def show(app: MemscopeApp) -> None:
        app.push_screen(_home_screen(lab))

    return show


def _home_screen(lab: Lab) -> HomeScreen:
    return HomeScreen(
        all_scenes(),
        list_processes,
        lambda scene: scene.open(lab),
        _watch_listed,
    )


def _scope(session: Session) -> First:
    def show(app: MemscopeApp) -> None:
        app.push_screen(screen_for(session))

    return show


def _watch_program(program: Program) -> Session:
    title = safe(" ".join(program.command))
    source = LiveSource(lambda: [program.pid])
    return Session(
        lambda: title,
        source,
        note=lambda: _end_of(program),
        measure=live_measure(),
        closer=LiveCloser(),
    )


def _end_of(program: Program) -> str:
    """Say how a program ended, and what it said last."""
    if program.alive:
        return ""
    code = program.exit_code
    if code is None:
        text = _("{name} has ended").format(name=program.name)
    else:
        text = _("{name} has ended with exit code {code}").format(
            name=program.name, code=code
        )
    said = program.stderr.in_one_line()
    return f"{text}: {said}" if said else text


def _watch_listed(chosen: Listed) -> Session:
    return watch([chosen.pid], f"{chosen.pid} {safe(chosen.name)}")


_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _run(first: First) -> int:
    """Run the app; a signal leaves it the way `q` does, the terminal restored."""

    def start(app: MemscopeApp) -> None:
        loop = asyncio.get_running_loop()
        for one in _SIGNALS:
            loop.add_signal_handler(one, app.exit, 128 + one)
        first(app)

    before = {one: signal.getsignal(one) for one in _SIGNALS}
    app = MemscopeApp(start, settings_for(asked()))
    try:
        code = app.run()
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    if app.problem is not None:
        raise app.problem
    return app.return_code or 0 if code is None else code
