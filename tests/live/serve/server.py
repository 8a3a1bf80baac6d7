"""`memscope serve` as a process of its own, and a visitor without a browser."""

import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import aiohttp

from tests.live.lab.processes import family_of
from tests.patience import PATIENCE_S, wait_until


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs.

    Attributes:
        process: The server itself.
        address: What it printed.
        mark: What its environment and those of all it started carry.
    """

    process: "subprocess.Popen[bytes]"
    address: str
    mark: str

    def family(self) -> set[int]:
        return family_of(self.process.pid, self.mark)

    def leaves_nothing(self) -> bool:
        return wait_until(lambda: not self.family())


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
            address = process.stdout.readline().decode().strip()
            assert address.startswith("http://"), address
            yield Server(process, address, mark)
        finally:
            process.kill()


class Visitor:
    """Looks at the bytes that a browser would draw."""

    def __init__(self, tab: aiohttp.ClientWebSocketResponse) -> None:
        self._tab = tab
        self.seen = b""

    async def press(self, keys: str) -> None:
        await self._tab.send_json(["stdin", keys])

    async def until_drawn(self, text: str) -> None:
        """Wait until this has been drawn since the last key that was awaited."""
        async with asyncio.timeout(PATIENCE_S):
            while text.encode() not in self.seen:
                message = await self._tab.receive()
                assert message.type is aiohttp.WSMsgType.BINARY, message
                self.seen += message.data
        self.seen = b""

    async def until_closed(self) -> int | None:
        """Wait for the end, and return why it came."""
        async with asyncio.timeout(PATIENCE_S):
            async for _message in self._tab:
                pass
        return self._tab.close_code
