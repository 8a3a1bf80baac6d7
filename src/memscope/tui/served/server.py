"""The web server: addresses that cannot be guessed, and what is behind each of them."""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import textual_serve
from aiohttp import web

from memscope.tui.served.doors import Doors, Role
from memscope.tui.served.guest import Guest
from memscope.tui.served.pages import FILES, page_for, text_of
from memscope.tui.served.plan import ServePlan
from memscope.tui.served.policy import guarded
from memscope.tui.served.show import GRACE_S, Show
from memscope.tui.served.talk import (
    bound,
    cells,
    hear_driver,
    hear_silence,
    show_to,
    speak_to,
)
from memscope.tui.whereabouts.where import LONGEST

TERMINAL_FILES = Path(textual_serve.__file__).parent / "static"
"""The terminal for browsers that textual-serve brings along, with its font."""
MOST_GUESTS = 200
"""How many may watch."""
FULL = 4429
"""How a page is told, when its socket closes, that no more are let in."""
PING_S = 30.0
"""Seconds between two questions whether a page is there; half of it to answer."""
_DRIVING = {Role.DRIVER, Role.COLLEAGUE}
_PASTED = 4 << 20
"""Bytes that a page may send at once, which is what somebody pastes."""
_SAID = 1024
"""Likewise one that has no say: enough to be told so."""
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ScreenServer:
    """Shows one program to whoever knows an address of it.

    Args:
        listening: A bound socket.
        plan: What the program shows.
        own_views: How many programs more there may be, one for each colleague.
    """

    def __init__(
        self, listening: socket.socket, plan: ServePlan, own_views: int
    ) -> None:
        self._socket = listening
        self._plan = plan
        self._most_views = own_views
        self._doors = Doors(has_colleagues=own_views > 0)
        self._views: dict[str, Show] = {}
        self._talks: set[asyncio.Task[None]] = set()

    def address(self, host: str, role: Role) -> str:
        """Return what to open in a browser that knows this machine as `host`."""
        port = self._socket.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        place = self._plan.place if role in _DRIVING else ""
        return f"http://{name}:{port}{self._doors.path(role)}{place}"

    def run(self) -> None:
        """Serve until a signal ends it, and every program with it."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._show = Show(self._plan)
        runner = web.AppRunner(self._app(), access_log=None)
        await runner.setup()
        await web.SockSite(runner, self._socket).start()
        await _end_signal()
        shows = (self._show, *self._views.values())
        await asyncio.gather(*(show.stop() for show in shows))
        for talk in (talks := list(self._talks)):
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[guarded])
        app.add_routes(
            [
                web.static("/static", TERMINAL_FILES),
                web.get("/{secret}/ws", self._talk),
                web.get("/{secret}/file/{name}", self._file),
                web.get("/{secret}/{place:.*}", self._page),
            ]
        )
        return app

    def _role(self, request: web.Request) -> Role:
        role = self._doors.role_of(request.match_info["secret"])
        if role is None:
            raise web.HTTPNotFound
        return role

    async def _file(self, request: web.Request) -> web.Response:
        self._role(request)
        name = request.match_info["name"]
        if name not in FILES:
            raise web.HTTPNotFound
        return web.Response(text=text_of(name), content_type=FILES[name])

    async def _page(self, request: web.Request) -> web.Response:
        role = self._role(request)
        if role is Role.DRIVER:
            # It starts while the browser still loads what the page needs.
            self._later(self._show.start(_place_of(request), again=True))
        root, lang = self._doors.path(role), request.query.get("lang", "")
        page = page_for(role, root, lang=lang)
        return web.Response(text=page, content_type="text/html")

    async def _talk(self, request: web.Request) -> web.WebSocketResponse:
        role = self._role(request)
        most = _PASTED if role in _DRIVING else _SAID
        socket = web.WebSocketResponse(
            heartbeat=PING_S, compress=False, max_msg_size=most
        )
        await socket.prepare(request)
        bound(request.transport)
        page = request.query.get("page", "")[:64]
        match role:
            case Role.SPEAKER:
                await self._speak(socket)
            case Role.FOLLOWER:
                await self._follow(socket, page)
            case Role.DRIVER:
                await self._drive(socket, request, self._show, Guest(page, True))
            case Role.COLLEAGUE:
                await self._visit(socket, request, page)
        await socket.close()
        return socket

    # What a socket is for

    async def _follow(self, socket: web.WebSocketResponse, page: str) -> None:
        if self._show.watching >= MOST_GUESTS:
            await socket.close(code=FULL)
            return
        guest = Guest(page)
        self._show.come(guest)
        try:
            await self._both(show_to(socket, self._show, guest), hear_silence(socket))
        finally:
            self._show.leave(guest)

    async def _drive(
        self,
        socket: web.WebSocketResponse,
        request: web.Request,
        show: Show,
        guest: Guest,
    ) -> None:
        show.come(guest)
        try:
            place = request.query.get("place", "")[:LONGEST]
            if show.wheel.driver is guest:
                _take_over(show, request, place)
            await show.start(place)
            await self._both(
                show_to(socket, show, guest), hear_driver(socket, show, guest)
            )
        finally:
            show.leave(guest)

    async def _visit(
        self, socket: web.WebSocketResponse, request: web.Request, page: str
    ) -> None:
        """Give a colleague a program of their own, or the one they had just now."""
        if page not in self._views and len(self._views) >= self._most_views:
            await socket.close(code=FULL)
            return
        show = self._views.get(page) or Show(replace(self._plan, place=""))
        self._views[page] = show
        await self._drive(socket, request, show, Guest(page, True))
        asyncio.get_running_loop().call_later(GRACE_S, self._end_view, page, show)

    def _end_view(self, page: str, show: Show) -> None:
        if not show.guests and self._views.get(page) is show:
            del self._views[page]
            self._later(show.stop())

    async def _speak(self, socket: web.WebSocketResponse) -> None:
        await self._both(speak_to(socket, self._show), hear_silence(socket))

    async def _both(self, *talks: Coroutine[Any, Any, None]) -> None:
        # Tasks of their own, so that ending them does not end the request half-way.
        both = [self._later(talk) for talk in talks]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for one in both:
            one.cancel()
        await asyncio.wait(both)

    def _later(self, talk: Awaitable[None]) -> "asyncio.Task[None]":
        task = asyncio.ensure_future(talk)
        self._talks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._talks.discard(task)
        if not task.cancelled():
            task.exception()  # a page that is gone while it is sent something


def _take_over(show: Show, request: web.Request, place: str) -> None:
    """Give the program the size of the driver's page, and go where it points."""
    if "width" in request.query:
        width, height = request.query["width"], request.query.get("height")
        show.resize(cells(width), cells(height))
    if show.is_running and place and place != show.seen.path:
        show.go(place)


async def _end_signal() -> None:
    """Wait for a signal that ends us."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in _ENDING:
        loop.add_signal_handler(one, ended.set)
    await ended.wait()


def _place_of(request: web.Request) -> str:
    """Return the end of an address, as it was written."""
    _nothing, _slash, place = request.raw_path.lstrip("/").partition("/")
    return place[:LONGEST]
