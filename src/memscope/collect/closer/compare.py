"""Compare two processes or threads: what they share, what not, and the proof."""

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from memscope.analyze.page_changes import changed_entries
from memscope.analyze.sharing.compare import (
    SharedParts,
    Space,
    compare_separate,
    compare_with_itself,
    frames_of,
)
from memscope.analyze.sharing.pages import is_one_space
from memscope.analyze.sharing.verdicts import KnownOfPages
from memscope.collect.closer.equal_pages import read_equal_pages
from memscope.collect.closer.pages import bounds_of, pages_gap, read_page_map
from memscope.collect.closer.target import OpenTarget, target
from memscope.collect.closer.telling import Tell
from memscope.collect.look.address_spaces import SPACES, spaces_gap
from memscope.collect.look.snapshot import Collector
from memscope.errors import AccessDenied, ProcError, ProcessGone
from memscope.i18n import N_
from memscope.model.page import PageMap
from memscope.model.process import Process
from memscope.model.sharing import Comparison, Proof, Side, SpaceRelation
from memscope.model.snapshot import MEMORY_MAP, Gap, Snapshot
from memscope.parse.pagemap import KSM, ZERO_PAGE, is_counted_by_tables
from memscope.proc.frames import frame_table
from memscope.proc.kcmp import KcmpUnavailable, compare_address_spaces, has_memory
from memscope.proc.machine import this_system
from memscope.proc.remedies import to_see_frames

_EXEC_TRIES = 3

FRAMES = N_("physical frames")
_LOOKING = N_("looking at both")
_READING = N_("reading page tables")
_COMPARING = N_("comparing regions")
_CONTENTS = N_("comparing contents")


def _go_on() -> None:
    """Do not stop any more."""


class Both(NamedTuple):
    """A comparison, and the pages that it stands on.

    Attributes:
        comparison: What was found.
        pages: Of both sides; None: not to be had.
        known: What was found out besides.
        is_whole: It was not stopped.
    """

    comparison: Comparison
    pages: tuple[PageMap | None, PageMap | None]
    known: KnownOfPages
    is_whole: bool


def _nothing_to_tell(what: str, done: int, of: int) -> None:
    """Go on: nobody watches."""


def compare(
    first: int,
    second: int,
    *,
    contents: bool = True,
    collector: Collector | None = None,
) -> Comparison:
    """Compare two processes, or two threads, of which each may be either.

    Args:
        first: Pid or TID.
        second: Pid or TID; may be the same.
        contents: Where frame numbers are hidden, also compare the bytes of pages
            that may be shared; only pages that are in RAM are read.
        collector: Remembers what earlier looks at the same two found out.

    Raises:
        ProcessGone: One of them does not exist, or ended while we looked.
        AccessDenied: We may not look at one of them.
        UsageProblem: One of them is a kernel thread.
    """
    return compare_closely(first, second, contents=contents, collector=collector)[0]


def compare_closely(
    first: int,
    second: int,
    *,
    contents: bool = True,
    collector: Collector | None = None,
    tell: Tell = _nothing_to_tell,
) -> Both:
    """Compare as `compare` does, and keep the pages.

    Args:
        first: Pid or TID.
        second: Pid or TID.
        contents: As there.
        collector: As there.
        tell: Hears how far it is.

    Raises:
        Stopped: `tell` raised it before anything was compared.
        MemscopeError: As `compare` says.
    """
    collector = collector or Collector()
    for _ in range(_EXEC_TRIES):
        with target(first) as one, target(second) as other:
            both = _Comparing(one, other, tell).run(collector, contents=contents)
            # What called exec meanwhile was compared half before and half after.
            if one.is_unchanged() and other.is_unchanged():
                break
    return both


