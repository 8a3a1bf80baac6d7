"""An app and drivers that end well: also when the terminal, or the browser, is lost.

Besides `key_order.py`, `sent.py`, `narrow.py` and `widgets/heights.py`, no other file
of ours knows names that are private to Textual: look at these first when a new release
behaves differently.

Textual writes from a thread with a short queue. When the window is closed, that
thread dies of the first failing write, the queue fills up, and whoever writes next,
such as the clean-up, waits for ever; the samples would live on with it.

In a browser, Textual's own goes on for ever when nobody sends keys any more.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.drivers.web_driver import WebDriver
from textual.worker import WorkerFailed

from memscope.tui.key_order import OrderedKeys
from memscope.tui.plain import PROBE
from memscope.tui.sent import SentCells

if TYPE_CHECKING:
    from textual.screen import Screen

HANG_UP = 129
"""Exit code of a program that SIGHUP ended."""


_MEASURE = f"\x1b7\x1b[H{PROBE}\x1b[6n\x1b[2K\x1b8"
"""Asks where the cursor is behind a sign of ambiguous width; then wipes it away.

Before the first frame, so nobody sees it; the answer is an event CursorPosition.
"""


class VanishingFile:
    """A terminal that may go away: from then on, what is written is dropped."""

    def __init__(self, file: IO[str], gone: Callable[[], object]) -> None:
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

    def _try(self, act: Callable[[], object]) -> None:
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
        if isinstance(self._app, SteadyApp):
            self._app.sent.forget()
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


_MODES = {
    f"\x1b[?{mode}{on}"
    for mode in (25, 1000, 1003, 1006, 1015, 1049, 2004)
    for on in "hl"
} | {"\x1b[?2026$p"}
"""What makes a terminal report the mouse; the server says so to who drives, alone.

So the first that is drawn is a picture. Each comes in one piece: nobody has to ask
whether the terminal can wait for the end of one (2026).
"""
_CLIPBOARD = "\x1b]52;"
_SOON_S = 0.02
_TRIES = 100


class SteadyWebDriver(WebDriver):
    """Ends the app when the server that shows it is gone, however that ended.

    Many may watch: whoever comes later needs a whole frame to begin with, and what is
    drawn while a private screen is on is marked, so that the server keeps it back.

    Attributes:
        hear: Called on the app's thread with what the server says of its own.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._loop = asyncio.get_running_loop()
        self._send, self._write = self._write, partial(self._write_or_drop)
        self._is_covered = False
        self.hear: Callable[[dict[str, object]], None] = _ignore
        self.shares_bytes = True

    def write(self, data: str) -> None:
        """Draw; what is for one pair of eyes, or one clipboard, is marked."""
        if data in _MODES:
            return
        if data.startswith(_CLIPBOARD):
            self.write_meta({"type": "aside", "data": data})
            return
        self._mark_private()
        super().write(data)

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """Do what the server asks; called on the thread that reads."""
        match packet_type:
            case "whole":
                self._app.call_later(self._write_whole)
            case "go" | "watched":
                self._app.call_later(lambda: self.hear(payload))
            case "resize":
                self._app.call_later(self._resize, payload)
            case _:
                super().on_meta(packet_type, payload)

    def _resize(self, payload: dict[str, object], tries: int = _TRIES) -> None:
        """Take another size; one that comes while the first screen is made is lost."""
        is_made = self._app._dom_ready and self._app.screen.size == self._app.size
        if not is_made and tries:
            self._app.set_timer(_SOON_S, lambda: self._resize(payload, tries - 1))
            return
        super().on_meta("resize", payload)
        self._app.call_later(self._write_whole)

    def _mark_private(self) -> None:
        """Say when what is drawn begins, or ends, to be for who drives alone."""
        private = not self.shares_bytes and any(map(_is_private, self._screens()))
        if private != self._is_covered:
            self._is_covered = private
            self.write_meta({"type": "cover", "on": private})

    def _screens(self) -> "list[Screen[Any]]":
        return self._app._screen_stack if self._app._screen_stacks else []

    def _write_whole(self, tries: int = _TRIES) -> None:
        """Draw everything, as soon as the layout fits the size that was asked for."""
        if not self._screens():
            return
        screen = self._app.screen
        size = screen._compositor.size
        if self._app._batch_count or (size != self._size and tries):
            self._app.set_timer(_SOON_S, lambda: self._write_whole(tries - 1))
            return
        update = screen._compositor.render_update(
            full=True, screen_stack=self._app._background_screens
        )
        assert isinstance(update, LayoutUpdate)
        frame = update.render_segments(self._app.console)
        if isinstance(self._app, SteadyApp):
            self._app.sent.note(update)
        self._mark_private()
        self.write_meta({"type": "whole", "width": size.width, "height": size.height})
        super().write(frame)

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


def _ignore(_what: dict[str, object]) -> None:
    """Nobody listens to the server."""


def _nothing() -> None:
    """Nobody waits."""


def _is_private(screen: "Screen[Any]") -> bool:
    return bool(getattr(screen, "IS_PRIVATE", False))


class ParsedOnce(Stylesheet):
    """Remembers what it parsed, where Textual's own parses all again a moment later."""

    def reparse(self) -> None:
        """Parse in place: what is parsed into another style sheet is not remembered."""
        self.parse()


class SteadyApp(OrderedKeys):
    """Says nothing of its own when it fails; whoever ran it is told why.

    Attributes:
        sent: What was sent to the terminal, which is not sent again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sent = SentCells()
        self.stylesheet = ParsedOnce(variables=self.get_css_variables())

    def _display(self, screen: "Screen[Any]", renderable: Any) -> None:
        if not self._batch_count:  # else it is drawn later, and whole
            if isinstance(renderable, ChopsUpdate):
                renderable = self.sent.differing(renderable)
            elif isinstance(renderable, LayoutUpdate):
                self.sent.note(renderable)
            elif renderable is not None:
                self.sent.forget()
        super()._display(screen, renderable)
        # A screen may wait until it can be seen before it reads what is to be in it.
        if renderable is not None and not self._batch_count:
            getattr(screen, "note_shown", _nothing)()

    def get_driver_class(self) -> type[Driver]:
        """Take the driver that survives the end of its terminal, or of its server."""
        driver = super().get_driver_class()
        if driver.__name__ == "WebDriver":
            return SteadyWebDriver
        return SteadyDriver if driver is LinuxDriver else driver

    @property
    def web_driver(self) -> SteadyWebDriver | None:
        """What this draws on, when a server shows it; None: it has a terminal."""
        driver = self._driver
        return driver if isinstance(driver, SteadyWebDriver) else None

    @property
    def shows_bytes(self) -> bool:
        """All who see what is drawn may see the bytes of a process."""
        return self.web_driver is None or self.web_driver.shares_bytes

    @property
    def _background_screens(self) -> "list[Screen[Any]]":
        """The screens that are seen through the one in front: mostly none.

        Textual counts the next one below in any case, and with everything that changes
        there, unseen, it paints all of the one in front.
        """
        is_opaque = self.screen.styles.background.a == 1
        return [] if is_opaque else super()._background_screens

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
