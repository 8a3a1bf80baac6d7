"""Findings can be gone through, and lead to their memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App
from textual.pilot import Pilot

from memscope.model.finding import Answer
from memscope.tui.build import ViewBuilder
from memscope.tui.colours import DARK_NAME, themes
from memscope.tui.screens.why import WhyScreen
from memscope.tui.subject import LookSubject
from tests.tui.closer import PreparedCloser
from tests.tui.synthetic import pair, process

pytestmark = pytest.mark.tui


class Asking(App[None]):
    """Asks why, and notes what it heard."""

    def __init__(self) -> None:
        super().__init__()
        for theme in themes():
            self.register_theme(theme)
        self.theme = DARK_NAME
        closer = PreparedCloser()
        closer.process = process()
        view = ViewBuilder().add(0.0, pair())
        subject = LookSubject(lambda: view.processes[0], lambda: view.snapshot)
        self.answers: list[Answer] = []
        self.went: list[int | None] = []
        self.why = WhyScreen(subject, closer, self.answers.append)

    def on_mount(self) -> None:
        """Open the screen."""
        self.push_screen(self.why, self.went.append)


@asynccontextmanager
async def asking() -> AsyncIterator[tuple[Asking, Pilot[None]]]:
    app = Asking()
    async with app.run_test(size=(80, 24)) as pilot:
        for _try in range(200):
            if app.answers:
                break
            await pilot.pause(0.01)
        await pilot.pause()
        yield app, pilot


def chosen(app: Asking) -> str:
    (line,) = [
        "".join(run.text for run in one)
        for one in app.why.answer_lines(76)
        if any("cursor" in run.style for run in one)
    ]
    return line.strip()[:1]


async def test_enter_leads_to_the_memory_of_the_selected_finding() -> None:
    async with asking() as (app, pilot):
        assert chosen(app) == "1"
        await pilot.press("enter")
        await pilot.pause()

        assert app.went == [app.answers[0].findings[0].regions[0]]


async def test_n_goes_from_finding_to_finding_and_stops_at_the_ends() -> None:
    async with asking() as (app, pilot):
        count = len(app.answers[0].findings)
        assert count > 1
        for _each in range(count + 2):
            await pilot.press("n")
        assert chosen(app) == str(count)
        await pilot.press("enter")
        assert app.went == []

        for _each in range(count + 2):
            await pilot.press("N")
        assert chosen(app) == "1"
