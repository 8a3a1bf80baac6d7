"""The memscope that a browser shows: a program of its own, without a terminal."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from typing import Protocol

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from memscope.i18n import language
from memscope.tui.served.plan import ServePlan
from memscope.tui.served.wire import read

PATIENCE_S = 5.0
"""Seconds that a program may take to end its samples before we insist."""

Told = dict[str, object]
"""What a program says besides drawing; `type` says what about."""


class Hears(Protocol):
    """Listens to a program."""

    def drawn(self, data: bytes) -> None:
        """It has drawn something."""

    def told(self, what: Told) -> None:
        """It has said something."""

    def over(self) -> None:
        """It has ended."""


class Visit(AppService):
    """Starts memscope, hands on what it draws and says, and makes sure that it ends.

    Args:
        plan: What it shows first, and what it may show.
        hears: Is told what comes from it.
    """

    def __init__(self, plan: ServePlan, hears: Hears) -> None:
        super().__init__(
            "memscope",
            write_bytes=_nowhere,
            write_str=_nowhere,
            close=_nowhere,
            download_manager=DownloadManager(),
        )
        self._plan = plan
        self._hears = hears

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start it without a shell between, and out of reach of our terminal's keys."""
        # -P: whatever lies in the current folder is not to be imported.
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "memscope",
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=True,
        )  # fmt: skip
        self._stdin = process.stdin
        return process

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        environment = super()._build_environment(width, height)
        return environment | {"MEMSCOPE_LANG": language()} | self._plan.environment()

    async def on_data(self, payload: bytes) -> None:
        """Hand on what was drawn."""
        self._hears.drawn(payload)

    async def on_meta(self, data: bytes) -> None:
        """Hand on what was said."""
        self._hears.told(read(data))

    async def run(self) -> None:
        """Hand on what the program draws until it ends."""
        await super().run()
        assert self._process is not None
        assert self._process.stdout is not None
        # A program that waits for room in its pipe cannot end.
        while await self._process.stdout.read(1 << 16):
            pass
        self._hears.over()

    async def stop(self) -> None:
        """Ask the program to end, wait, and make sure that it has."""
        if self._process is None or self._process.returncode is not None:
            return
        asking = asyncio.ensure_future(super().stop())
        for insist in (self._process.terminate, self._process.kill):
            if not await _ended(self._process):
                insist()
        await self._process.wait()
        await asking


async def _nowhere(_data: object = None) -> None:
    """Nothing goes to a browser from here."""


async def _ended(process: Process) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_S):
            await process.wait()
    except TimeoutError:
        return False
    return True
