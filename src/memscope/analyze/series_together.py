"""Several processes over time as one series: a layer a process.

What is in RAM for several of them counts for each: the sum is that of their RSS.
"""

from collections.abc import Sequence

from memscope.analyze.layers import LayerKey
from memscope.analyze.series import Layer, Series

PROCESS = "process-"
"""Begins the colour of a process's layer; its number follows."""
PROCESS_COLOURS = 6
"""How many there are; then they begin anew."""


def process_colour(number: int) -> str:
    """Return the name of the colour of the process with this number, from 0."""
    return f"{PROCESS}{number % PROCESS_COLOURS}"


def together(parts: Sequence[tuple[str, Series]]) -> Series:
    """Return one series of several.

    A process that was not there at a look has nothing then; of one whose memory was
    unknown, so is the sum.

    Args:
        parts: Name and series of each process, in the order of their letters.
    """
    times = sorted({at for _name, one in parts for at in one.times})
    known = [dict(zip(one.times, one.resident, strict=True)) for _name, one in parts]
    layers = tuple(
        Layer(LayerKey(name, process_colour(n)), [values.get(at) for at in times])
        for n, ((name, _series), values) in enumerate(zip(parts, known, strict=True))
    )
    ticks = {tick for _name, one in parts for tick in one.ticks}
    return Series(
        times=times,
        layers=layers,
        resident=[_sum(at, known) for at in times],
        ticks=tuple(sorted(ticks, key=lambda one: one.at)),
        whole_s=min((one.whole_s for _name, one in parts), default=0.0),
        looks=min((one.looks for _name, one in parts), default=0),
        is_short=any(one.is_short for _name, one in parts),
    )


def _sum(at: float, known: Sequence[dict[float, int | None]]) -> int | None:
    there = [values[at] for values in known if at in values]
    if any(value is None for value in there):
        return None
    return sum(filter(None, there))
