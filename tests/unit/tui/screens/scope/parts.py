"""The panes of the scope without the scope: what its parts are given to work on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen

from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot
from memscope.render.map.blocks import Block
from memscope.tui.build import ViewBuilder
from memscope.tui.colours import DARK_NAME, themes
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.view import View
from memscope.tui.widgets.map_deck import MapDeck
from tests.tui.synthetic import pair
from tests.unit.tui.screens.scope.host import NotingHost


class BareScreen(Screen[None]):
    """The panes, and nobody who tells them what to show."""

    def __init__(self) -> None:
        super().__init__()
        self.layout_ = ScopeLayout(self, MapDeck(), lambda: "actions")

    def compose(self) -> ComposeResult:
        """All of them."""
        yield from self.layout_.compose()


class _Alone(App[None]):
    def __init__(self, screen: BareScreen) -> None:
        super().__init__()
        self._bare = screen
        for theme in themes():
            self.register_theme(theme)
        self.theme = DARK_NAME

    def on_mount(self) -> None:
        self.push_screen(self._bare)


class Parts:
    """What a part of the scope is given.

    Attributes:
        screen: Bears the classes.
        layout: The panes.
        deck: The maps.
        host: Notes what it is asked.
        builder: Made the view that the host has.
    """

    def __init__(self, screen: BareScreen, pilot: Pilot[None]) -> None:
        self.screen, self._pilot = screen, pilot
        self.layout, self.deck = screen.layout_, screen.layout_.deck
        self.host = NotingHost()
        self.builder = ViewBuilder()
        self._at = 0.0

    async def draw(self, snapshot: Snapshot) -> View:
        """Draw one look in the maps and in the tree."""
        self._at += 1
        view = self.builder.add(self._at, snapshot)
        self.host.view = view
        self.deck.show(view)
        self.layout.threads.show(view)
        await self.settle()
        return view

    async def settle(self) -> None:
        """Wait until messages are done."""
        await self._pilot.pause()
        await self._pilot.pause()

    def select(self, kind: Kind) -> Region:
        """Put the cursor of the active map on the first region of a kind."""
        column = self.deck.active
        assert column is not None
        region = next(one for one in column.view.process.regions if one.kind is kind)
        assert column.go_to(region.start)
        return region

    @property
    def selected(self) -> Kind:
        """The kind that the cursor of the active map is on."""
        assert self.deck.active is not None
        item = self.deck.active.selected
        region = item.main if isinstance(item, Block) else item
        assert isinstance(region, Region)
        return region.kind

    @property
    def pid(self) -> int:
        """The process of the active map."""
        assert self.deck.active is not None
        return self.deck.active.view.process.pid


@asynccontextmanager
async def bare_parts(size: tuple[int, int] = (120, 40)) -> AsyncIterator[Parts]:
    """Show the panes before the first look."""
    screen = BareScreen()
    async with _Alone(screen).run_test(size=size) as pilot:
        await pilot.pause()
        yield Parts(screen, pilot)


@asynccontextmanager
async def parts_on(*snapshots: Snapshot) -> AsyncIterator[Parts]:
    """Show the panes with two processes in them, or with what is given."""
    async with bare_parts() as parts:
        for one in snapshots or (pair(),):
            await parts.draw(one)
        yield parts
