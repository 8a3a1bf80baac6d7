"""Keys go where the one before sent them, however fast they come.

Textual hands a key to the widget with the focus, from where it climbs from queue to
queue up to the app, whose bindings it meets last. Of keys that arrive in one burst, as
pasted text does in a terminal without bracketed paste, the second is handed out before
the first has opened the box to type into. Here a key is done with before the next one
is looked at; and as it need not climb, it is on the screen sooner.

What opens a box gives it the focus by `Screen.set_focus`: `Widget.focus` only puts
that off until all keys that have come by now are handed out.
"""

import asyncio
from contextlib import suppress

from textual.app import App
from textual.events import Event, Key
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

_PATIENCE_S = 1.0
"""A widget that is busy for so long loses its place in the order, not the key."""


class OrderedKeys(App[int]):
    """Takes one key after the other."""

    async def on_event(self, event: Event) -> None:
        """Take a key at once; one that has climbed up to here was taken before."""
        if not isinstance(event, Key):
            await super().on_event(event)
        elif not event.is_forwarded:
            await self._take(event)

    async def _take(self, event: Key) -> None:
        self.app_focus = True
        before = self.screen
        if not await self._check_bindings(event.key, priority=True):
            typed = await self._type(event)
            if not typed:
                await self._check_bindings(event.key)
        if self.screen is not before and self.is_running:
            await _until_ready(self.screen)

    async def _type(self, event: Key) -> bool:
        """Give it to what takes text, if that has the focus."""
        focused = self.focused
        if focused is None or not _takes(focused, event):
            return False
        focused._forward_event(event)
        await _until_done(focused)
        return True


def _takes(widget: Widget, event: Key) -> bool:
    return widget.check_consume_key(event.key, event.character)


async def _until_ready(screen: Screen[object]) -> None:
    """Wait until a screen that was just opened has its focus where it belongs."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            await screen._mounted_event.wait()
    await _until_done(screen)


async def _until_done(pump: MessagePump) -> None:
    """Wait until all that is in a queue now has been seen to."""
    done = asyncio.Event()
    if pump.call_later(done.set):
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                await done.wait()
