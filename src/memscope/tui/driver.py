"""An app and drivers that end well: also when the terminal, or the browser, is lost.

Besides `key_order.py`, no other file of ours knows names that are private to Textual;
those used here are what to look at first when a new release of it behaves differently.

Textual writes from a thread with a short queue. When the window is closed, that
thread dies of the first failing write, the queue fills up, and whoever writes next,
such as the clean-up, waits for ever; the samples would live on with it.

In a browser, Textual's own goes on for ever when nobody sends keys any more.
"""

import asyncio
from contextlib import suppress
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.drivers.web_driver import WebDriver
from textual.worker import WorkerFailed

from memscope.tui.key_order import OrderedKeys
from memscope.tui.plain import PROBE

if TYPE_CHECKING:
    from collections.abc import Callable

HANG_UP = 129
"""Exit code of a program that SIGHUP ended."""


_MEASURE = f"\x1b7\x1b[H{PROBE}\x1b[6n\x1b[2K\x1b8"
"""Asks where the cursor is behind a sign of ambiguous width; then wipes it away.

Before the first frame, so nobody sees it; the answer is an event CursorPosition.
"""


class VanishingFile:
    """A terminal that may go away: from then on, what is written is dropped."""

    def __init__(self, file: IO[str], gone: "Callable[[], object]") -> None:
        self._file = file
        self._gone = gone
        self._is_gone = False

    def write(self, text: str) -> int:
        """Write, or drop what nobody can see any more."""
        self._try(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """Flush, if there still is a terminal."""
        self._try(self._file.flush)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def _try(self, act: "Callable[[], object]") -> None:
        if self._is_gone:
            return
        try:
            act()
        except (OSError, ValueError):  # ValueError: closed by us
            self._is_gone = True
            self._gone()


class SteadyDriver(LinuxDriver):
    """Ends the app when its terminal is gone, and never waits for it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._file: Any = VanishingFile(self._file, self._hang_up)

    def start_application_mode(self) -> None:
        """Take the terminal; give it back if there can be no more threads."""
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            self.write(_MEASURE)
        except RuntimeError:
            writer, self._writer_thread = self._writer_thread, None
            if writer is not None and writer.is_alive():
                self._writer_thread = writer
                self.stop_application_mode()
                self.close()
            raise

    def _sigcont_application(self, *signal: object) -> None:
        """Take the terminal again after a pause, but not on the way out.

        A program whose terminal goes away is sent SIGCONT, too. After `q` it would
        begin to read from a terminal that is gone, and never end.
        """
        if not self._app._exit:
            super()._sigcont_application(*signal)

    def _hang_up(self) -> None:
        self._loop.call_soon_threadsafe(self._app.exit, HANG_UP)


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


class SteadyApp(OrderedKeys):
    """Says nothing of its own when it fails; whoever ran it is told why."""

    def get_driver_class(self) -> type[Driver]:
        """Take the driver that survives the end of its terminal, or of its server."""
        driver = super().get_driver_class()
        if driver.__name__ == "WebDriver":
            return SteadyWebDriver
        return SteadyDriver if driver is LinuxDriver else driver

    def _fatal_error(self) -> None:
        """End without Textual's page of source code; `problem` is for who ran us."""
        self._close_messages_no_wait()

    @property
    def problem(self) -> Exception | None:
        """What nobody expected and ended the app; None when nothing did."""
        error = self._exception
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            return error.error
        return error


def screen_text(app: App[Any]) -> str:
    """Return what the terminal shows now, line by line."""
    strips = app.screen._compositor.render_strips()
    return "".join(f"{strip.text.rstrip()}\n" for strip in strips)
