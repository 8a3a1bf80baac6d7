"""The line of `/`: it filters while one types, counts, and completes.

line = FilterLine()
line.show(several)        # a `Bearings` for each process, at each look
line.open()               # at once; then keys go there
line.ask("kind:heap")     # as if it had been typed: a click on a part of the header

The screen hears `Filtered`, and applies it; `FilterLeft` when the reader is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.completion import Completion, completions
from memscope.analyze.filter.matching import EVERYTHING, Matcher, Tally
from memscope.analyze.filter.parse import parse
from memscope.analyze.filter.presets import Preset, pointer_after, preset_of
from memscope.analyze.filter.terms import Filter
from memscope.render.finding.filter_line import FilterState, filter_line
from memscope.render.runs import Line
from memscope.tui.typed import TypedText
from memscope.tui.widgets.typed_line import TypedLine

_AT_ONCE = 2000
"""Regions that are counted before the key is done with; more are in a thread."""
_KEPT = 30
"""Filters that the arrow keys bring back."""


@dataclass(frozen=True, slots=True)
class _TabOffers:
    """What tab offered, and the text before it."""

    before: TypedText
    offers: tuple[Completion, ...]
    at: int = 0


class FilterLine(TypedLine):
    """One line; while empty it shows the presets."""

    DEFAULT_CSS = "FilterLine { height: 1; }"
    _is_open = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "save", show=False)]

    class Filtered(Message):
        """Another filter holds.

        Attributes:
            text: As typed.
            match: What it shows; `match.filter.since` is the span that it asks for.
            preset: Where it comes from: says order and axis; None: it was typed.
        """

        def __init__(self, text: str, match: Matcher, preset: Preset | None) -> None:
            super().__init__()
            self.text = text
            self.match = match
            self.preset = preset

    class FilterLeft(Message):
        """The reader is done; a pointer that was pasted is to be opened.

        Attributes:
            pointer: Its digits; None: there is none.
        """

        def __init__(self, pointer: str | None = None) -> None:
            super().__init__()
            self.pointer = pointer

    class FilterSaved(Message):
        """A filter has a name from now on; settings keep it.

        Attributes:
            name: As typed.
            text: The filter.
        """

        def __init__(self, name: str, text: str) -> None:
            super().__init__()
            self.name = name
            self.text = text

    @dataclass
    class TallyCame(Message):
        """What was counted beside the screen."""

        match: Matcher
        tally: Tally

    def __init__(
        self, saved: Mapping[str, str] | None = None, *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._saved: dict[str, str] = dict(saved or {})
        self._several: Sequence[Bearings] = ()
        self._match, self._tally = EVERYTHING, None
        self._sent = EVERYTHING
        self._has_preset = False
        self._untold: FilterLine.Filtered | None = None
        self._offered: _TabOffers | None = None
        self._naming = ""
        self._before = ""
        self._kept: list[str] = []
        self._kept_at = 0

    _match: Matcher
    _tally: Tally | None

    @property
    def match(self) -> Matcher:
        """The filter that holds now."""
        return self._match

    @property
    def tally(self) -> Tally | None:
        """What it shows; None: not counted yet, or there is no filter."""
        return self._tally

    @property
    def saved(self) -> Mapping[str, str]:
        """The reader's own filters by name."""
        return self._saved

    def show(self, several: Sequence[Bearings]) -> None:
        """Count among these from now on; the screen does so at each look."""
        had, self._several = bool(self._several), several
        if had != bool(several):
            self.redraw()
        if not self._match.is_all:
            self._count()

    def tell(self, tally: Tally | None) -> None:
        """Show a count that somebody else has made."""
        if tally != self._tally:
            self._tally = tally
            self.redraw()

    def keep(self, saved: Mapping[str, str]) -> None:
        """Take own filters from the settings."""
        self._saved = dict(saved)
        self.redraw()

    def allow_focus(self) -> bool:
        """Take no focus that is left over because another widget was hidden."""
        return self._is_open

    def release(self) -> None:
        """Give the focus back, and take none until it is opened again."""
        self._is_open = False
        super().release()

    def open(self, text: str | None = None) -> None:
        """Show it and take the focus, all in this call."""
        self._before, self._naming, self._offered = self.typed.text, "", None
        self._kept_at = len(self._kept)
        self._is_open = True
        super().open(text)
        if text is not None:
            self.changed()

    def ask(self, text: str) -> None:
        """Filter by a text without taking the focus."""
        self.type(TypedText.of(text))

    def changed(self) -> None:
        """Read it anew, tell the screen, and count."""
        self._offered = None
        if self._naming:
            return
        text = self.typed.text
        preset = preset_of(text)
        asked = parse(preset.text if preset else _meant(text), self._saved)
        self._tell(text, Matcher(asked), preset)

    def _tell(self, text: str, match: Matcher, preset: Preset | None) -> None:
        """Have it counted, and tell the screen: at once, unless that takes long."""
        before, self._match = self._match.filter, match
        asks_the_same = (before.choices, before.since) == (
            match.filter.choices,
            match.filter.since,
        )
        # A preset may show everything too, only in another order: it has to be ended.
        if preset is not None or self._sent != match or self._has_preset:
            self._sent, self._has_preset = match, preset is not None
            self._untold = self.Filtered(text, match, preset)
        if match.is_all or not asks_the_same:
            self._tally = None
        if match.is_all or self._tally is not None:
            self._hand_on()
        else:
            self._count()

    def _hand_on(self) -> None:
        untold, self._untold = self._untold, None
        if untold is not None:
            self.post_message(untold)

    def _count(self) -> None:
        match, several = self._match, self._several
        if sum(len(one.process.regions) for one in several) <= _AT_ONCE:
            self.tell(match.tally(several) if several else None)
            self._hand_on()
            return
        self.run_worker(
            lambda: self._count_in_thread(match, several),
            group="filter",
            description="count",
            exclusive=True,
            thread=True,
        )

    def _count_in_thread(self, match: Matcher, several: Sequence[Bearings]) -> None:
        worker = get_current_worker()
        tally = match.tally(several, lambda: worker.is_cancelled)
        if tally is not None and not worker.is_cancelled:
            self.post_message(self.TallyCame(match, tally))

    def on_filter_line_tally_came(self, event: TallyCame) -> None:
        """Show what was counted beside the screen, unless the filter is another."""
        event.stop()
        if event.match is self._match:
            self.tell(event.tally)
            self._hand_on()

    def action_enter(self) -> None:
        """Keep the filter; a preset becomes the text that it stands for."""
        if self._naming:
            self._save()
            return
        pointer = pointer_after(self.typed.text)
        preset = preset_of(self.typed.text)
        if preset is not None:
            self._keep_text(preset.text)
        elif pointer:
            self._keep_text("")
            self.changed()
        self._remember(self.typed.text)
        self.release()
        self.post_message(self.FilterLeft(pointer))

    def _keep_text(self, text: str) -> None:
        self.typed = TypedText.of(text)
        self.redraw()

    def _remember(self, text: str) -> None:
        if text.strip() and text not in self._kept[-1:]:
            self._kept = [*self._kept, text][-_KEPT:]

    def action_leave(self) -> None:
        """Go back to the filter that held before; without a change to none."""
        if self._naming:
            self._naming, text = "", self._naming
            self.type(TypedText.of(text))
            return
        text = "" if self.typed.text == self._before else self._before
        self.type(TypedText.of(text))
        self.release()
        self.post_message(self.FilterLeft())

    def action_step(self, by: int) -> None:
        """Bring back a filter of before."""
        at = self._kept_at + by
        if 0 <= at <= len(self._kept):
            self._kept_at = at
            self.type(TypedText.of((*self._kept, "")[at]))

    def action_save(self) -> None:
        """Ask for a name of this filter."""
        if self._match.filter.text.strip():
            self._naming = self._match.filter.text
            self.type(TypedText())

    def _save(self) -> None:
        name, text = "".join(self.typed.text.split()), self._naming
        self._naming = ""
        if name:
            self._saved[name] = text
            self.post_message(self.FilterSaved(name, text))
        self.type(TypedText.of(text))
        self.redraw()

    def action_complete(self, by: int) -> None:
        """Put the next offer into the text, or ask what there is to offer."""
        if self._naming:
            return
        if self._offered is None:
            found = self._offers()
            if not found:
                return
            at = 0 if by > 0 else len(found) - 1
            self._offer(_TabOffers(self.typed, found, at))
        else:
            count = len(self._offered.offers)
            self._offer(replace(self._offered, at=(self._offered.at + by) % count))

    def _offers(self) -> tuple[Completion, ...]:
        return completions(self.typed.text, self.typed.cursor, self._several)

    def _offer(self, offered: _TabOffers) -> None:
        one = offered.offers[offered.at]
        self.type(offered.before.swap(one.start, one.end, one.text))
        self._offered = offered if len(offered.offers) > 1 else None
        self.redraw()

    def lines(self, width: int) -> list[Line]:
        """The line, and the cursor in it while it has the focus."""
        offered = self._offered
        state = FilterState(
            self.typed.text,
            self.typed.cursor if self.is_typed_into else None,
            self._shown(),
            self._tally,
            offered.offers if offered else (),
            offered.at if offered else 0,
            self._saved,
            self._naming,
            bool(self._several),
        )
        return [filter_line(state, width)]

    def _shown(self) -> Filter:
        """Return the filter, where it is of the text that is seen."""
        is_its = self._match.filter.text == self.typed.text
        return self._match.filter if is_its else EVERYTHING.filter


def _meant(text: str) -> str:
    """Return the filter of a text: of a pointer that was pasted, the pointer."""
    return pointer_after(text) or text
