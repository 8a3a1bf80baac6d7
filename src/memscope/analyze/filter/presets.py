"""The six questions that an empty filter offers, and what each of them sorts by."""

import re
from dataclasses import dataclass, replace

from memscope.analyze.filter.terms import BOOKMARK, Filter
from memscope.analyze.space.reading import Axis, Order, Reading
from memscope.i18n import N_


@dataclass(frozen=True, slots=True)
class Preset:
    """A question as a filter.

    Attributes:
        digit: That asks it in an empty filter.
        name: English; to be translated when it is shown.
        text: The filter; "" where everything is shown.
        order: The answer comes first.
        axis: What the bars measure then.
        is_pointer: It is about an address that is pasted behind it.
    """

    digit: str
    name: str
    text: str = ""
    order: Order = Order.ADDRESS
    axis: Axis = Axis.RESIDENT
    is_pointer: bool = False


PRESETS = (
    Preset("1", N_("what grew"), "grew>0 since:30s", Order.GREW),
    Preset("2", N_("whose stack"), "seg:stack", Order.THREAD),
    Preset("3", N_("why so big"), "", Order.UNTOUCHED, Axis.MAPPED),
    Preset("4", N_("leaks"), "grew>1M/min since:5m", Order.GREW),
    Preset("5", N_("shared"), "shared>0", Order.SHARED),
    Preset("6", N_("pointer"), is_pointer=True),
)
_POINTER = re.compile(r"6\s*((?:0x)?[0-9a-f]{8,16})", re.IGNORECASE)


def preset_of(text: str) -> Preset | None:
    """Return the preset that a text asks for: one digit, and nothing else."""
    wanted = text.strip()
    return next((one for one in PRESETS if one.digit == wanted), None)


def pointer_after(text: str) -> str | None:
    """Return the address that stands behind the digit of the last preset."""
    found = _POINTER.fullmatch(text.strip())
    return found[1] if found else None


def reading_for(asked: Filter, reading: Reading, preset: Preset | None) -> Reading:
    """Return how memory is read with a filter: its span, and its preset's order.

    Args:
        asked: The filter.
        reading: As the reader had it.
        preset: Where the filter comes from; None: it was typed.
    """
    reading = replace(reading, filter=asked.text)
    if preset is not None:
        reading = replace(
            reading, order=preset.order, axis=preset.axis, is_turned=False
        )
    if asked.since == BOOKMARK:
        return replace(reading, window_s=None, since="bookmark")
    if isinstance(asked.since, float):
        return replace(reading, window_s=asked.since, since="")
    return reading
