"""What a question chose for its answer: it goes when the question goes.

An order, an axis or a span that the reader has changed since is his own by then.
"""

from dataclasses import replace
from typing import Any

from memscope.analyze.space.reading import Reading

_ASPECTS = (("order", "is_turned"), ("axis",), ("window_s", "since"))
"""What is chosen together."""


class LentReading:
    """Remembers, of each aspect, what was before, and what was chosen then."""

    def __init__(self) -> None:
        self._lent: dict[tuple[str, ...], tuple[tuple[Any, ...], tuple[Any, ...]]] = {}

    def __bool__(self) -> bool:
        return bool(self._lent)

    def note(self, before: Reading, chosen: Reading) -> None:
        """Remember what a question changes."""
        for aspect in _ASPECTS:
            was, now = _values(before, aspect), _values(chosen, aspect)
            if was != now:
                first = self._lent[aspect][0] if aspect in self._lent else was
                self._lent[aspect] = (first, now)

    def without(self, reading: Reading) -> Reading:
        """Return a reading without what was chosen and is still so."""
        given: dict[str, Any] = {}
        for aspect, (was, chosen) in self._lent.items():
            if _values(reading, aspect) == chosen:
                given.update(zip(aspect, was, strict=True))
        return replace(reading, **given)

    def given_back(self, reading: Reading) -> Reading:
        """Return the same; the question is over."""
        reading = self.without(reading)
        self.forget()
        return reading

    def forget(self) -> None:
        """From now on all is the reader's own."""
        self._lent.clear()


def _values(reading: Reading, aspect: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(reading, name) for name in aspect)
