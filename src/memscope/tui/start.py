"""The door for the command line: run the screen until it is left, then clean up."""

import asyncio
import signal
from collections.abc import Callable, Sequence

from memscope.collect.poll import LiveSource
from memscope.lab.lab import Lab
from memscope.proc.processes import Listed, list_processes
from memscope.tui.app import MemscopeApp
from memscope.tui.scenes import SCENES
from memscope.tui.screens.home import HomeScreen
from memscope.tui.screens.scope import ScopeScreen
from memscope.tui.session import Session
from memscope.units import safe

First = Callable[[MemscopeApp], None]
"""Puts the first screen on an app that has just started."""


def run_app(
    *, attach: Sequence[int] = (), command: Sequence[str] = (), keep: bool = False
) -> int:
    """Show the screen and return the exit code.

    Args:
        attach: Watch these processes; neither these nor a command: the home screen.
        command: Start this program and watch it.
        keep: Let the program live on afterwards.

    Raises:
        SampleFailed: The program could not be started.
    """
    with Lab() as lab:
        if command:
            program = lab.run(command, keep=keep)
            name = safe(" ".join(command))
            first = _scope(_watch([program.pid], name))
        elif attach:
            first = _scope(_watch(attach, " ".join(map(str, attach))))
        else:
            first = _home(lab)
        return _run(first)


def _home(lab: Lab) -> First:
    def show(app: MemscopeApp) -> None:
        app.push_screen(
            HomeScreen(
                SCENES, list_processes, lambda scene: scene.open(lab), _watch_listed
            )
        )

    return show


def _scope(session: Session) -> First:
    def show(app: MemscopeApp) -> None:
        app.push_screen(ScopeScreen(session))

    return show


def _watch_listed(chosen: Listed) -> Session:
    return _watch([chosen.pid], f"{chosen.pid} {safe(chosen.name)}")


def _watch(pids: Sequence[int], title: str) -> Session:
    return Session(title=lambda: title, source=LiveSource(lambda: pids))


_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _run(first: First) -> int:
    """Run the app; a signal leaves it the way `q` does, the terminal restored."""

    def start(app: MemscopeApp) -> None:
        loop = asyncio.get_running_loop()
        for one in _SIGNALS:
            loop.add_signal_handler(one, app.exit, 128 + one)
        first(app)

    before = {one: signal.getsignal(one) for one in _SIGNALS}
    app = MemscopeApp(start)
    try:
        code = app.run()
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    return app.return_code or 0 if code is None else code
