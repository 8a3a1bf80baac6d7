"""One browser tab and the memscope that it shows."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process

from textual_serve.app_service import AppService

from memscope.i18n import language

PATIENCE_S = 5.0
"""Seconds that a program may take to end its samples before we insist."""


class Visit(AppService):
    """Starts memscope for a tab, and ends it with the tab."""

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
        return environment | {"MEMSCOPE_LANG": language()}

    async def run(self) -> None:
        """Pass on what the program draws; when nobody looks any more, drop it."""
        await super().run()
        assert self._process is not None
        assert self._process.stdout is not None
        # A program that waits for room in its pipe cannot end.
        while await self._process.stdout.read(1 << 16):
            pass

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


async def _ended(process: Process) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_S):
            await process.wait()
    except TimeoutError:
        return False
    return True
