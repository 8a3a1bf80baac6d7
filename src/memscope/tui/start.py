"""The door for the command line: run the screen until it is left, then clean up.

The first screen is there before what it may lead to is imported: that takes as long
again, and can wait until somebody has seen something.
"""

import asyncio
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from memscope.garbage import settle
from memscope.tui.app import MemscopeApp
from memscope.tui.desk import Desk
from memscope.tui.screens.home import HomeScreen
from memscope.tui.settings.asked import asked
from memscope.tui.settings.start import settings_for

if TYPE_CHECKING:
    from memscope.lab.lab import Lab
    from memscope.tui.session import Session

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
    if not command and not attach:
        with Desk() as desk:
            return _run(_home(desk))
    from memscope.lab.lab import Lab
    from memscope.tui.sessions import watching, watching_program, watching_several

    with Lab() as lab:
        if command:
            session = watching_program(lab.run(command, keep=keep))
        elif follow:
            session = watching_several(attach[0], follow)
        else:
            session = watching(attach, " ".join(map(str, attach)))
        return _run(_scope(session, lab))


def run_served() -> int:
    """Show what the server in front of us asks for, and return the exit code."""
    from memscope.tui.served.program import serve_on

    with Desk() as desk:

        def show(app: MemscopeApp) -> None:
            home = _home_screen(desk, app)
            app.push_screen(home)
            serve_on(app, home, desk)

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
    from memscope.lab.lab import Lab
    from memscope.lessons.filming import filmed
    from memscope.tui.scenes import lesson_scene
    from memscope.tui.session import LessonSession

    scene = lesson_scene(name, sample=sample, options=options)
    with Lab() as lab, ExitStack() as stack:
        session = scene.open(lab)
        if session.on_close is not None:
            stack.callback(session.on_close)
        if film is not None and isinstance(session, LessonSession) and session.run:
            stack.enter_context(filmed(session.run, film, force=force))
        return _run(_scope(session, lab))


def run_replay(path: str) -> int:
    """Play a recording and return the exit code.

    Raises:
        BadFile: The file cannot be read, or is no recording.
    """
    from memscope.collect.tape.replay import ReplaySource
    from memscope.tui.screens.lesson_replay import replay_screen_for

    source = ReplaySource.open(path)

    def show(app: MemscopeApp) -> None:
        app.push_screen(replay_screen_for(source))

    return _run(show)


def _home(desk: Desk) -> First:
    def show(app: MemscopeApp) -> None:
        is_first = app.kept.is_kept and not app.kept.settings.tour_seen
        app.push_screen(_home_screen(desk, app, offers_tour=is_first))

    return show


def _home_screen(
    desk: Desk, app: MemscopeApp, *, offers_tour: bool = False
) -> HomeScreen:
    chosen = app.kept.settings
    return HomeScreen(
        desk,
        by=chosen.home_sort,
        is_tree=chosen.home_tree,
        focus=chosen.home_focus,
        offers_tour=offers_tour,
    )


def _scope(session: "Session", lab: "Lab") -> First:
    from memscope.tui.screens.lesson import screen_for

    def tour() -> "Session":
        from memscope.tui.tour.session import tour_on

        return tour_on(lab)

    def show(app: MemscopeApp) -> None:
        app.push_screen(screen_for(replace(session, tour=tour)))

    return show


_TURN_S = 0.001
"""Seconds after which a thread that works on the next look lets the screen go on.

A key waits so long at each of its reads and writes; Python's own 5 ms are too many.
"""
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _run(first: First) -> int:
    """Run the app; a signal leaves it the way `q` does, the terminal restored."""

    def start(app: MemscopeApp) -> None:
        loop = asyncio.get_running_loop()
        for one in _SIGNALS:
            loop.add_signal_handler(one, app.exit, 128 + one)
        first(app)
        app.call_after_refresh(settle)

    before = {one: signal.getsignal(one) for one in _SIGNALS}
    turn_s = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_S)
    app = MemscopeApp(start, settings_for(asked()))
    try:
        code = app.run()
    finally:
        settle()
        sys.setswitchinterval(turn_s)
        for one, handler in before.items():
            signal.signal(one, handler)
    if app.problem is not None:
        raise app.problem
    return app.return_code or 0 if code is None else code
