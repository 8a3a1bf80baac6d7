"""What the first screen can open; everything behind it is imported on use."""

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from textual.screen import Screen

from memscope.proc.processes import Listed, list_processes, pss_of
from memscope.tui.lesson_row import LessonRow
from memscope.units import safe

if TYPE_CHECKING:
    from memscope.lab.lab import Lab
    from memscope.tui.session import Session


_SHARES_WITHIN_S = 1.0
"""For one round of reading proportional shares."""
_RECORDINGS = 5
"""Of a folder, the last ones."""


class Desk:
    """Lists and opens, off the screen's thread; closing it ends all samples."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._lab: Lab | None = None
        self._lock = threading.Lock()
        self._known: dict[int, int | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def processes(self) -> Sequence[Listed]:
        """Return what runs now."""
        return list_processes()

    def lessons(self) -> Sequence[LessonRow]:
        """Return the lessons; none of them is loaded for that."""
        from memscope.tui.lessons_offered import all_lessons

        return all_lessons()

    def shares(self, pids: Sequence[int]) -> Mapping[int, int | None]:
        """Return proportional shares in bytes, the largest processes first, as far as
        that goes within `_SHARES_WITHIN_S`; so nobody waits, and no lock is held long.
        """
        known: dict[int, int | None] = {}
        end = time.monotonic() + _SHARES_WITHIN_S
        for pid in pids:
            if time.monotonic() > end:
                break
            known[pid] = pss_of(pid)
        self._known = {pid: self._known.get(pid) for pid in pids} | known
        return dict(self._known)

    def recordings(self) -> Sequence[str]:
        """Return the last recordings of this folder, the newest first."""
        found = []
        with suppress(OSError), os.scandir() as entries:
            for one in entries:
                if one.name.endswith(".memscope") and one.is_file():
                    found.append((one.stat().st_mtime, one.name))
        return [name for _when, name in sorted(found, reverse=True)[:_RECORDINGS]]

    def screen_of(self, session: "Session", back: Callable[[], None]) -> Screen[None]:
        """Return the screen of a session; `back` leads to the first one."""
        from memscope.tui.screens.lesson import screen_for

        return screen_for(replace(session, tour=self.open_tour), back)

    def replay(self, path: str, moment: str, back: Callable[[], None]) -> Screen[None]:
        """Return the screen that plays a recording.

        Args:
            path: The file.
            moment: Where it stands still: a time, or the name of a mark; "": nowhere.
            back: Leads to the first screen.

        Raises:
            BadFile: It cannot be read, or is none.
            UsageProblem: It has no such moment.
        """
        from memscope.collect.tape.replay import ReplaySource
        from memscope.tui.screens.lesson_replay import replay_screen_for

        source = ReplaySource.open(path)
        if moment:
            source.go_to(moment)
        return replay_screen_for(source, back)

    def open_lesson(self, lesson: LessonRow) -> "Session":
        """Start its samples.

        Raises:
            MemscopeError: They do not start.
        """
        return lesson.open(self._the_lab())

    def open_tour(self) -> "Session":
        """Start the sample that the tour is given on.

        Raises:
            MemscopeError: It does not start.
        """
        from memscope.tui.tour.session import tour_on

        return tour_on(self._the_lab())

    def watch(self, chosen: Sequence[Listed]) -> "Session":
        """Return a session on running processes."""
        from memscope.tui.sessions import watching

        if len(chosen) == 1:
            title = f"{chosen[0].pid} {safe(chosen[0].name)}"
        else:
            title = " ".join(str(one.pid) for one in chosen)
        return watching([one.pid for one in chosen], title)

    def warm_up(self) -> None:
        """Import what any choice leads to, while nobody waits for it."""
        import memscope.tui.screens.lesson  # noqa: F401 for its import alone

    def _the_lab(self) -> "Lab":
        with self._lock:
            if self._lab is None:
                from memscope.lab.lab import Lab

                self._lab = self._stack.enter_context(Lab())
            return self._lab
