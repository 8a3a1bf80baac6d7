"""Many processes live: the open ones fully, the others by their totals.

Who belongs to them is found out anew every few seconds, so children join and leave. A
closed process costs one small file a look; the kernel's sums of it, for which page
tables are walked, are read every few seconds, and never longer than a budget.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from memscope.analyze.listing.programs import program_of
from memscope.analyze.several.totals import Identity, ProcessTotals, Several
from memscope.collect.beating import Beating
from memscope.collect.look.snapshot import Collector
from memscope.collect.named import called
from memscope.errors import AccessDenied, NotProvided, ParseError, ProcError
from memscope.model.snapshot import Snapshot
from memscope.parse.smaps_rollup import parse_rollup
from memscope.parse.stat import Stat, parse_stat
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.processes import with_descendants
from memscope.proc.programs import programs

MEMBERS_S = 2.0
"""Seconds after which it is found out anew who belongs to them."""
TOTALS_S = 5.0
BUDGET_S = 0.05
OPEN_AT_FIRST = 4
"""Processes that are looked at fully as long as the reader chose none."""

Members = Callable[[], Sequence[int]]
"""Gives the pids of those that belong to them now."""


def tree_of(pid: int) -> Members:
    """Follow a process and its descendants, those too whose parents ended since."""
    known: dict[int, None] = {pid: None}

    def members() -> Sequence[int]:
        found = with_descendants(list(known))
        known.clear()
        known.update(dict.fromkeys(found))
        return found

    return members


def all_called(name: str, fs: ProcFs | None = None) -> Members:
    """Follow all processes of a name."""

    def members() -> Sequence[int]:
        return [one.pid for one in called(name, list(programs(fs)))]

    return members


class SeveralSource(Beating):
    """Iterates over (monotonic seconds, Snapshot) of the open ones.

    Attributes:
        several: What was seen of all in the last look; None: nothing yet.
    """

    def __init__(
        self,
        members: Members,
        interval_s: float = 0.5,
        *,
        every_s: float = TOTALS_S,
        budget_s: float = BUDGET_S,
        fs: ProcFs | None = None,
    ) -> None:
        super().__init__(interval_s)
        self.several: Several | None = None
        self._members = members
        self._every_s, self._budget_s = every_s, budget_s
        self._fs = fs or ProcFs()
        self._wanted: frozenset[Identity] | None = None
        self._known: dict[Identity, ProcessTotals] = {}
        self._pids: Sequence[int] = ()
        self._asked_at: float | None = None

    def read_fully(self, keys: Iterable[Identity]) -> None:
        """Choose who is looked at fully from now on; from any thread.

        Args:
            keys: Pids and start times of those that are open on the screen.
        """
        wanted = frozenset(keys)
        if wanted != self._wanted:
            self._wanted = wanted
            self.refresh()

    def __iter__(self) -> Iterator[tuple[float, Snapshot]]:
        collector = Collector(self._fs)
        for began in self.beats():
            self.several = several = self.totals(began)
            pids = [one.key[0] for one in several.processes if one.is_open]
            yield began, collector.look(pids)

    def totals(self, at: float) -> Several:
        """Look at the totals of all once.

        Args:
            at: Seconds, on the clock of the looks.
        """
        if self._asked_at is None or at - self._asked_at >= MEMBERS_S:
            self._pids, self._asked_at = self._members(), at
        seen, without_memory = self._seen()
        self._known = self._with_sums(at, self._opened(seen))
        late = [one for one in self._known.values() if self._is_late(one, at)]
        return Several(
            at,
            tuple(self._known.values()),
            without_memory,
            self._every_s,
            self._budget_s,
            len(late),
        )

    def _seen(self) -> tuple[dict[Identity, ProcessTotals], int]:
        """Read the small file of each; who has no memory is counted."""
        found: dict[Identity, ProcessTotals] = {}
        without_memory = 0
        for pid in self._pids:
            try:
                with self._fs.process(pid) as directory:
                    stat = parse_stat(directory.read("stat"))
                    key = pid, stat.start_ticks
                    one = self._known.get(key) or _first(directory, stat)
            except (ProcError, ParseError):
                continue  # it has ended, and so it left
            if not stat.virtual:
                without_memory += 1
                continue
            found[key] = _totals(one, stat)
        return found, without_memory

    def _opened(
        self, seen: dict[Identity, ProcessTotals]
    ) -> dict[Identity, ProcessTotals]:
        wanted = self._wanted
        if wanted is None or not wanted & seen.keys():
            # Something is always to be seen: the first ones.
            wanted = frozenset(list(seen)[:OPEN_AT_FIRST])
        return {key: replace(one, is_open=key in wanted) for key, one in seen.items()}

    def _with_sums(
        self, at: float, seen: dict[Identity, ProcessTotals]
    ) -> dict[Identity, ProcessTotals]:
        """Read the kernel's sums of those that wait for it longest, within budget."""
        waiting = [one for one in seen.values() if self._is_due(one, at)]
        waiting.sort(key=lambda one: -1.0 if one.read_at is None else one.read_at)
        until = time.monotonic() + self._budget_s
        for one in waiting:
            if time.monotonic() >= until or self.is_closed:
                break
            seen[one.key] = self._read_sums(one, at)
        return seen

    def _is_due(self, one: ProcessTotals, at: float) -> bool:
        if one.refused:
            return False
        return one.read_at is None or at - one.read_at >= self._every_s

    def _is_late(self, one: ProcessTotals, at: float) -> bool:
        """The budget was used up before it was its turn."""
        return self._is_due(one, at)

    def _read_sums(self, one: ProcessTotals, at: float) -> ProcessTotals:
        try:
            with self._fs.process(one.key[0]) as directory:
                share = parse_rollup(_rollup(directory))
        except AccessDenied as error:
            return replace(one, refused=error.reason)
        except (ProcError, ParseError):
            return one
        return replace(
            one,
            resident=share.resident,
            own=share.unique,
            proportional=share.proportional,
            swapped=share.swapped,
            read_at=at,
        )


def _rollup(directory: ProcDir) -> bytes:
    try:
        return directory.read("smaps_rollup")
    except NotProvided:
        return directory.read("smaps")


def _first(directory: ProcDir, stat: Stat) -> ProcessTotals:
    """Find out once what it runs."""
    try:
        cmdline = directory.read("cmdline")
    except ProcError:
        cmdline = b""
    try:
        exe = directory.readlink("exe")
    except ProcError:
        exe = None
    text = cmdline.decode("utf-8", "surrogateescape").removesuffix("\0")
    words = tuple(text.split("\0")) if text else ()
    name = program_of(exe, stat.name, words)
    key = directory.pid, stat.start_ticks
    return ProcessTotals(key, stat.ppid, name, stat.threads)


def _totals(known: ProcessTotals, stat: Stat) -> ProcessTotals:
    """Keep the sums that were read before; the quick counter where there are none.

    Sums and counter are never mixed: what one says of shared pages would be negative.
    """
    if known.read_at is None:
        known = replace(known, resident=stat.resident_pages * PAGE_SIZE)
    return replace(known, ppid=stat.ppid, threads=stat.threads)
