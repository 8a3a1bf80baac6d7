"""The lines of the list of threads: processes, threads, and folded sleepers."""

from bisect import bisect_left
from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple, overload

from memscope.analyze.lanes.look import ThreadsLook
from memscope.analyze.lanes.order import Sleepers, ThreadOrder
from memscope.model.process import Process, Thread


class ThreadKey(NamedTuple):
    """Names a line for ever.

    Attributes:
        process: Pid and start time.
        tid: Of a thread; of folded ones that of the thread above them, negative;
            0 of the process itself.
    """

    process: tuple[int, int]
    tid: int = 0


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One line.

    Attributes:
        key: Who it is.
        look: All threads of its process.
        thread: None of the process itself.
        alike: Of a fold, the TIDs of those it stands for; `thread` is the first.
        is_open: Of a fold: they are shown below it.
    """

    key: ThreadKey
    look: ThreadsLook
    thread: Thread | None = None
    alike: Sequence[int] = ()
    is_open: bool = False

    @property
    def process(self) -> Process:
        """Whose thread it is."""
        return self.look.process

    @property
    def is_fold(self) -> bool:
        """It stands for several."""
        return bool(self.alike)


class ThreadRows(Sequence[ThreadRow]):
    """All lines; each is made when it is asked for.

    Args:
        looks: At each process.
        order: What threads are sorted by.
        is_turned: The other way round.
        opened: Folds that are open.
        kept: The selected thread, which is never folded.
    """

    def __init__(
        self,
        looks: Sequence[ThreadsLook],
        order: ThreadOrder = ThreadOrder.CPU,
        *,
        is_turned: bool = False,
        opened: Set[ThreadKey] = frozenset(),
        kept: ThreadKey | None = None,
    ) -> None:
        self._looks, self._opened = looks, opened
        self._lines: list[tuple[int, int]] = []
        self._alike: dict[tuple[int, int], tuple[int, ...]] = {}
        for number, look in enumerate(looks):
            identity = look.process.identity
            if len(looks) > 1:
                self._lines.append((number, 0))
            own = kept.tid if kept and kept.process == identity else 0
            for group in look.groups(order, is_turned):
                self._lines.append((number, group.tid))
                if group.alike:
                    self._fold(number, identity, group, own)

    def _fold(
        self, number: int, identity: tuple[int, int], group: Sleepers, kept: int
    ) -> None:
        alike, is_open = group.alike, ThreadKey(identity, -group.tid) in self._opened
        if kept in alike and not is_open:
            self._lines.append((number, kept))
            alike = tuple(tid for tid in alike if tid != kept)
        self._lines.append((number, -group.tid))
        self._alike[number, group.tid] = alike
        if is_open:
            self._lines += [(number, tid) for tid in alike]

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> ThreadRow: ...

    @overload
    def __getitem__(self, at: slice) -> list[ThreadRow]: ...

    def __getitem__(self, at: int | slice) -> ThreadRow | list[ThreadRow]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        number, tid = self._lines[at]
        look = self._looks[number]
        key = ThreadKey(look.process.identity, tid)
        if tid >= 0:
            return ThreadRow(key, look, look.threads[tid] if tid else None)
        alike = self._alike[number, -tid]
        return ThreadRow(key, look, look.threads[alike[0]], alike, key in self._opened)

    def place_of(self, key: ThreadKey) -> int | None:
        """Return the number of a line; None: it is not there, or folded."""
        for number, look in enumerate(self._looks):
            if look.process.identity == key.process:
                with suppress(ValueError):
                    return self._lines.index((number, key.tid))
        return None

    def first_of(self, process: tuple[int, int]) -> int | None:
        """Return the first line of a process; None: it has none."""
        for number, look in enumerate(self._looks):
            if look.process.identity == process:
                first = bisect_left(self._lines, number, key=itemgetter(0))
                return first if first < len(self._lines) else None
        return None
