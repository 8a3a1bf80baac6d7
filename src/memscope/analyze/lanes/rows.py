"""The lines of the list of threads: processes, threads, and folded sleepers."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

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


def thread_rows(
    looks: Sequence[ThreadsLook],
    order: ThreadOrder = ThreadOrder.CPU,
    *,
    is_turned: bool = False,
    opened: Set[ThreadKey] = frozenset(),
    kept: ThreadKey | None = None,
) -> list[ThreadRow]:
    """Return the lines, those of a process below its own where there are several.

    Args:
        looks: At each process.
        order: What threads are sorted by.
        is_turned: The other way round.
        opened: Folds that are open.
        kept: The selected thread, which is never folded.
    """
    rows: list[ThreadRow] = []
    for look in looks:
        identity = look.process.identity
        if len(looks) > 1:
            rows.append(ThreadRow(ThreadKey(identity), look))
        own = kept.tid if kept and kept.process == identity else 0
        for group in look.groups(order, is_turned):
            rows += _rows_of(group, look, opened, own)
    return rows


def _rows_of(
    group: Sleepers, look: ThreadsLook, opened: Set[ThreadKey], kept: int
) -> Iterable[ThreadRow]:
    identity, threads = look.process.identity, look.threads
    yield ThreadRow(ThreadKey(identity, group.tid), look, threads[group.tid])
    if not group.alike:
        return
    alike, key = group.alike, ThreadKey(identity, -group.tid)
    is_open = key in opened
    if kept in alike and not is_open:
        yield ThreadRow(ThreadKey(identity, kept), look, threads[kept])
        alike = tuple(tid for tid in alike if tid != kept)
    yield ThreadRow(key, look, threads[alike[0]], alike, is_open)
    if is_open:
        for tid in alike:
            yield ThreadRow(ThreadKey(identity, tid), look, threads[tid])
