"""From a key to its answer on the terminal, and what the answer costs.

A live screen writes without being asked. Here the answer is told from that by the row
with the cursor: it is painted where it goes, on a ground of its own, and the keys are
such that it has to go somewhere. What is not answered so is counted, and not timed.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.terminal import Terminal

ROWS = (b"j", b"\x1b[B", b"k", b"\x1b[A")
"""Down, down by its arrow, up, up by its arrow: back where it was."""
PANES = (b"\t", b"\x1b[Z")
"""The next pane, and back: the row looks different without the focus."""
_HOME = b"\x1b[H"
_EACH_S = 0.45
"""Seconds for each: at two looks a second keys come before, in and after one."""
_LAG_S = 0.013
_STILL_S = 0.03
"""Seconds without a byte that end an answer."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What was measured.

    Attributes:
        first_s: Seconds to the first byte of each answer, the run queue taken off.
        end_s: To the last one.
        unanswered: Keys that did not paint the cursor's row anew.
        cpu_s: Seconds of processor for a key, all threads, rest taken off.
    """

    first_s: Sequence[float]
    end_s: Sequence[float]
    unanswered: int
    cpu_s: float

    def __str__(self) -> str:
        """Return median and worst, what went unanswered, and the processor, in ms."""
        if not self.end_s:
            return "| – | – | – "
        times = median(self.end_s), max(self.end_s), self.cpu_s
        middle, worst, cpu = (f"{one * 1000:.0f} ms" for one in times)
        missed = f" ({self.unanswered} unanswered)" if self.unanswered else ""
        return f"| {middle}{missed} | {worst} | {cpu} "


def measured(
    terminal: Terminal, keys: Sequence[bytes], count: int, signs: Sequence[bytes] = ()
) -> Keys:
    """Press keys, one after another.

    Args:
        terminal: With a program that is at rest.
        keys: In turn; they lead back to where they began.
        count: How many.
        signs: What an answer has in it, one of these; (): the first bytes are it.
    """
    terminal.press(_HOME)
    terminal.watch(2 * _EACH_S)
    before = terminal.cpu_s()
    terminal.watch(count * _EACH_S)
    at_rest = terminal.cpu_s() - before
    taken = []
    began = terminal.cpu_s()
    for number in range(count):
        terminal.watch(_LAG_S * (number % 7))
        taken.append(_answer(terminal, keys[number % len(keys)], signs))
    cpu_s = (terminal.cpu_s() - began - at_rest) / count
    found = [one for one in taken if one is not None]
    return Keys(
        [first for first, _end in found],
        [end for _first, end in found],
        count - len(found),
        max(cpu_s, 0.0),
    )


def _answer(
    terminal: Terminal, key: bytes, signs: Sequence[bytes]
) -> tuple[float, float] | None:
    """Return the seconds to the first and the last byte of an answer, without waiting.

    None: it never came.
    """
    waited, began = terminal.waited_s(), time.monotonic()
    terminal.press(key)
    end, came = began + _EACH_S, 0.0
    taken: list[float] = []
    while (now := time.monotonic()) < end:
        data, before = terminal.read(end - now), came
        came = time.monotonic() if data else came
        is_over = bool(taken) and came - before > _STILL_S
        if is_over or not data:
            continue
        if taken or not signs or any(sign in data for sign in signs):
            queued = terminal.waited_s() - waited
            taken.append(max(came - began - queued, 0.0))
    return (taken[0], taken[-1]) if taken else None
