"""Which layers the history draws, and what is in them at each column."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.layers import LayerKey
from memscope.analyze.series import Series
from memscope.analyze.series_together import PROCESS
from memscope.i18n import _
from memscope.model.kinds import Kind
from memscope.render.history.axes import BytesAxis, TimeAxis
from memscope.render.palette import letter_of
from memscope.render.words.layers import REST, layer_name, shortest_name
from memscope.units import safe

_REST = "+"
_TONES = (4, 2, 3, 1)
"""Of layers with one colour, the largest first."""
_PAUSE_S, _PAUSE_BEATS = 2.0, 3.0
"""Nobody looked: for so long, and so many times as long as before and after."""


@dataclass(frozen=True, slots=True)
class DrawnLayer:
    """One layer as it is drawn.

    Attributes:
        name: In the reader's language.
        colour: Whose colour it wears.
        letter: Where there are no colours.
        indices: Which layers of the series it is made of.
        tone: How strong the colour is, 0 to 4: what is put together is fainter.
        short: The name where there is little room; "": the same.
    """

    name: str
    colour: str
    letter: str
    indices: tuple[int, ...]
    tone: int = 4
    short: str = ""

    @property
    def front(self) -> str:
        """Style of a block of it."""
        return f"fore.{self.colour}.{self.tone}"

    @property
    def back(self) -> str:
        """Style of the ground below a block of another layer."""
        return f"back.{self.colour}.{self.tone}"

    def at(self, series: Series, look: int) -> int:
        """Return its bytes at a look, as far as they are known."""
        values = (series.layers[one].values[look] for one in self.indices)
        return sum(filter(None, values))


def picked(series: Series, time: TimeAxis) -> list[int | None]:
    """Return the look that each column shows: the one with most memory in its time.

    A column without a look shows the one before; where nobody looked for long it is
    None.
    """
    times, totals = series.times, totals_of(series)
    found: list[int | None] = []
    low = bisect_left(times, time.start_of(0))
    for column in range(time.columns):
        high = bisect_left(times, time.start_of(column + 1), low)
        if high > low:
            found.append(
                max(range(low, high), key=lambda one: (totals[one] or -1, one))
            )
        else:
            found.append(_carried(times, low - 1))
        low = high
    return [None if one is None or totals[one] is None else one for one in found]


def totals_of(series: Series) -> Sequence[int | None]:
    """Return the bytes of all layers together; None: nothing is known of a look."""
    if not series.layers:
        return series.resident
    columns = zip(*(layer.values for layer in series.layers), strict=True)
    return [None if all(v is None for v in values) else sum(filter(None, values))
            for values in columns]  # fmt: skip


def _carried(times: Sequence[float], look: int) -> int | None:
    """Return the look before, unless looking paused after it."""
    if not 0 <= look < len(times) - 1:
        return None
    elapsed = times[look + 1] - times[look]
    before = times[look] - times[look - 1] if look else 0.0
    after = times[look + 2] - times[look + 1] if look + 2 < len(times) else 0.0
    is_pause = elapsed > max(_PAUSE_S, _PAUSE_BEATS * max(before, after))
    return None if is_pause else look


def look_at(series: Series, at: float | None) -> int | None:
    """Return the look at or before a moment; None as the moment: the last one."""
    if not series.times:
        return None
    index = len(series.times) if at is None else bisect_right(series.times, at)
    return index - 1 if index > 0 else None


def layers_of(
    series: Series, looks: Sequence[int | None], axis: BytesAxis
) -> list[DrawnLayer]:
    """Return what is drawn, from the bottom up.

    What never fills a line is put together at the bottom; above it the largest is on
    top, so that what grows lifts as little as possible.
    """
    shown = sorted({one for one in looks if one is not None})
    most = [max((layer.values[one] or 0 for one in shown), default=0)
            for layer in series.layers]  # fmt: skip
    order = sorted(
        (index for index, size in enumerate(most) if size),
        key=lambda one: (most[one].bit_length(), series.layers[one].key.label),
    )
    large = [one for one in order if most[one] >= axis.unit][-max(axis.rows - 1, 1) :]
    small = tuple(one for one in order if one not in large)
    seen = Counter[str]()
    alone = small if len(small) == 1 else ()
    drawn = [_alone(series, one, seen) for one in reversed((*alone, *large))][::-1]
    if len(small) > 1:
        drawn.insert(0, DrawnLayer(_(REST), Kind.UNKNOWN.value, _REST, small, 1))
    return drawn


def _alone(series: Series, index: int, seen: Counter[str]) -> DrawnLayer:
    """Return a layer of its own; of one colour the smaller ones are fainter."""
    key: LayerKey = series.layers[index].key
    colour, letter = str(key.colour), letter_of(key.colour)
    number, seen[colour] = seen[colour], seen[colour] + 1
    is_process = colour.startswith(PROCESS)
    tone = _TONES[number % len(_TONES)]
    return DrawnLayer(
        safe(key.label) if is_process else layer_name(key),
        colour,
        letter.lower() if number else letter,
        (index,),
        tone,
        "" if is_process else shortest_name(key),
    )
