"""Time several ways of doing one thing, in turn, in one run."""

import gc
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of one way, over all rounds."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Seconds."""
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """Half the distance between the slowest and the fastest, as a share."""
        return (max(self.seconds) - min(self.seconds)) / 2 / self.median


def in_turn(
    ways: Mapping[str, Callable[[], object]],
    *,
    rounds: int,
    before: Callable[[], object] = lambda: None,
) -> dict[str, Times]:
    """Run every way once per round, so that all meet the same machine.

    One more round before does not count: it warms what can be warmed.

    Args:
        ways: By name.
        rounds: How often.
        before: Called before each way; its time does not count.
    """
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            before()
            gc.collect()
            began = perf_counter()
            way()
            if turn:
                seconds[name].append(perf_counter() - began)
    return {name: Times(tuple(values)) for name, values in seconds.items()}


def table(title: str, times: Mapping[str, Times], base: str) -> list[str]:
    """Return the lines of a table: time, spread, and the ratio to `base`."""
    lines = [
        f"### {title}",
        "",
        "| way | median | spread | ratio |",
        "|---|--:|--:|--:|",
    ]
    for name, one in times.items():
        ratio = one.median / times[base].median
        lines.append(
            f"| {name} | {one.median * 1000:.2f} ms | ±{one.spread:.0%} | {ratio:.2f} |"
        )
    return [*lines, ""]
