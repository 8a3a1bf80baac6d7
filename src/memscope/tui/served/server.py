"""The web server: a page behind an address that cannot be guessed, and its tabs."""

import asyncio
import pkgutil
import secrets
import signal
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import textual_serve
from aiohttp import WSMsgType, web
from jinja2 import Environment
from textual_serve.download_manager import DownloadManager

from memscope.i18n import _, language
from memscope.tui.served.visit import Visit

TERMINAL_FILES = Path(textual_serve.__file__).parent / "static"
"""The terminal for browsers that textual-serve brings along, with its font."""

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FULL = 4429
"""How the page is told, when its socket closes, that no tab more may open."""
_LARGEST = 1000
"""Cells of a side; a browser that asks for more is not believed."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ScreenServer:
    """Shows the screen to whoever knows its address.

    Any page that the browser visits, and any user of this machine, can talk to a
    port of loopback, so the port alone lets nobody in: the path is a secret.

    Args:
        listening: A bound socket.
        most: Tabs at a time.
    """

    def __init__(self, listening: socket.socket, most: int) -> None:
        self._socket = listening
        self._most = most
        self._open = 0
        self._path = f"/{secrets.token_urlsafe(12)}/"
        self._tabs: set[asyncio.Task[None]] = set()
        self._downloads = DownloadManager()

    def address(self, host: str) -> str:
        """Return what to open in a browser that knows this machine as `host`."""
        port = self._socket.getsockname()[1]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}{self._path}"

    def run(self) -> None:
        """Serve until a signal ends it, and every tab's program with it."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        runner = web.AppRunner(self._app(), access_log=None)
        await runner.setup()
        await web.SockSite(runner, self._socket).start()
        await _end_signal()
        await self._close_tabs()
        await runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[_guarded])
        app.add_routes(
            [
                web.get(self._path, self._page),
                web.get(f"{self._path}page.js", _file("page.js", "text/javascript")),
                web.get(f"{self._path}page.css", _file("page.css", "text/css")),
                web.get(f"{self._path}ws", self._tab),
                web.static("/static", TERMINAL_FILES),
            ]
        )
        return app

    async def _page(self, _request: web.Request) -> web.Response:
        template = Environment(autoescape=True).from_string(_text("page.html"))
        full = _("This server opens no more tabs than {n}. Close another one first.")
        page = template.render(
            language=language(),
            opening=_("memscope is starting …"),
            full=full.format(n=self._most),
            ended=_("memscope has ended here."),
            again=_("Start again"),
            scripts=_(
                "This page needs JavaScript, which is the program's screen here."
            ),
        )
        return web.Response(text=page, content_type="text/html")

    async def _tab(self, request: web.Request) -> web.WebSocketResponse:
        tab = web.WebSocketResponse(heartbeat=15)
        await tab.prepare(request)
        if self._open >= self._most:
            await tab.close(code=FULL)
            return tab
        self._open += 1
        size = _cells(request.query.get("width")), _cells(request.query.get("height"))
        # A task of its own, so that ending it does not end the request half-way.
        showing = asyncio.create_task(self._show(tab, *size))
        self._tabs.add(showing)
        showing.add_done_callback(self._tabs.discard)
        await asyncio.wait([showing])
        await tab.close()
        return tab

    async def _show(self, tab: web.WebSocketResponse, width: int, height: int) -> None:
        visit = Visit(
            "memscope",
            write_bytes=tab.send_bytes,
            write_str=tab.send_str,
            close=tab.close,  # type: ignore[arg-type] # returns whether it was open
            download_manager=self._downloads,
        )
        try:
            await visit.start(width, height)
            await _listen(tab, visit)
        finally:
            # Whoever reloads a page comes before the program of the old one has ended.
            self._open -= 1
            await visit.stop()

    async def _close_tabs(self) -> None:
        for tab in (tabs := list(self._tabs)):
            tab.cancel()
        await asyncio.gather(*tabs, return_exceptions=True)


async def _end_signal() -> None:
    """Wait for a signal that ends us."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in _ENDING:
        loop.add_signal_handler(one, ended.set)
    await ended.wait()


async def _listen(tab: web.WebSocketResponse, visit: Visit) -> None:
    """Pass on keys and sizes until the tab is closed or speaks out of turn."""
    async for message in tab:
        if message.type != WSMsgType.TEXT:
            return
        match message.json():
            case ["stdin", str(keys)]:
                await visit.send_bytes(keys.encode())
            case ["resize", {"width": width, "height": height}]:
                await visit.set_terminal_size(_cells(width), _cells(height))
            case ["ping", token]:
                await tab.send_json(["pong", token])
            case ["focus", *_rest]:
                await visit.focus()
            case ["blur", *_rest]:
                await visit.blur()


def _cells(said: object) -> int:
    text = str(said)
    known = text.isascii() and text.isdecimal() and len(text) < 6
    return max(1, min(int(text), _LARGEST)) if known else 80


def _file(name: str, kind: str) -> Handler:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=_text(name), content_type=kind)

    return answer


def _text(name: str) -> str:
    data = pkgutil.get_data("memscope.tui.served", name)
    assert data is not None, name
    return data.decode()


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let no page load, ask, or tell anything beyond this server."""
    try:
        response = await handler(request)
    except web.HTTPNotFound:
        text = _("Open the address that memscope printed, all of it.")
        response = web.Response(status=404, text=f"{text}\n")
    if not response.prepared:
        response.headers.update(_policy(request.host))
    return response


def _policy(host: str) -> dict[str, str]:
    sockets = f"ws://{host} wss://{host}" if not set(host) & set("; ,'\"") else ""
    return {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            f"font-src 'self'; img-src 'self' data:; connect-src 'self' {sockets}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
