"""What goes over the socket of a page: frames one way, and keys, if any, the other."""

import asyncio
import socket as socket_module

from aiohttp import WSMsgType, web

from memscope.tui.served.frames import LIMIT, SeenUpTo
from memscope.tui.served.guest import Guest
from memscope.tui.served.show import Show

SPOKE = 4408
"""How a page is told, when its socket closes, that it has no say."""
UNSHARED = 4403
"""How it is told that nothing is shared any more."""
BEAT_S = 15.0
"""Seconds without news after which a page is told that there are none."""
_BEAT = '["beat"]'
_LARGEST = 1000
"""Cells of a side; a browser that asks for more is not believed."""


async def show_to(socket: web.WebSocketResponse, show: Show, guest: Guest) -> None:
    """Send what is drawn and told, for as long as the socket takes it."""
    reach, said = SeenUpTo(), ""
    while True:
        changed = show.changed
        if not (guest.may_drive or show.is_shared):
            await socket.close(code=UNSHARED)
            return
        if (facts := show.facts_for(guest)) != said:
            await socket.send_str(facts)
            said = facts
        if aside := show.aside(guest):
            await socket.send_json(["aside", aside])
        news = show.frames_for(guest).since(reach)
        if news is None:
            await wait_for(changed, socket)
            continue
        if news.whole is not None:
            await socket.send_json(["whole", news.whole.width, news.whole.height])
            await socket.send_bytes(news.whole.data)
        if news.changes:
            await socket.send_bytes(news.changes)
        reach = news.reach


async def speak_to(socket: web.WebSocketResponse, show: Show) -> None:
    """Send the speaker's notes whenever they are others."""
    said: dict[str, object] | None = None
    while True:
        changed = show.changed
        if (notes := {**show.notes, "watching": show.watching}) != said:
            await socket.send_json(["notes", notes])
            said = notes
        await wait_for(changed, socket)


async def wait_for(changed: asyncio.Event, socket: web.WebSocketResponse) -> None:
    """Wait for news; where there are none, say so now and then.

    A page cannot see the pings of the socket, and what only listens never finds out
    that the other side is gone, as after a sleep.
    """
    while True:
        try:
            async with asyncio.timeout(BEAT_S):
                await changed.wait()
        except TimeoutError:
            await socket.send_str(_BEAT)
        else:
            return


def bound(transport: asyncio.BaseTransport | None) -> None:
    """Keep short what a slow page has yet to fetch: it is to see what is, not was."""
    found = None if transport is None else transport.get_extra_info("socket")
    if found is not None:
        # The kernel doubles it: socket(7).
        found.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_SNDBUF, LIMIT // 2)


async def hear_silence(socket: web.WebSocketResponse) -> None:
    """Wait for the end; whoever says anything at all is shut out."""
    async for _message in socket:
        await socket.close(code=SPOKE)


async def hear_driver(socket: web.WebSocketResponse, show: Show, guest: Guest) -> None:
    """Pass on what the driver types, until the page is closed or talks nonsense.

    Who has the driver's address and does not drive is not heard, and stays.
    """
    async for message in socket:
        if message.type != WSMsgType.TEXT:
            return
        if guest is show.wheel.driver:
            await _obey(message.json(), show)


async def _obey(order: object, show: Show) -> None:
    match order:
        case ["stdin", str(keys)]:
            await show.press(keys)
        case ["resize", {"width": width, "height": height}]:
            show.resize(cells(width), cells(height))
        case ["focus"]:
            show.focus(on=True)
        case ["blur"]:
            show.focus(on=False)
        case ["share", bool(on)]:
            show.share(on=on)
        case ["hand_over"]:
            show.hand_over()


def cells(said: object) -> int:
    """Return a number of cells as a page says it, or a usual one."""
    text = str(said)
    known = text.isascii() and text.isdecimal() and len(text) < 6
    return max(1, min(int(text), _LARGEST)) if known else 80
