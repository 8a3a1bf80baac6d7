"""Whole looks of the last minutes, as differences; room is what they have to share."""

import threading
from bisect import bisect_right
from collections import deque

from memscope.analyze.diff.unequal import unequal
from memscope.collect.history.undo import Rewound, Undo, Unequal, undo_of
from memscope.model.snapshot import Snapshot

WHOLE_S = 600.0
MOST_BYTES = 20 << 20
_CERTAIN_LOOKS = 2
"""Kept whatever they take: the last, and the one before."""


def different_regions(old: Snapshot | None, new: Snapshot) -> Unequal:
    """Return which regions of the processes in two looks are not the same."""
    before = {one.identity: one for one in old.processes} if old else {}
    return {
        one.identity: unequal(was.regions, one.regions)
        for one in new.processes
        if (was := before.get(one.identity)) is not None
    }


class Ring:
    """Looks, the oldest giving way; may be used from any thread.

    What leads back is kept, not forth: the last look is there anyway, and the oldest
    is dropped without touching the others.
    """

    def __init__(self, whole_s: float = WHOLE_S, most: int = MOST_BYTES) -> None:
        """Begin empty.

        Args:
            whole_s: Seconds of looks to keep.
            most: Bytes that they may take, besides the last one.
        """
        self._whole_s, self._most = whole_s, most
        self._last: tuple[float, Snapshot] | None = None
        self._undos: deque[tuple[float, Undo]] = deque()
        self._size = 0
        self._is_short = False
        self._rewound: tuple[float, Rewound] | None = None
        self._shown: tuple[float, Snapshot] | None = None
        self._lock = threading.Lock()

    @property
    def last(self) -> tuple[float, Snapshot] | None:
        """The last look and its moment; None: there was none."""
        return self._last

    @property
    def looks(self) -> int:
        """How many there are."""
        return len(self._undos) + (self._last is not None)

    @property
    def seconds(self) -> float:
        """From the oldest to the last."""
        last, undos = self._last, self._undos
        return last[0] - undos[0][0] if last and undos else 0.0

    @property
    def size(self) -> int:
        """Bytes that they take, besides the last one."""
        return self._size

    @property
    def is_short(self) -> bool:
        """There was no room for all of the time wanted."""
        return self._is_short

    def moments(self) -> list[float]:
        """Return when each was taken, ascending."""
        with self._lock:
            return self._moments()

    def _moments(self) -> list[float]:
        last = [self._last[0]] if self._last else []
        return [*(at for at, _undo in self._undos), *last]

    def add(self, at: float, snapshot: Snapshot, different: Unequal) -> None:
        """Take a look in.

        Args:
            at: Seconds, later than the last one.
            snapshot: The look.
            different: As `different_regions` says of the last one and this one.
        """
        with self._lock:
            if self._last is not None:
                undo = undo_of(self._last[1], snapshot, different)
                self._undos.append((self._last[0], undo))
                self._size += undo.size
            self._last = (at, snapshot)
            self._make_room(at)

    def _make_room(self, now: float) -> None:
        while len(self._undos) >= _CERTAIN_LOOKS:
            is_old = self._undos[0][0] < now - self._whole_s
            if not is_old and self._size <= self._most:
                return
            self._is_short = not is_old
            _at, undo = self._undos.popleft()
            self._size -= undo.size

    def at(self, when: float) -> tuple[float, Snapshot] | None:
        """Return the last look up to a moment, else the oldest; None: none at all.

        Equal to what was seen then; the same object again, when asked again.
        """
        with self._lock:
            if self._last is None:
                return None
            moments = self._moments()
            return self._look(moments[max(bisect_right(moments, when) - 1, 0)])

    def before(self, at: float) -> tuple[float, Snapshot] | None:
        """Return the look before the one of a moment; None: it was the oldest."""
        with self._lock:
            moments = self._moments()
            index = bisect_right(moments, at) - 2
            return self._look(moments[index]) if index >= 0 else None

    def _look(self, at: float) -> tuple[float, Snapshot]:
        assert self._last is not None
        if at == self._last[0]:
            return self._last
        if self._shown is None or self._shown[0] != at:
            self._shown = (at, self._rewind(at).snapshot())
        return self._shown

    def _rewind(self, at: float) -> Rewound:
        assert self._last is not None
        if self._rewound is not None and self._rewound[0] >= at:
            reached, rewound = self._rewound
        else:
            reached, rewound = self._last[0], Rewound(self._last[1])
        for then, undo in reversed(self._undos):
            if at <= then < reached:
                rewound.back(undo)
        self._rewound = (at, rewound)
        return rewound

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._last = self._rewound = self._shown = None
            self._undos.clear()
            self._size, self._is_short = 0, False
