"""In which order threads stand, and which are so alike that one stands for all.

Only sleepers fold, and only those that used no CPU time for as long as is shown:
whoever does something, or waits for a lock or a disk, is always seen.
"""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from memscope.analyze.lanes.lane import SPAN_S
from memscope.analyze.lanes.recorder import Lanes
from memscope.analyze.lanes.waits import state_of
from memscope.model.process import Thread
from memscope.model.word import Word

_FEWEST = 2
"""Threads that a line stands for: one alone had better be seen."""
_CALM_S = 2.0
"""Seconds for which an order holds: lines that jump cannot be read."""
_RANKS = {"D": 0, "L": 0, "R": 0, "T": 1, "t": 1}
_DIGITS = re.compile(r"\d+")


class ThreadOrder(Word):
    """What threads are sorted by."""

    CPU = "cpu"
    NAME = "name"
    DEPTH = "depth"
    TOUCHED = "touched"


class Sleepers(NamedTuple):
    """A thread, and those that are as it is and do as it does.

    Attributes:
        tid: Of the one that is seen.
        alike: Of the others; () without.
    """

    tid: int
    alike: tuple[int, ...] = ()


@dataclass(slots=True)
class Arranger:
    """Sorts the threads of one process, and not too often.

    Attributes:
        order: By what they were sorted last.
        is_turned: The other way round.
    """

    order: ThreadOrder = ThreadOrder.CPU
    is_turned: bool = False
    _at: float = 0.0
    _groups: tuple[Sleepers, ...] = ()
    _tids: frozenset[int] = frozenset()

    def arranged(
        self,
        lanes: Lanes,
        threads: Mapping[int, Thread],
        order: ThreadOrder,
        is_turned: bool,
    ) -> tuple[Sleepers, ...]:
        """Return groups of threads; the same ones for a while."""
        is_same = (order, is_turned) == (self.order, self.is_turned)
        is_young = 0 <= lanes.at - self._at < _CALM_S
        if (
            is_same
            and is_young
            and self._tids == threads.keys()
            and _are_calm(self._groups, threads)
        ):
            return self._groups
        self.order, self.is_turned, self._at = order, is_turned, lanes.at
        self._tids = frozenset(threads)
        calm = calm_tids(lanes, threads)
        tids = sorted_tids(lanes, threads, order, is_turned, calm)
        groups = grouped(tids, threads, calm)
        if groups != self._groups:
            self._groups = groups
        return self._groups


def calm_tids(lanes: Lanes, threads: Mapping[int, Thread]) -> Set[int]:
    """Return who used no CPU time for as long as is shown, as far as is known."""
    since, get = lanes.column - SPAN_S, lanes.lanes.get
    return {tid for tid in threads if (lane := get(tid)) is None or lane.is_calm(since)}


def sorted_tids(
    lanes: Lanes,
    threads: Mapping[int, Thread],
    order: ThreadOrder,
    is_turned: bool,
    calm: Set[int],
) -> list[int]:
    """Return TIDs in order; what is unknown comes last."""
    key = _key_of(order, lanes, calm)
    tids = sorted(threads, key=lambda tid: key(threads[tid]))
    return tids[::-1] if is_turned else tids


def grouped(
    tids: Sequence[int], threads: Mapping[int, Thread], calm: Set[int]
) -> tuple[Sleepers, ...]:
    """Put alike sleepers behind the first of them."""
    together: dict[object, list[int]] = {}
    for tid in tids:
        thread = threads[tid]
        is_alike = tid in calm and state_of(thread) == "S"
        key = (_stem(thread.name), thread.syscall) if is_alike else tid
        together.setdefault(key, []).append(tid)
    groups: list[Sleepers] = []
    for first, *others in together.values():
        if len(others) >= _FEWEST:
            groups.append(Sleepers(first, tuple(others)))
        else:
            groups += [Sleepers(first), *map(Sleepers, others)]
    if len(groups) == len(together):
        return tuple(groups)
    place = {tid: at for at, tid in enumerate(tids)}
    return tuple(sorted(groups, key=lambda one: place[one.tid]))


def _are_calm(groups: Sequence[Sleepers], threads: Mapping[int, Thread]) -> bool:
    return all(state_of(threads[tid]) == "S" for group in groups for tid in group.alike)


@lru_cache(maxsize=8192)
def _stem(name: str) -> str:
    """Return a name without its numbers: `worker-1` and `worker-12` are alike."""
    return _DIGITS.sub("#", name)


def _key_of(
    order: ThreadOrder, lanes: Lanes, calm: Set[int]
) -> Callable[[Thread], tuple[Any, ...]]:
    match order:
        case ThreadOrder.CPU:
            return lambda one: _by_cpu(one, lanes, calm)
        case ThreadOrder.NAME:
            return lambda one: (_natural(one.name), one.tid)
        case ThreadOrder.DEPTH:
            return lambda one: (
                -_known(one.stack.depth if one.stack else None),
                one.tid,
            )
        case _:
            return lambda one: (
                -_known(one.stack.resident if one.stack else None),
                one.tid,
            )


def _by_cpu(
    thread: Thread, lanes: Lanes, calm: Set[int]
) -> tuple[float, int, bool, int]:
    tid, is_calm = thread.tid, thread.tid in calm
    cpu = None if is_calm else lanes.cpu(tid)
    return -(cpu or 0.0), _RANKS.get(state_of(thread), 2), is_calm, tid


def _known(size: int | None) -> int:
    return -1 if size is None else size


@lru_cache(maxsize=8192)
def _natural(name: str) -> tuple[tuple[bool, int, str], ...]:
    """Sort `worker-2` before `worker-10`."""
    parts = re.split(r"(\d+)", name.casefold())
    return tuple((part.isdigit(), int(part) if part.isdigit() else 0, part)
                 for part in parts)  # fmt: skip
