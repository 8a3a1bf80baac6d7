"""The screen in browsers: one program, one who drives it, and all who watch."""

import asyncio
import re
import signal
import socket
import subprocess
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest

from memscope.tui.served.server import FULL
from memscope.tui.served.talk import SPOKE, UNSHARED
from tests.live.serve.server import Server, Visitor, serving

pytestmark = [pytest.mark.live, pytest.mark.once]

HOME = "running processes"
LESSON = "A program becomes"
SCENE = "worker-1"
HELP = "keys"
KEYS = "ctrl+p"
MINE = "mine"
ESCAPE = "\x1b"
BYTES = "stop and read"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving("--port", "0") as server:
        yield server


@pytest.fixture(scope="module")
def lasting() -> Iterator[Server]:
    """A server for tests that leave its program as it was: on the home screen."""
    with serving("--port", "0") as server:
        yield server


@dataclass(frozen=True, slots=True)
class Attached:
    """A server that shows a process first, and the address of that process."""

    server: Server
    place: str


@pytest.fixture(scope="module")
def attached() -> Iterator[Attached]:
    """For tests that each say which place they are about."""
    with attaching() as found:
        yield found


@contextmanager
def attaching() -> Iterator[Attached]:
    with (
        subprocess.Popen(["sleep", "600"]) as shown,
        serving("--port", "0", str(shown.pid)) as server,
    ):
        path = server.address.split("/", 4)[4]
        assert path.startswith(f"p/{shown.pid}-")
        bare = replace(server, address=server.address.removesuffix(path))
        yield Attached(bare, path)
        shown.kill()


@asynccontextmanager
async def visiting(address: str, **asked: str) -> AsyncIterator[Visitor]:
    """Open a page at an address; without a size, nobody says how large it is."""
    asked = {"width": "120", "height": "36", "page": uuid.uuid4().hex} | asked
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{address}ws", params=asked) as tab,
    ):
        yield Visitor(tab)


async def in_the_scene(visitor: Visitor) -> None:
    """Open two sample programs with three threads each."""
    await visitor.until_drawn(LESSON)  # the list comes after the first frame
    await visitor.press("6")
    await visitor.until_drawn(SCENE)


async def test_who_drives_sees_the_home_screen_and_is_obeyed(server: Server) -> None:
    async with visiting(server.address) as driver:
        await in_the_scene(driver)
        await driver.press("q")
        await driver.until_fact("ended", True)

    assert await asyncio.to_thread(server.leaves_nothing)


async def test_twenty_who_watch_see_the_same_of_one_program(lasting: Server) -> None:
    async with (
        AsyncExitStack() as stack,
        visiting(lasting.address, page=MINE) as driver,
    ):
        await driver.until_drawn(HOME)
        crowd = [
            await stack.enter_async_context(visiting(lasting.follower))
            for _n in range(20)
        ]
        await driver.until_fact("watching", 20)
        for one in crowd:
            await one.until_drawn(HOME)
        await driver.press("?")
        for one in (driver, *crowd):
            await one.until_drawn(HELP)

        assert len(lasting.screens()) == 1
        await driver.press(ESCAPE)
        await driver.until_drawn(HOME)


async def test_who_watches_and_says_anything_is_shut_out(lasting: Server) -> None:
    async with visiting(lasting.address, page=MINE) as driver:
        await driver.until_drawn(HOME)
        async with visiting(lasting.follower) as follower:
            await follower.until_drawn(HOME)
            await follower.press("q")
            assert await follower.until_closed() == SPOKE

        assert driver.facts["ended"] is False
        assert lasting.screens()


async def test_the_program_goes_on_while_the_driver_is_away(lasting: Server) -> None:
    async with visiting(lasting.address, page=MINE) as driver:
        await driver.until_drawn(HOME)
        await driver.press("?")
        await driver.until_drawn(HELP)
        before = lasting.screens()

    async with visiting(lasting.address, page=MINE) as driver:
        await driver.until_fact("role", "driver")
        await driver.until_drawn(HELP)
        assert lasting.screens() == before
        await driver.press(ESCAPE)
        await driver.until_drawn(HOME)


async def test_the_second_with_the_address_drives_when_the_first_hands_over(
    lasting: Server,
) -> None:
    async with (
        visiting(lasting.address, page=MINE) as one,
        visiting(lasting.address) as other,
    ):
        await one.until_drawn(HOME)
        await other.until_fact("role", "waiting")
        await one.until_fact("others", True)
        await one.order("hand_over")
        await other.until_fact("role", "driver")

        await one.press("q")
        await other.press("?")
        await one.until_drawn(HELP)
        await other.press(ESCAPE)
        await other.order("hand_over")
        await one.until_fact("role", "driver")


