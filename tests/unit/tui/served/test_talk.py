"""What goes over a page's socket: once, in order, and never without an end."""

import asyncio
import json
import socket
from typing import cast

import pytest
from aiohttp import web

from memscope.tui.served import talk
from memscope.tui.served.frames import LIMIT
from memscope.tui.served.guest import Guest
from memscope.tui.served.plan import ServePlan
from memscope.tui.served.show import Show
from memscope.tui.served.talk import UNSHARED, bound, show_to

pytestmark = pytest.mark.unit


class Page:
    """A page's end of a socket; it takes nothing while its gate is shut."""

    def __init__(self) -> None:
        self.got: list[str | bytes] = []
        self.closed_with = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def send_str(self, text: str) -> None:
        """Take a text."""
        await self._take(text)

    async def send_json(self, value: object) -> None:
        """Take a value."""
        await self._take(json.dumps(value))

    async def send_bytes(self, data: bytes) -> None:
        """Take a frame."""
        await self._take(data)

    async def close(self, *, code: int) -> None:
        """Note how it was closed."""
        self.closed_with = code

    async def _take(self, what: str | bytes) -> None:
        await self.gate.wait()
        self.got.append(what)

    @property
    def frames(self) -> list[bytes]:
        return [one for one in self.got if isinstance(one, bytes)]


def shown_to(page: Page, show: Show) -> "asyncio.Task[None]":
    what = show_to(cast(web.WebSocketResponse, page), show, Guest())
    return asyncio.ensure_future(what)


def draw_whole(show: Show, data: bytes) -> None:
    show.told({"type": "whole", "width": 80, "height": 24})
    show.drawn(data)


async def settled() -> None:
    for _n in range(10):
        await asyncio.sleep(0)


async def test_who_is_slow_skips_to_the_next_whole_frame_and_holds_up_nobody() -> None:
    show, quick, slow = Show(ServePlan()), Page(), Page()
    draw_whole(show, b"first")
    both = [shown_to(quick, show), shown_to(slow, show)]
    await settled()
    slow.gate.clear()
    for _n in range(20):
        show.drawn(b"x" * (LIMIT // 10))
        await settled()
    draw_whole(show, b"second")
    await settled()
    slow.gate.set()
    await settled()
    for one in both:
        one.cancel()

    assert len(quick.frames) > 20
    assert len(slow.frames) == 3
    assert slow.frames[-1].endswith(b"second")


async def test_a_page_without_news_is_told_so_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(talk, "BEAT_S", 0.01)
    show, page = Show(ServePlan()), Page()
    shown = shown_to(page, show)
    await asyncio.sleep(0.05)
    shown.cancel()

    assert page.got[1:3] == ['["beat"]', '["beat"]']
    assert page.frames == []


async def test_when_sharing_ends_a_page_is_told_why() -> None:
    show, page = Show(ServePlan()), Page()
    shown = shown_to(page, show)
    await settled()
    show.share(on=False)
    await shown

    assert page.closed_with == UNSHARED


async def test_what_waits_for_a_page_in_the_kernel_is_bounded() -> None:
    async def nothing(_reader: object, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(nothing, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    _reader, writer = await asyncio.open_connection(host, port)
    bound(writer.transport)
    found = writer.get_extra_info("socket")

    assert found.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) == LIMIT
    bound(None)
    writer.close()
    server.close()
