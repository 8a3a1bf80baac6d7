"""One program, who drives it, and all who watch.

However many there are, the program looks once and draws once. What it draws is kept in
two books: one for who drives, and one for those who follow, in which nothing is written
while the screen shows what is not shared.
"""

import asyncio
from dataclasses import replace
from typing import Any

from memscope.tui.served.cover import cover
from memscope.tui.served.facts import Crowd, PageFacts
from memscope.tui.served.frames import Frames, Whole
from memscope.tui.served.guest import Caption, Guest, Size
from memscope.tui.served.plan import ServePlan
from memscope.tui.served.visit import Told, Visit
from memscope.tui.served.wheel import Wheel

GRACE_S = 3.0
"""Seconds that a driver's place is kept, for a page that is loaded again."""
MODES = b"\x1b[?25l" + b"".join(
    b"\x1b[?%dh" % mode for mode in (1049, 1000, 1003, 1015, 1006, 2004)
)
"""What the driver's terminal is told: it reports the mouse, and what is pasted."""


class Show:
    """Runs a program for all who watch it.

    Args:
        plan: What it shows.
    """

    def __init__(self, plan: ServePlan) -> None:
        self.plan = plan
        self.seen = Caption()
        self.notes: dict[str, object] = {}
        self.is_shared = True
        self.wheel: Wheel[Guest] = Wheel()
        self.guests: set[Guest] = set()
        self.changed = asyncio.Event()
        self._own = Frames(self._ask_whole, self._wake)
        self._shared = Frames(self._ask_whole, self._wake)
        self._size = Size()
        self._visit: Visit | None = None
        self._starting = asyncio.Lock()
        self._coming: Whole | None = None
        self._is_covered = self._is_asked = False
        self._is_fresh = self._has_begun = False
        self._written: dict[str, str] = {}
        self._aside = ""
        self._jobs: set[asyncio.Task[Any]] = set()
        self._has_ended = False

    # Who is there

    def come(self, guest: Guest) -> None:
        """Let somebody in."""
        self.guests.add(guest)
        if guest.may_drive:
            self.wheel.come(guest)
        self._count()

    def leave(self, guest: Guest) -> None:
        """Let somebody go; who drove may come back for a moment."""
        self.guests.discard(guest)
        if guest.may_drive and self.wheel.leave(guest):
            asyncio.get_running_loop().call_later(GRACE_S, self._give_up)
        self._count()

    @property
    def watching(self) -> int:
        """How many watch and do not drive."""
        return sum(guest is not self.wheel.driver for guest in self.guests)

    def hand_over(self) -> None:
        """Let the next one with the driver's address drive."""
        self.wheel.hand_over()
        self._count()

    def share(self, *, on: bool) -> None:
        """Let others watch, or not."""
        self.is_shared = on
        self._count()

    def _give_up(self) -> None:
        self.wheel.give_up()
        self._count()

    def _count(self) -> None:
        self._say(
            {
                "type": "watched",
                "count": self.watching,
                "shared": self.is_shared,
                "others": self.wheel.can_hand_over,
            }
        )
        self._tell()

    # What a guest is told

    def frames_for(self, guest: Guest) -> Frames:
        """Return the book that somebody may read."""
        return self._own if guest.may_drive else self._shared

    def aside(self, guest: Guest) -> str:
        """Return what is for the driver's terminal alone, such as a clipboard, once."""
        if guest is not self.wheel.driver:
            return ""
        found, self._aside = self._aside, ""
        return found

    def facts_for(self, guest: Guest) -> str:
        """Return what the page of somebody is told; the same text for all it is for."""
        drives = guest is self.wheel.driver
        waits = "waiting" if guest.may_drive else "follower"
        role = "driver" if drives else waits
        if role not in self._written:
            crowd = Crowd(self.watching, self.is_shared, self.wheel.can_hand_over)
            has_begun = self._has_begun or self._has_ended
            facts = PageFacts(self.seen, has_begun, self._has_ended, crowd)
            self._written[role] = facts.told(role)
        return self._written[role]

    # The program

    @property
    def is_running(self) -> bool:
        """There is a program."""
        return self._visit is not None

    @property
    def has_ended(self) -> bool:
        """There was a program, and it ended by itself."""
        return self._has_ended

    async def start(self, place: str = "", *, again: bool = False) -> None:
        """Start the program, unless it runs, or has ended and nobody asked again."""
        async with self._starting:
            if self._visit is not None or (self._has_ended and not again):
                return
            self._has_ended = self._is_covered = self._is_asked = False
            self._is_fresh, self._has_begun = True, False
            self._own.pause()
            self._shared.pause()
            plan = replace(self.plan, place=place or self.plan.place)
            visit = Visit(plan, self)
            size = self._size
            await visit.start(size.width, size.height)
            self._visit = visit
            self._count()
            if self._size != size:
                self._resize()

    async def stop(self) -> None:
        """End the program."""
        if self._visit is not None:
            await self._visit.stop()

    def go(self, place: str) -> None:
        """Ask the program to show another place."""
        self._say({"type": "go", "path": place})

    async def press(self, keys: str) -> None:
        """Hand on what the driver typed."""
        if self._visit is not None:
            await self._visit.send_bytes(keys.encode(errors="replace"))

    def resize(self, width: int, height: int) -> None:
        """Take the size of the driver's page; what is drawn until then fits nobody."""
        if (width, height) == (self._size.width, self._size.height):
            return
        self._size = Size(width, height)
        if self._visit is not None:
            self._resize()

    def _resize(self) -> None:
        self._is_fresh = False
        self._own.pause()
        self._shared.pause()
        if self._is_covered:
            self._cover(on=True)
        width, height = self._size.width, self._size.height
        self._say({"type": "resize", "width": width, "height": height})

    def focus(self, *, on: bool) -> None:
        """Tell the program whether the driver's page is in front."""
        self._say({"type": "focus" if on else "blur"})

    # What the program draws and says

    def drawn(self, data: bytes) -> None:
        """Write down what was drawn."""
        coming, self._coming = self._coming, None
        if coming is not None:
            self._is_asked = False
            self._begin(data, coming.width, coming.height)
            return
        if self._is_fresh:
            self._is_fresh = False
            self._begin(b"\x1b[2J" + data)
            return
        self._own.add(data)
        if not self._is_covered:
            self._shared.add(data)

    def told(self, what: Told) -> None:
        """Take note of what was said."""
        match what:
            case {"type": "whole", "width": int(width), "height": int(height)}:
                self._coming = Whole(width, height, b"")
            case {"type": "cover", "on": bool(on)}:
                self._cover(on=on)
            case {"type": "aside", "data": str(data)}:
                self._aside = data
            case {"type": "seen", "path": str(path), "title": str(title),
                  "state": str(state)}:  # fmt: skip
                self.seen = Caption(path, title, state)
            case {"type": "notes", "notes": dict(notes)}:
                self.notes = notes
            case {"type": "share", "on": bool(on)}:
                self.share(on=on)
            case {"type": "hand_over"}:
                self.hand_over()
        self._tell()

    def over(self) -> None:
        """The program has ended."""
        self._visit = None
        self._has_ended = True
        self.notes = {}
        self._tell()

    def _begin(self, data: bytes, width: int = 0, height: int = 0) -> None:
        if not self._has_begun:
            self._has_begun = True
            self._tell()
        width, height = width or self._size.width, height or self._size.height
        self._own.begin(Whole(width, height, MODES + data))
        if not self._is_covered:
            self._shared.begin(Whole(width, height, b"\x1b[?25l" + data))

    def _cover(self, *, on: bool) -> None:
        """Hide from those who follow what is drawn from now on, or end that."""
        self._is_covered = on
        if on:
            self._shared.begin(cover(self._size.width, self._size.height))
        else:
            self._shared.pause()
            self._ask_whole()

    def _ask_whole(self) -> None:
        """Ask once, for both books."""
        if not self._is_asked:
            self._is_asked = True
            self._say({"type": "whole"})

    def _say(self, what: dict[str, str | int | bool | None]) -> None:
        if self._visit is None:
            return
        job = asyncio.ensure_future(self._visit.send_meta(what))
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)

    def _tell(self) -> None:
        """Wake all who wait, as there are other facts, or notes."""
        self._written.clear()
        self._wake()

    def _wake(self) -> None:
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()