async def test_sharing_that_is_ended_sends_who_watches_away(lasting: Server) -> None:
    async with visiting(lasting.address, page=MINE) as driver:
        async with visiting(lasting.follower) as follower:
            await driver.until_drawn(HOME)
            await driver.order("share", False)
            assert await follower.until_closed() == UNSHARED
        await driver.order("share", True)
        await driver.until_fact("shared", True)

        async with visiting(lasting.follower) as follower:
            await follower.until_drawn(HOME)


async def test_the_address_leads_back_to_the_process_and_no_other(
    attached: Attached,
) -> None:
    async with visiting(attached.server.address, page=MINE) as driver:
        await driver.until_fact("path", attached.place)
        assert str(driver.facts["title"]).endswith(" · memscope")

    other = re.sub(r"-\d+", "-1", attached.place)
    async with visiting(attached.server.address, page=MINE, place=other) as driver:
        await driver.until_drawn("has ended")


@pytest.fixture
def fresh() -> Iterator[Attached]:
    """Nothing was looked at before: a key is not for what is just being left."""
    with attaching() as found:
        yield found


async def test_bytes_are_for_the_driver_alone(fresh: Attached) -> None:
    server, place = fresh.server, fresh.place
    async with visiting(server.address, page=MINE, place=place) as driver:
        await driver.until_fact("path", place)
        # Only now, as a visitor who waits does not answer the server's pings.
        async with visiting(server.follower) as follower:
            await follower.until_drawn(KEYS)
            await driver.press("r")
            await follower.until_drawn("they are not shared")
            await driver.until_drawn(BYTES)
            assert BYTES.encode() not in follower.seen

            await driver.press(ESCAPE)
            await follower.until_drawn(KEYS)


async def test_a_lesson_has_an_address_and_notes_for_the_speaker(
    attached: Attached,
) -> None:
    server = attached.server
    async with visiting(server.speaker) as speaker:
        async with visiting(
            server.address, page=MINE, place="lesson/process"
        ) as driver:
            await driver.until_fact("path", "lesson/process/born")
            await speaker.until_fact("step", 1)

        assert speaker.facts["planned"] == 9
        assert "Collect answers" in str(speaker.facts["notes"])
        assert b"Collect answers" not in driver.seen


async def test_each_colleague_has_a_program_of_their_own() -> None:
    with serving("--port", "0", "--own-views", "1") as server:
        async with visiting(server.colleague) as one:
            await one.until_drawn(HOME)
            async with visiting(server.colleague) as other:
                assert await other.until_closed() == FULL

        assert await asyncio.to_thread(server.leaves_nothing)
        async with visiting(server.colleague) as next_one:
            await next_one.until_drawn(HOME)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_ends_the_server_and_everything_it_started(
    server: Server, how: signal.Signals
) -> None:
    async with visiting(server.address) as visitor:
        await in_the_scene(visitor)
        server.process.send_signal(how)
        await visitor.until_closed()

    assert await asyncio.to_thread(server.process.wait, 60) == 0
    assert await asyncio.to_thread(server.leaves_nothing)
    assert server.process.stderr is not None
    assert b"Traceback" not in server.process.stderr.read()


async def test_a_killed_server_leaves_nothing_either(server: Server) -> None:
    async with visiting(server.address) as visitor:
        await in_the_scene(visitor)
        server.process.kill()
        await visitor.until_closed()

    assert await asyncio.to_thread(server.leaves_nothing)


@pytest.mark.parametrize("path", ["", "ws", "file/page.js", "wrong/", "wrong/ws"])
async def test_who_does_not_know_the_address_is_not_let_in(
    lasting: Server, path: str
) -> None:
    port = "/".join(lasting.address.split("/")[:3])

    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{port}/{path}") as answer,
    ):
        assert answer.status == 404
        assert "Open the address that memscope printed" in await answer.text()


async def test_the_page_may_not_load_anything_from_elsewhere(lasting: Server) -> None:
    async with aiohttp.ClientSession() as session, session.get(lasting.address) as page:
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
        async with visiting(server.address) as visitor:
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


@pytest.mark.parametrize("path", ["", "ws", "file/page.js"])
async def test_a_page_of_another_server_is_not_let_in(
    lasting: Server, path: str
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(
            f"{lasting.follower}{path}", headers={"Origin": "http://elsewhere"}
        ) as answer,
    ):
        assert answer.status == 403


async def test_no_secret_stands_where_another_program_could_read_it(
    lasting: Server,
) -> None:
    secrets = [
        one.split("/")[3]
        for one in (lasting.address, lasting.follower, lasting.speaker)
    ]
    async with visiting(lasting.address, page=MINE) as driver:
        await driver.until_drawn(HOME)
        (program,) = lasting.screens()
        told = Path(f"/proc/{program}/environ").read_text()
        told += Path(f"/proc/{program}/cmdline").read_text()

    assert len(set(secrets)) == 3
    assert min(map(len, secrets)) >= 22
    assert [one for one in secrets if one in told] == []
