"""Which processes the first screen lists, in which order, and by how much they grew."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from memscope.i18n import N_
from memscope.proc.processes import Listed

WINDOW_S = 30.0
"""Span of the differences."""
Identity = tuple[int, float | None]


class By(StrEnum):
    """Orders of the list; each is a column of it."""

    RESIDENT = N_("resident")
    GROWN = "grown"
    VIRTUAL = N_("virtual")
    THREADS = N_("threads")
    NAME = N_("name")
    USER = N_("user")
    PID = N_("pid")
    PSS = "pss"


def identity_of(one: Listed) -> Identity:
    """Return what stays the same while it lives, and never comes again."""
    return one.pid, one.started


def short_name(one: Listed) -> str:
    """Return the program's name as people know it."""
    program = one.cmdline[0] if one.cmdline else ""
    return program.rpartition("/")[2] or one.name


class Past:
    """What every process had in RAM during the last half minute."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, dict[Identity, int]]] = deque()

    def add(self, at_s: float, processes: Sequence[Listed]) -> None:
        """Take a look at a monotonic time; older ones than the window go."""
        resident = {
            identity_of(one): one.resident
            for one in processes
            if one.resident is not None
        }
        self._looks.append((at_s, resident))
        while len(self._looks) > 1 and self._looks[1][0] <= at_s - WINDOW_S:
            self._looks.popleft()

    @property
    def span_s(self) -> float:
        """Seconds between the oldest look and the newest, at most some 30."""
        return self._looks[-1][0] - self._looks[0][0] if self._looks else 0.0

    def grown(self, one: Listed) -> int | None:
        """Return by how much it grew; None: unknown, or seen for the first time."""
        if one.resident is None or len(self._looks) < 2:
            return None
        key = identity_of(one)
        for _at, resident in self._looks:
            if key in resident:
                is_first_look = resident is self._looks[-1][1]
                return None if is_first_look else one.resident - resident[key]
        return None


def ordered(
    processes: Sequence[Listed],
    by: By,
    past: Past,
    pss: Mapping[int, int | None],
) -> list[Listed]:
    """Return them sorted; sizes begin with the largest, what is unknown comes last."""

    def size(one: Listed) -> int | None:
        match by:
            case By.RESIDENT:
                return one.resident
            case By.VIRTUAL:
                return one.virtual
            case By.THREADS:
                return one.threads
            case By.GROWN:
                return past.grown(one)
        return pss.get(one.pid)

    def key(one: Listed) -> tuple[object, ...]:
        if by is By.PID:
            return (one.pid,)
        if by is By.NAME:
            return short_name(one).casefold(), one.pid
        if by is By.USER:
            return one.user is None, one.user or "", one.pid
        amount = size(one)
        return amount is None, -(amount or 0), one.pid

    return sorted(processes, key=key)


def matches(one: Listed, wanted: str) -> bool:
    """Tell whether every word typed is in its pid, name, user or command line."""
    texts = (str(one.pid), one.name, one.user or "", " ".join(one.cmdline))
    return all(
        any(word in text.casefold() for text in texts)
        for word in wanted.casefold().split()
    )


def as_tree(
    processes: Sequence[Listed], wanted: str
) -> Iterator[tuple[Listed, str, bool]]:
    """Yield each process below its parent, in the order in which they are given.

    Args:
        processes: All of them, sorted.
        wanted: What was typed; parents of what fits come along.

    Yields:
        The process, the lines of the tree before it, and whether it is only a parent.
    """
    children: dict[int | None, list[Listed]] = {}
    pids = {one.pid for one in processes}
    for one in processes:
        # A parent that we do not see, as in another namespace, is none.
        has_parent = one.parent in pids and one.parent != one.pid
        children.setdefault(one.parent if has_parent else None, []).append(one)
    fitting = {one.pid for one in processes if matches(one, wanted)}
    kept = _with_parents(fitting, {one.pid: one.parent for one in processes})
    shown: set[int] = set()
    # Not by recursion: a chain of processes may be longer than Python's stack.
    waiting = [(one, "", "") for one in reversed(children.get(None, []))]
    while waiting:
        one, guides, below = waiting.pop()
        if one.pid in shown or one.pid not in kept:
            continue
        shown.add(one.pid)
        yield one, guides, one.pid not in fitting
        inner = [child for child in children.get(one.pid, []) if child.pid in kept]
        for at, child in reversed(list(enumerate(inner))):
            is_last = at == len(inner) - 1
            lines = (below + ("└ " if is_last else "├ "))[-_DEEPEST:]
            waiting.append((child, lines, (below + ("  " if is_last else "│ "))))


_DEEPEST = 16
"""Cells of a tree's lines; what is deeper still is drawn as deep as this."""


def _with_parents(pids: set[int], parents: Mapping[int, int | None]) -> set[int]:
    kept: set[int] = set()
    for pid in pids:
        at: int | None = pid
        while at is not None and at in parents and at not in kept:
            kept.add(at)
            at = parents[at]
    return kept
