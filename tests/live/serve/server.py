"""`memscope serve` as a process of its own, and a visitor without a browser."""

import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import WSMsgType

from tests.live.lab.processes import family_of
from tests.patience import PATIENCE_S, wait_until


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs.

    Attributes:
        process: The server itself.
        address: Of who drives.
        follower: Of who watches.
        speaker: Of the speaker.
        colleague: Of who has a view of their own; "" without any.
        mark: What its environment and those of all it started carry.
    """

    process: "subprocess.Popen[bytes]"
    address: str
    follower: str
    speaker: str
    colleague: str
    mark: str

    def family(self) -> set[int]:
        return family_of(self.process.pid, self.mark)

    def screens(self) -> set[int]:
        """Return the programs that draw what is seen."""
        return {pid for pid in self.family() if _is_screen(pid)}

    def leaves_nothing(self) -> bool:
        # To look at all processes takes a processor that those who end need.
        return wait_until(lambda: not self.family(), pause_s=0.1)


def _is_screen(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return words[-3:] == [b"-m", b"memscope", b""]


@contextmanager
def serving(*args: str) -> Iterator[Server]:
    """Run `memscope serve` until the block ends."""
    mark = uuid.uuid4().hex
    with subprocess.Popen(
        [sys.executable, "-m", "memscope", "serve", *args],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "MEMSCOPE_TEST_SERVE": mark},
    ) as process:
        try:
            assert process.stdout is not None
            lines = 4 if "--own-views" in args else 3
            said = [process.stdout.readline().decode().split() for _ in range(lines)]
            addresses = [words[0] for words in said]
            assert all(one.startswith("http://") for one in addresses), said
            drive, watch, speak, own = [*addresses, ""][:4]
            yield Server(process, drive, watch, speak, own, mark)
        finally:
            process.kill()


class Visitor:
    """Looks at the bytes that a browser would draw."""

    def __init__(self, tab: aiohttp.ClientWebSocketResponse) -> None:
        self._tab = tab
        self.seen = b""
        self.facts: dict[str, object] = {}
        self.told: list[list[object]] = []

    async def press(self, keys: str) -> None:
        await self.order("stdin", keys)

    async def order(self, *words: object) -> None:
        await self._tab.send_json(words)

    async def until_drawn(self, text: str) -> None:
        """Wait until this has been drawn since the last key that was awaited."""
        await self._until(lambda: text.encode() in self.seen)
        self.seen = b""

    async def until_fact(self, name: str, value: object) -> None:
        """Wait until the page is told so."""
        await self._until(lambda: self.facts.get(name) == value)

    async def until_closed(self) -> int | None:
        """Wait for the end, and return why it came."""
        async with asyncio.timeout(PATIENCE_S):
            async for message in self._tab:
                self._take(message)
        return self._tab.close_code

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                message = await self._tab.receive()
                assert message.type in {WSMsgType.BINARY, WSMsgType.TEXT}, message
                self._take(message)

    def _take(self, message: aiohttp.WSMessage) -> None:
        if message.type is WSMsgType.BINARY:
            self.seen += message.data
            return
        said = message.json()
        self.told.append(said)
        if said[0] in {"facts", "notes"}:
            self.facts = said[1]
