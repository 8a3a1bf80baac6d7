"""Six minutes of a growing program that never was, for drawings of its history."""

from memscope.analyze import layers
from memscope.analyze.layers import LayerKey
from memscope.analyze.series import Layer, Series, Tick, Ticks
from memscope.model import labels, sorts

MIB = 1 << 20
LOOKS, BEAT, BEGAN = 745, 0.5, 1000.0
NOW = BEGAN + (LOOKS - 1) * BEAT
CLOCK_S = 22 * 3600 + 8 * 60 - BEGAN
"""The first look was at 22:08."""
TICKS = (
    Tick(1110.0, Ticks.BOOKMARK, "before load"),
    Tick(1225.0, Ticks.APPEARED, sorts.ARENAS, 1, 64 * MIB),
    Tick(1300.0, Ticks.THREADS, "", 2),
    Tick(1340.0, Ticks.GONE, labels.ANONYMOUS, 1, -3 * MIB),
)


def rising(first: float, last: float, step: int = 1) -> list[int]:
    """Return bytes that rise in steps, from so many MiB to so many."""
    span = (last - first) / (LOOKS - 1)
    return [int((first + span * (look // step * step)) * MIB) for look in range(LOOKS)]


def shop(unknown: range = range(0)) -> Series:
    """Return its series; of some looks nothing is known."""
    arenas = [0 if look < 450 else int(9.6 * MIB) for look in range(LOOKS)]
    values: dict[LayerKey, list[int]] = {
        LayerKey(labels.PYTHON_OBJECTS, "anon"): rising(50, 117, 20),
        LayerKey(labels.HEAP, "heap"): rising(48, 60.4, 90),
        LayerKey(labels.ANONYMOUS, "anon"): rising(18.4, 18.4),
        LayerKey(layers.LIBRARIES, "library"): rising(14, 14),
        LayerKey(sorts.ARENAS, "arena"): arenas,
        LayerKey(layers.PROGRAM, "code"): rising(5, 5),
    }
    found = [
        Layer(key, [None if n in unknown else v for n, v in enumerate(those)])
        for key, those in values.items()
    ]
    sums = [sum(one) for one in zip(*values.values(), strict=True)]
    return Series(
        times=[BEGAN + BEAT * look for look in range(LOOKS)],
        layers=found,
        resident=[None if n in unknown else v for n, v in enumerate(sums)],
        ticks=TICKS,
        whole_s=372.0,
        looks=LOOKS,
    )


def paused(after: int, until: int) -> Series:
    """Return what is known where nobody looked for a while."""
    one = shop()
    seen = [look for look in range(LOOKS) if not after <= look < until]
    return Series(
        times=[one.times[look] for look in seen],
        layers=[Layer(x.key, [x.values[look] for look in seen]) for x in one.layers],
        resident=[one.resident[look] for look in seen],
    )
