"""The command palette names our own keys, and runs what they run."""

from typing import Any, ClassVar

import pytest
from textual.app import App
from textual.command import DiscoveryHit, Hit
from textual.content import Content
from textual.screen import Screen

from memscope.tui.commands import KeyCommands
from memscope.tui.keys import KeyHelp
from tests.tui.stage import scope_on

pytestmark = pytest.mark.unit


class Keyed(Screen[None]):
    """Has two keys that run something, and one that only explains."""

    KEYS: ClassVar[tuple[KeyHelp, ...]] = (
        KeyHelp("a", "open the [door]", action="screen.do(1)"),
        KeyHelp("b", "close the window", action="screen.do(2)"),
        KeyHelp("c", "[/] only said"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.done: list[int] = []

    def action_do(self, what: int) -> None:
        """Note it."""
        self.done.append(what)


class Plain(Screen[None]):
    """Knows nothing of our keys."""


def words(hit: DiscoveryHit | Hit) -> str:
    shown = hit.display if isinstance(hit, DiscoveryHit) else hit.match_display
    assert isinstance(shown, Content)
    return shown.plain


async def shown(screen: Screen[Any]) -> list[DiscoveryHit]:
    found = [hit async for hit in KeyCommands(screen).discover()]
    assert all(isinstance(hit, DiscoveryHit) for hit in found)
    return [hit for hit in found if isinstance(hit, DiscoveryHit)]


async def found(screen: Screen[Any], query: str) -> list[Hit]:
    hits = [hit async for hit in KeyCommands(screen).search(query)]
    return [hit for hit in hits if isinstance(hit, Hit)]


async def test_every_key_that_runs_something_is_listed_as_it_is_written() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(Keyed())
        await pilot.pause()

        assert [words(hit) for hit in await shown(app.screen)] == [
            "open the [door]  a",
            "close the window  b",
        ]


async def test_what_is_chosen_runs_on_the_screen_it_belongs_to() -> None:
    app: App[None] = App()
    async with app.run_test():
        screen = Keyed()
        await app.push_screen(screen)
        (hit,) = await found(screen, "window")
        await hit.command()
        assert words(hit) == "close the window  b"
        assert hit.score > 0
        for one in await shown(screen):
            await one.command()

        assert screen.done == [2, 1, 2]


async def test_what_matches_nothing_and_a_screen_without_keys_offer_nothing() -> None:
    app: App[None] = App()
    async with app.run_test():
        await app.push_screen(Keyed())
        assert await found(app.screen, "zzz") == []
        await app.push_screen(Plain())

        assert await shown(app.screen) == []


async def test_on_the_scope_what_a_sample_can_do_is_offered_too() -> None:
    async with scope_on() as stage:
        (hit,) = await found(stage.scope, "start a thread  7")
        await hit.command()
        await stage.settle()

        assert stage.actor.told == [("thread-start",)]
