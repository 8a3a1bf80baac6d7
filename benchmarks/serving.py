"""A `memscope serve` of ours, and those who open its pages without a browser."""

import asyncio
import os
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import WSMsgType

SIZE = (160, 45)


@dataclass(frozen=True, slots=True)
class Used:
    """What a process has used since it began.

    Attributes:
        cpu_s: Processor time, in seconds.
        waited_s: How long its main thread was ready to run and did not, in seconds.
        reads: Calls that read, of files and pipes; not of sockets.
    """

    cpu_s: float
    waited_s: float
    reads: int

    @classmethod
    def of(cls, pid: int) -> "Used":
        """Ask the kernel."""
        folder = Path(f"/proc/{pid}")
        # clock_getcpuclockid(3) of Linux: the pid inverted, and which clock.
        cpu_s = time.clock_gettime((~pid << 3) | 2)
        waited = int((folder / "schedstat").read_text().split()[1]) / 1e9
        counts = dict(
            line.split(": ") for line in (folder / "io").read_text().splitlines()
        )
        return cls(cpu_s, waited, int(counts["syscr"]))


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that runs.

    Attributes:
        pid: Of the server.
        driver: Address of who drives.
        follower: Address of who watches.
    """

    pid: int
    driver: str
    follower: str

    @property
    def program(self) -> int:
        """The pid of the one program that it shows."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        (found,) = children.split()
        return int(found)

    def resident(self) -> int:
        """Return what the server has in RAM, in bytes."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGESIZE")


@contextmanager
def serving(*target: str) -> Iterator[Serving]:
    """Run a server on loopback; it is ended with the block, and its program by it."""
    command = [sys.executable, "-P", "-m", "memscope", "serve", "--port", "0", *target]
    environment = {**os.environ}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as server:
        try:
            assert server.stdout is not None
            said = [server.stdout.readline().split() for _role in range(3)]
            yield Serving(server.pid, said[0][0], said[1][0])
        finally:
            server.terminate()
            server.wait()


class Page:
    """What a page gets over its socket, counted.

    Attributes:
        got: Bytes of frames so far.
        frames: Messages that drew something so far.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.got = self.frames = 0
        self._socket = socket

    async def press(self, keys: str) -> None:
        """Type."""
        await self._socket.send_json(["stdin", keys])

    async def until(self, text: str, patience_s: float = 60) -> None:
        """Read on until a text has been drawn."""
        async with asyncio.timeout(patience_s):
            while text.encode() not in await self.frame():
                pass

    async def frame(self) -> bytes:
        """Return what is drawn next."""
        while True:
            message = await self._socket.receive()
            if message.type is WSMsgType.BINARY:
                self.got += len(message.data)
                self.frames += 1
                return bytes(message.data)
            if message.type is not WSMsgType.TEXT:
                raise SystemExit(f"the server shut the page: {message}")

    async def answers(self, within_s: float) -> bool:
        """Wait for a frame; tell whether there was one in time."""
        try:
            async with asyncio.timeout(within_s):
                await self.frame()
        except TimeoutError:
            return False
        return True

    async def watch(self, seconds: float) -> float:
        """Read whatever comes for so long; return when it came last."""
        last = time.monotonic()
        end = last + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self.frame()
                last = time.monotonic()
            except TimeoutError:
                break
        return last


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[Page]:
    """Open a page at an address; it is closed with the block."""
    width, height = SIZE
    start, _slash, place = address.removeprefix("http://").partition("/")
    secret, _slash, place = place.partition("/")
    asked = {
        "width": str(width),
        "height": str(height),
        "place": place,
        "page": uuid.uuid4().hex,
    }
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"http://{start}/{secret}/ws", params=asked) as socket,
    ):
        yield Page(socket)


async def watch_all(pages: Sequence[Page], seconds: float) -> None:
    """Read whatever comes to all of them, for so long."""
    await asyncio.gather(*(page.watch(seconds) for page in pages))