@dataclass(slots=True)
class _Comparing:
    """One comparison under way: the two sides, and what could not be known."""

    one: OpenTarget
    other: OpenTarget
    tell: Tell = _nothing_to_tell
    gaps: list[Gap] = field(default_factory=list)

    def run(self, collector: Collector, *, contents: bool) -> Both:
        taken_at, began = datetime.now(UTC), time.perf_counter()
        self.tell(_LOOKING, 0, 0)
        snapshot = collector.look([self.one.pid, self.other.pid])
        first = _process(snapshot, self.one)
        second = _process(snapshot, self.other)
        self.gaps += [gap for gap in snapshot.gaps if gap.what != SPACES]
        relation, proofs = self._relation()
        pages = other_pages = self._pages(self.one, first)
        known = KnownOfPages(separate=False, frames=False)
        if relation is not SpaceRelation.SAME:
            other_pages = self._pages(self.other, second)
            known = self._known(first, pages, other_pages, relation)
            if relation is SpaceRelation.UNKNOWN and _is_one(pages, other_pages, known):
                relation, proofs = SpaceRelation.SAME, (Proof.FRAMES,)
        sides = _space(first, pages), _space(second, other_pages)
        if relation is SpaceRelation.SAME:
            found = compare_with_itself(sides[0], proofs)
        else:
            found = self._separate(sides, known, contents=contents)
            if relation is SpaceRelation.UNKNOWN:
                relation, proofs = _relation_by_pages(found)
        comparison = Comparison(
            taken_at=taken_at,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            system=this_system(),
            first=_side(self.one, first, pages),
            second=_side(self.other, second, other_pages),
            address_space=relation,
            space_proofs=proofs,
            page_proof=_page_proof(relation, proofs, found, known),
            pairs=found.pairs,
            only_first=found.only_first,
            only_second=found.only_second,
            totals=found.totals,
            isolation=found.isolation,
            elsewhere=found.elsewhere,
            gaps=tuple(self.gaps),
        )
        return Both(comparison, (pages, other_pages), known, found.is_whole)

    def _relation(self) -> tuple[SpaceRelation, tuple[Proof, ...]]:
        """Ask the kernel; threads of one process need no asking, but get it too."""
        is_one_process = self.one.pid == self.other.pid
        proofs = (Proof.SAME_PROCESS,) if is_one_process else ()
        tids = self.one.live_tid, self.other.live_tid
        try:
            is_same = compare_address_spaces(*tids) == 0
        except KcmpUnavailable as error:
            if is_one_process:
                return SpaceRelation.SAME, proofs
            self.gaps.append(spaces_gap(None, str(error), tids))
            return SpaceRelation.UNKNOWN, ()
        # The kernel calls two tasks without memory equal.
        for tid in tids:
            if not has_memory(tid):
                raise ProcessGone(tid)
        relation = SpaceRelation.SAME if is_same else SpaceRelation.SEPARATE
        return relation, (*proofs, Proof.KCMP)

    def _pages(self, side: OpenTarget, process: Process) -> PageMap | None:
        self.tell(_READING, 0, 0)
        try:
            return read_page_map(side.directory, bounds_of(process.regions))
        except ProcessGone:
            raise
        except ProcError as error:
            self.gaps.append(pages_gap(side.pid, error))
            return None

    def _known(
        self,
        first: Process,
        pages: PageMap | None,
        other_pages: PageMap | None,
        relation: SpaceRelation,
    ) -> KnownOfPages:
        """Find out what is not in the pages themselves."""
        separate = relation is SpaceRelation.SEPARATE
        if pages is None or other_pages is None:
            return KnownOfPages(separate, frames=False)
        # The two were not read at one instant. What the first side has before and
        # after the second was read, it also had in between.
        again = self._pages(self.one, first)
        unsettled = changed_entries(pages, again) if again else frozenset()
        shown = pages.frames_known, other_pages.frames_known
        if not all(shown):
            if False in shown:
                self.gaps.append(
                    Gap(
                        what=FRAMES,
                        pid=None,
                        why=N_("needs CAP_SYS_ADMIN"),
                        remedy=to_see_frames(),
                    )
                )
            return KnownOfPages(separate, frames=False, unsettled=unsettled)
        frames, doubtful = frames_of(pages)
        common = frames & frames_of(other_pages)[0]
        mappings = self._frame_entries("kpagecount", N_("users of page frames"), common)
        flags = self._frame_entries(
            "kpageflags", N_("flags of page frames"), common & doubtful
        )
        return KnownOfPages(
            separate,
            frames=True,
            flags=flags is not None,
            zero=_with_flag(flags, ZERO_PAGE),
            merged=_with_flag(flags, KSM),
            common=frozenset(common),
            mappings=_exact(mappings or {}, flags, doubtful),
            unsettled=unsettled,
        )

    def _frame_entries(
        self, name: str, what: str, frames: set[int]
    ) -> dict[int, int] | None:
        with frame_table(name) as table:
            if table is not None:
                return table.of(frames)
        self.gaps.append(
            Gap(what=what, pid=None, why=AccessDenied.reason, remedy=to_see_frames())
        )
        return None

    def _separate(
        self, sides: tuple[Space, Space], known: KnownOfPages, *, contents: bool
    ) -> SharedParts:
        known = replace(known, beat=self._beat)
        on_region = partial(self.tell, _COMPARING)
        found = compare_separate(*sides, known, on_region)
        if not found.is_whole or known.frames or not contents or not found.undecided:
            return found
        equal, gap = read_equal_pages(
            (self.one, sides[0]),
            (self.other, sides[1]),
            found.undecided,
            partial(self.tell, _CONTENTS),
        )
        if gap is not None:
            self.gaps.append(gap)
        if not equal:
            return found
        # Soon done, and worth having when it was stopped meanwhile.
        known = replace(known.with_contents(equal), beat=_go_on)
        return compare_separate(*sides, known)

    def _beat(self) -> None:
        self.tell("", 0, 0)


