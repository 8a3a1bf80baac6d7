"""The screen in a browser: a tab is a memscope, and nothing of it outlives the tab."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from memscope.tui.served.server import FULL
from tests.live.serve.server import Server, Visitor, serving

pytestmark = pytest.mark.live

HOME = "running processes"
SCENE = "worker-1"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving("--port", "0") as server:
        yield server


@asynccontextmanager
async def visiting(server: Server) -> AsyncIterator[Visitor]:
    place = f"{server.address}ws?width=120&height=36"
    async with aiohttp.ClientSession() as session, session.ws_connect(place) as tab:
        yield Visitor(tab)


async def in_the_scene(visitor: Visitor) -> None:
    """Open two sample programs with three threads each."""
    await visitor.until_drawn(HOME)
    await visitor.press("6")
    await visitor.until_drawn(SCENE)


async def test_a_tab_shows_the_home_screen_and_takes_keys(server: Server) -> None:
    async with visiting(server) as visitor:
        await in_the_scene(visitor)
        await visitor.press("q")
        await visitor.until_closed()

    assert await asyncio.to_thread(server.leaves_nothing)


async def test_a_closed_tab_takes_its_programs_with_it(server: Server) -> None:
    async with visiting(server) as visitor:
        await in_the_scene(visitor)
        assert len(server.family()) >= 3

    assert await asyncio.to_thread(server.leaves_nothing)
    assert server.process.poll() is None


async def test_two_tabs_are_two_memscopes(server: Server) -> None:
    async with visiting(server) as one, visiting(server) as other:
        await one.until_drawn(HOME)
        await other.until_drawn(HOME)
        await one.press("q")
        await one.until_closed()

        await other.press("6")
        await other.until_drawn(SCENE)


async def test_one_tab_too_many_is_told_so_and_may_come_when_another_goes() -> None:
    with serving("--port", "0", "--tabs", "1") as server:
        async with visiting(server) as one:
            await one.until_drawn(HOME)
            async with visiting(server) as other:
                assert await other.until_closed() == FULL
            await one.press("6")
            await one.until_drawn(SCENE)

        async with visiting(server) as next_one:
            await next_one.until_drawn(HOME)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_ends_the_server_and_everything_it_started(
    server: Server, how: signal.Signals
) -> None:
    async with visiting(server) as visitor:
        await in_the_scene(visitor)
        server.process.send_signal(how)
        await visitor.until_closed()

    assert await asyncio.to_thread(server.process.wait, 60) == 0
    assert await asyncio.to_thread(server.leaves_nothing)
    assert server.process.stderr is not None
    assert b"Traceback" not in server.process.stderr.read()


async def test_a_killed_server_leaves_nothing_either(server: Server) -> None:
    async with visiting(server) as visitor:
        await in_the_scene(visitor)
        server.process.kill()
        await visitor.until_closed()

    assert await asyncio.to_thread(server.leaves_nothing)


async def test_a_tab_that_is_closed_at_once_leaves_nothing(server: Server) -> None:
    async with visiting(server):
        pass

    assert await asyncio.to_thread(server.leaves_nothing)


@pytest.mark.parametrize("path", ["", "ws", "page.js", "wrong/", "wrong/ws"])
async def test_who_does_not_know_the_address_is_not_let_in(
    server: Server, path: str
) -> None:
    port = "/".join(server.address.split("/")[:3])

    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{port}/{path}") as answer,
    ):
        assert answer.status == 404
        assert "Open the address that memscope printed" in await answer.text()
    assert server.family() == set()


async def test_the_page_may_not_load_anything_from_elsewhere(server: Server) -> None:
    async with aiohttp.ClientSession() as session, session.get(server.address) as page:
        policy = page.headers["Content-Security-Policy"]
        text = await page.text()

    assert "default-src 'none'; script-src 'self'" in policy
    assert "http" not in text


async def test_the_page_and_its_screen_speak_the_language_of_the_server() -> None:
    with serving("--port", "0", "--lang", "ja") as server:
        async with (
            aiohttp.ClientSession() as session,
            session.get(server.address) as page,
        ):
            assert '<html lang="ja">' in await page.text()
        async with visiting(server) as visitor:
            await visitor.until_drawn("実行中のプロセス")


def test_a_taken_port_is_no_obstacle() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serving("--port", str(port)) as server:
            server.process.terminate()
            assert server.process.stderr is not None
            said = server.process.stderr.read().decode()

    assert f":{port}/" not in server.address
    assert f"memscope: port {port} is taken" in said
    assert "warning" not in said


def test_a_server_that_others_can_reach_says_what_that_means() -> None:
    with serving("--host", "0.0.0.0", "--port", "0") as server:
        server.process.terminate()
        assert server.process.stderr is not None
        said = server.process.stderr.read().decode()

    assert "memscope: warning: other machines can reach this" in said
    assert "with your rights" in said
    assert "0.0.0.0" not in server.address
