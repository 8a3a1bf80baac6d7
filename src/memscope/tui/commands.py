"""The command palette (ctrl+p): our own keys by name, and what samples can do."""

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from memscope.i18n import _
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.scope.screen import ScopeScreen


class KeyCommands(Provider):
    """Every key that stands for one action, under its meaning."""

    async def discover(self) -> Hits:
        """List all of them."""
        for name, action in self._commands():
            yield DiscoveryHit(Content(name), partial(self._run, action), text=name)

    async def search(self, query: str) -> Hits:
        """List those that match what was typed."""
        matcher = self.matcher(query)
        for name, action in self._commands():
            if (score := matcher.match(name)) > 0:
                run = partial(self._run, action)
                yield Hit(score, matcher.highlight(name), run, text=name)

    def _commands(self) -> Iterator[tuple[str, str]]:
        keys: tuple[KeyHelp, ...] = getattr(self.screen, "KEYS", ())
        for key in keys:
            if key.action:
                yield f"{_(key.meaning)}  {key.keys}", key.action
        if isinstance(self.screen, ScopeScreen):
            for action in self.screen.actions():
                yield f"{_(action.title)}  {action.key}", f"screen.act('{action.key}')"

    async def _run(self, action: str) -> None:
        await self.app.run_action(action, default_namespace=self.screen)
