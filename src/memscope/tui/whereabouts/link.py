"""The program's end of what it and its server tell each other.

A screen says where it is by `place()` and how it is headed by `headline()`; here that
is asked for now and again, and told when it has changed. A screen that wants to show
how many watch has `note_watching()`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual.screen import Screen

from memscope.tui.driver import SteadyWebDriver
from memscope.tui.whereabouts.headline import Headline
from memscope.tui.whereabouts.where import Whereabouts

EVERY_S = 0.25
_TITLE_EVERY_S = 2.0
"""Seconds between two titles; more often nobody can read a tab."""


@runtime_checkable
class Placed(Protocol):
    """A screen that an address leads to."""

    def place(self) -> Whereabouts | None:
        """Return where this is; None: where the screen below is."""

    def headline(self) -> Headline | None:
        """Return what the title of the page says."""


@runtime_checkable
class Speaks(Protocol):
    """A screen that has something to say to the speaker alone."""

    def speaker_notes(self) -> dict[str, object]:
        """Return what the speaker's view shows."""


@runtime_checkable
class CountsGuests(Protocol):
    """A screen that shows how many watch."""

    def note_watching(self, watching: "Watching") -> None:
        """Show it."""


@dataclass(frozen=True, slots=True)
class Watching:
    """Who else looks at this program.

    Attributes:
        count: How many watch, besides who drives.
        is_shared: They are let in.
        can_hand_over: Somebody else has the driver's address open.
    """

    count: int = 0
    is_shared: bool = True
    can_hand_over: bool = False


class Link:
    """Tells the server what is seen, and hears from it.

    Attributes:
        watching: Who else looks.

    Args:
        driver: What the program draws on.
        screens: Gives the screens, the one in front last.
        go: Shows another place.
        how: Gives language and theme, for the address.
    """

    def __init__(
        self,
        driver: SteadyWebDriver,
        screens: Callable[[], list[Screen[object]]],
        go: Callable[[str], None],
        how: Callable[[Whereabouts], Whereabouts],
    ) -> None:
        self.watching = Watching()
        self._driver = driver
        self._screens = screens
        self._go = go
        self._how = how
        self._said: dict[str, object] = {}
        self._noted: dict[str, object] = {}
        self._titled_at = 0.0
        driver.hear = self.hear

    def hear(self, what: dict[str, object]) -> None:
        """Take note of what the server says."""
        match what:
            case {"type": "go", "path": str(path)}:
                self._go(path)
            case {"type": "watched", "count": int(count), "shared": bool(shared),
                  "others": bool(others)}:  # fmt: skip
                self.watching = Watching(count, shared, others)
                for screen in self._screens():
                    if isinstance(screen, CountsGuests):
                        screen.note_watching(self.watching)

    def share(self, *, on: bool) -> None:
        """Let others watch, or send them away."""
        self._driver.write_meta({"type": "share", "on": on})

    def hand_over(self) -> None:
        """Let the next one with the driver's address drive."""
        self._driver.write_meta({"type": "hand_over"})

    def tell(self) -> None:
        """Say what is seen now, if it is not what was said last."""
        placed = [one for one in reversed(self._screens()) if isinstance(one, Placed)]
        place = next(filter(None, (one.place() for one in placed)), Whereabouts())
        head = next(filter(None, (one.headline() for one in placed)), Headline())
        self._tell_seen(self._how(place).path, head)
        self._tell_notes()

    def _tell_seen(self, path: str, head: Headline) -> None:
        now = time.monotonic()
        is_early = now - self._titled_at < _TITLE_EVERY_S
        same_place = path == self._said.get("path")
        title = self._said["title"] if is_early and same_place else head.title
        seen = {"type": "seen", "path": path, "title": title, "state": head.state.value}
        if seen != self._said:
            if title != self._said.get("title"):
                self._titled_at = now
            self._said = seen
            self._driver.write_meta(seen)

    def _tell_notes(self) -> None:
        screens = [one for one in self._screens() if isinstance(one, Speaks)]
        notes = screens[-1].speaker_notes() if screens else {}
        if notes != self._noted:
            self._noted = notes
            self._driver.write_meta({"type": "notes", "notes": notes})