def _process(snapshot: Snapshot, side: OpenTarget) -> Process:
    process = snapshot.process(side.pid)
    if process is None or process.start_ticks != _start_of(side, process):
        raise ProcessGone(side.asked)
    if not process.regions:
        for gap in snapshot.gaps:
            if gap.pid == side.pid and gap.why == AccessDenied.reason:
                # Who is just ending refuses everybody but root.
                if not has_memory(side.pid):
                    raise ProcessGone(side.asked)
                raise AccessDenied(side.asked, MEMORY_MAP, hint=gap.remedy)
        raise ProcessGone(side.asked)
    return process


def _space(process: Process, pages: PageMap | None) -> Space:
    builds = {(one.device, one.inode): one.id for one in process.builds or ()}
    return Space(process.regions, pages, builds)


def _start_of(side: OpenTarget, process: Process) -> int:
    """A thread has its own start time; only a process's can be checked."""
    return side.stat.start_ticks if side.asked == side.pid else process.start_ticks


def _is_one(first: PageMap | None, second: PageMap | None, known: KnownOfPages) -> bool:
    return bool(first and second and is_one_space(first, second, known))


def _relation_by_pages(found: SharedParts) -> tuple[SpaceRelation, tuple[Proof, ...]]:
    """One address that means two pages means two address spaces."""
    if found.isolation is None or not found.isolation.examples:
        return SpaceRelation.UNKNOWN, ()
    return SpaceRelation.SEPARATE, (found.isolation.examples[0].proof,)


def _page_proof(
    relation: SpaceRelation,
    proofs: tuple[Proof, ...],
    found: SharedParts,
    known: KnownOfPages,
) -> Proof | None:
    if found.totals is None:
        return None
    if relation is SpaceRelation.SAME:
        return proofs[0]
    return Proof.FRAMES if known.frames else Proof.EXCLUSIVE_BIT


def _exact(
    mappings: dict[int, int], flags: dict[int, int] | None, doubtful: set[int]
) -> dict[int, int]:
    """Put 0 where the kernel may not count processes."""
    uncounted = (
        mappings.keys() & doubtful
        if flags is None
        else {one for one, flag in flags.items() if is_counted_by_tables(flag)}
    )
    return {**mappings, **dict.fromkeys(uncounted, 0)} if uncounted else mappings


def _with_flag(flags: dict[int, int] | None, wanted: int) -> frozenset[int]:
    return frozenset(frame for frame, one in (flags or {}).items() if one & wanted)


def _side(side: OpenTarget, process: Process, pages: PageMap | None) -> Side:
    return Side(
        pid=side.pid,
        tid=side.asked,
        start_ticks=process.start_ticks,
        name=side.stat.name,
        regions=len(process.regions),
        resident_pages=None if pages is None else pages.resident_count,
        abi=process.abi,
    )
