"""Textual's driver for browsers, made to survive that its server goes away.

Textual's own goes on for ever when nobody sends keys any more, and the samples with it.
"""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any

from textual.drivers.web_driver import WebDriver

from memscope.tui.driver import HANG_UP


class SteadyWebDriver(WebDriver):
    """Ends the app when the server that shows it is gone, however that ended."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._loop = asyncio.get_running_loop()
        self._send, self._write = self._write, partial(self._write_or_drop)

    def run_input_thread(self) -> None:
        """Pass on keys until there are none any more; then there is no server."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._hang_up()

    def _write_or_drop(self, data: bytes) -> int:
        try:
            return self._send(data)
        except OSError:
            self._hang_up()
            return len(data)

    def _hang_up(self) -> None:
        # A closed loop has no app left to end.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._app.exit, HANG_UP)
