"""The line of `g`, with the places below it to which what is typed may lead.

line = GotoLine(find=index.find)
line.show(several, thread)   # `Bearings` of the processes, the one in front first
line.open()                  # at once; then keys go there

The screen hears `WentTo` when enter is pressed, or `NoWay` where that leads nowhere;
and `GotoLeft` when the line closes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.events import Click
from textual.message import Message
from textual.worker import Worker, get_current_worker

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.goto.destination import Destination, FoundSymbol
from memscope.analyze.goto.destinations import destinations
from memscope.model.process import Process, Thread
from memscope.render.finding.goto_lines import GotoState, goto_lines, why_nowhere
from memscope.render.runs import Line
from memscope.tui.typed import TypedText
from memscope.tui.widgets.typed_line import TypedLine

FindSymbols = Callable[
    [Process, str, Callable[[int, int], None], Callable[[], bool]], list[FoundSymbol]
]
"""Asks for symbols; see `collect/closer/symbol_index.py`."""

_AT_ONCE = 2000
"""Regions that are gone through before the key is done with."""
_SHORTEST = 2
"""Letters of a symbol's name."""


class GotoLine(TypedLine):
    """A line to type into and the places below; hidden until it is opened."""

    DEFAULT_CSS = "GotoLine { height: 7; display: none; }"

    class WentTo(Message):
        """The reader wants to be there.

        Attributes:
            identity: Pid and start time of the process.
            address: Where.
            destination: What it is.
        """

        def __init__(self, destination: Destination, address: int) -> None:
            super().__init__()
            self.identity = destination.process
            self.address = address
            self.destination = destination

    class NoWay(Message):
        """Enter was pressed where there is nothing to go to; the line stays open.

        Attributes:
            reason: Why, in the reader's language.
        """

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class GotoLeft(Message):
        """The line is closed."""

    @dataclass
    class FilesRead(Message):
        """So many files' symbols are known by now, of so many."""

        done: int
        count: int

        def can_replace(self, message: Message) -> bool:
            """A newer one tells more."""
            return isinstance(message, GotoLine.FilesRead)

    @dataclass
    class PlacesCame(Message):
        """What was looked for beside the screen."""

        text: str
        symbols: list[FoundSymbol]
        places: tuple[Destination, ...]

    def __init__(
        self, find: FindSymbols | None = None, *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._find = find
        self._several: Sequence[Bearings] = ()
        self._thread: Thread | None = None
        self._found: tuple[Destination, ...] = ()
        self._symbols: tuple[str, list[FoundSymbol]] = ("", [])
        self._files: tuple[int, int] | None = None
        self._chosen = 0
        self._job: Worker[None] | None = None

    def find_with(self, find: FindSymbols | None) -> None:
        """Ask this for symbols from now on; None: there is no living process."""
        self._find = find

    @property
    def found(self) -> tuple[Destination, ...]:
        """The places that are offered now, the likeliest first."""
        return self._found

    def show(self, several: Sequence[Bearings], thread: Thread | None = None) -> None:
        """Look among these from the next key on; the screen does so at each look.

        Args:
            several: The processes, the one in front first.
            thread: The selected one of it.
        """
        self._several, self._thread = several, thread

    def open(self, text: str | None = "") -> None:
        """Show it and take the focus, all in this call; it begins empty."""
        self._found, self._chosen, self._files = (), 0, None
        self._symbols = ("", [])
        super().open(text)
        if self.typed.text:
            self.changed()

    def changed(self) -> None:
        """Look for it: at once where that is soon done, symbols in the background."""
        text = self.typed.text
        self._chosen = 0
        self._stop()
        if sum(len(one.process.regions) for one in self._several) <= _AT_ONCE:
            self._found = self._places(text, self._kept(text))
        wants_symbols = self._find is not None and len(text.strip()) >= _SHORTEST
        if wants_symbols or not self._found:
            self._job = self.run_worker(
                lambda: self._look(text), group="goto", description="goto", thread=True
            )

    def _kept(self, text: str) -> list[FoundSymbol]:
        """Return the symbols of before that still have the text, until others come."""
        before, found = self._symbols
        if not before or not text.strip().startswith(before):
            return []
        wanted = text.strip().casefold()
        return [one for one in found if wanted in one.symbol.name.casefold()]

    def _places(
        self, text: str, symbols: Sequence[FoundSymbol]
    ) -> tuple[Destination, ...]:
        return destinations(text, self._several, self._thread, symbols)

    def _look(self, text: str) -> None:
        worker, wanted = get_current_worker(), text.strip()
        found: list[FoundSymbol] = []
        if self._find is not None and len(wanted) >= _SHORTEST and self._several:
            found = self._find(
                self._several[0].process,
                wanted,
                lambda done, count: self._tell(worker, done, count),
                lambda: worker.is_cancelled,
            )
        places = () if worker.is_cancelled else self._places(text, found)
        if not worker.is_cancelled:
            self.post_message(self.PlacesCame(text, found, places))

    def _tell(self, worker: Worker[object], done: int, count: int) -> None:
        if not worker.is_cancelled:
            self.post_message(self.FilesRead(done, count))

    def on_goto_line_files_read(self, event: FilesRead) -> None:
        """Show how far it is."""
        event.stop()
        self._files = (event.done, event.count) if self._job else None
        self.redraw()

    def on_goto_line_places_came(self, event: PlacesCame) -> None:
        """Show what was found, unless something else is wanted by now."""
        event.stop()
        if event.text == self.typed.text and self._job is not None:
            self._symbols = (event.text.strip(), event.symbols)
            self._found, self._files, self._job = event.places, None, None
            self.redraw()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._files = None

    def action_step(self, by: int) -> None:
        """Choose the place above or below."""
        if self._found:
            self._chosen = max(0, min(self._chosen + by, len(self._found) - 1))
            self.redraw()

    def action_complete(self, by: int) -> None:
        """Put the name of the chosen place into the line, or choose the next one."""
        names = [one.name for one in self._found]
        if by > 0 and names and names[self._chosen] not in ("", self.typed.text):
            self.type(TypedText.of(names[self._chosen]))
        else:
            self.action_step(by)

    def action_enter(self) -> None:
        """Go to the chosen place, or say why there is none."""
        chosen = self._found[self._chosen] if self._chosen < len(self._found) else None
        if chosen is not None and chosen.address is not None:
            self.close()
            self.post_message(self.WentTo(chosen, chosen.address))
        else:
            reason = why_nowhere(self.typed.text, chosen, is_looking=bool(self._job))
            self.post_message(self.NoWay(reason))

    def action_leave(self) -> None:
        """Close it, and stop what is still being looked for."""
        self.close()

    def close(self) -> None:
        """Hide it; the screen gives the focus to another pane."""
        self._stop()
        self.release()
        self.display = False
        self.post_message(self.GotoLeft())

    def on_click(self, event: Click) -> None:
        """A click on a place goes there."""
        first = self._first_shown()
        at = first + event.y - 1
        if event.y > 0 and at < len(self._found):
            self._chosen = at
            self.action_enter()

    def _first_shown(self) -> int:
        room = self.size.height - 1
        return max(0, min(self._chosen - room // 2, len(self._found) - room))

    def lines(self, width: int) -> list[Line]:
        """The line and the places below it."""
        front = self._several[0].process if self._several else None
        state = GotoState(
            self.typed.text,
            self.typed.cursor if self.is_typed_into else None,
            self._found,
            self._chosen,
            front.exe if front else None,
            self._files,
            self._find is not None,
            len(self._several) > 1,
        )
        return goto_lines(state, width, self.size.height)
