"""What it costs a program to be looked at twice a second."""

import json
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

from benchmarks.targets import Target, running
from memscope.collect.look.snapshot import Collector

WINDOW_S = 1.0
ROUNDS = 15
LOOKS_AT_S = (0.25, 0.5)
"""Two looks a second: the first so long after the window begins, then the next."""

Look = Callable[[], object]


def watched(programs: Path) -> Iterator[str]:
    """Compare a program that maps and unmaps as fast as it can, watched and not.

    Seconds with and without are neighbours, in one run of the program, so that each
    is compared with its own; the order within a round alternates.
    """
    with running(programs / "mapper", 64) as one:
        ways = _ways(one.pid)
        results = _in_turn(one, ways)
    yield "### the target under a live view at 2 Hz"
    yield ""
    yield "| looked at | loops a second | ratio | from - to | p99 of mmap, ratio |"
    yield "|---|--:|--:|--:|--:|"
    base = results["by nobody"]
    for name, windows in results.items():
        rates = sorted(a[0] / b[0] for a, b in zip(windows, base, strict=True))
        p99s = [a[1] / b[1] for a, b in zip(windows, base, strict=True)]
        quarter = len(rates) // 4
        yield (
            f"| {name} | {statistics.median(rate for rate, _ in windows):.0f} "
            f"| {statistics.median(rates):.3f} "
            f"| {rates[quarter]:.3f} - {rates[-quarter - 1]:.3f} "
            f"| {statistics.median(p99s):.2f} |"
        )
    yield ""


def _ways(pid: int) -> dict[str, Look]:
    collector = Collector()
    collector.look([pid])
    ways: dict[str, Look] = {
        "by nobody": lambda: None,
        "by nobody, again": lambda: None,
        "by memscope": lambda: collector.look([pid]),
    }
    if shutil.which("gdb"):
        command = ["gdb", "-batch", "-nx", "-p", str(pid), "-ex", "info proc mappings"]
        ways["by gdb, attaching"] = lambda: subprocess.run(
            command, capture_output=True, check=False
        )
    return ways


def _in_turn(
    one: Target, ways: dict[str, Look]
) -> dict[str, list[tuple[float, float]]]:
    """Return (loops a second, p99 in microseconds) of every window of every way."""
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for turn in range(ROUNDS):
        names = list(ways)
        for name in names if turn % 2 else reversed(names):
            results[name].append(_window(one, ways[name]))
    return results


def _window(one: Target, look: Look) -> tuple[float, float]:
    watcher = Thread(target=_look_twice, args=(look,))
    watcher.start()
    answer = json.loads(one.tell(f"go {WINDOW_S}"))
    watcher.join()
    return answer["rate"], answer["p99_us"]


def _look_twice(look: Look) -> None:
    for pause in LOOKS_AT_S:
        time.sleep(pause)
        look()
