"""What every look has to satisfy, whatever the program is.

The rules know nothing of how labels are found: they compare the numbers and words of
one finished snapshot with each other and with what the kernel says of the process.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from memscope.analyze.contradictions import (
    LabelledMap,
    Runner,
    label_contradictions,
    overlapping_stacks,
    thread_contradictions,
    too_many_stacks,
    unowned_stacks,
)
from memscope.model.evidence import NO_ACCESS, PRIVATE_ANON
from memscope.model.kinds import Confidence, Kind, Segment
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Gap, Snapshot
from memscope.proc.machine import PAGE_SIZE
from tests.live.truth.cases import shown

NEVER_NAMED = (
    "/memfd:",
    "/SYSV",
    "/dev/zero",
    "/anon_hugepage",
    "/secretmem",
    "anon_inode:",
    "socket:",
)
SUMS = {
    "resident": "resident",
    "proportional": "proportional",
    "unique": "private",
    "swapped": "swapped",
}


class Seen(Struct, frozen=True):
    """One process of a look, with the gaps that are about it."""

    process: Process
    gaps: list[Gap]

    @property
    def regions(self) -> tuple[Region, ...]:
        return self.process.regions

    def over(self, start: int, end: int) -> list[Region]:
        return [one for one in self.regions if one.start < end and start < one.end]


def partition(seen: Seen) -> Iterator[str]:
    """The regions cover each mapping exactly, in order; none is empty."""
    top = 0
    homes: dict[tuple[int, int], list[Region]] = {}
    for one in seen.regions:
        if one.start < top or one.start >= one.end:
            yield f"overlaps, or is empty: {shown(one)}"
        top = one.end
        homes.setdefault((one.vma[0], one.vma[1]), []).append(one)
    for (start, end), parts in homes.items():
        bounds = [start, *(at for one in parts for at in (one.start, one.end)), end]
        if any(
            low != high for low, high in zip(bounds[::2], bounds[1::2], strict=True)
        ):
            yield f"a hole in {start:x}-{end:x}"


def sums(seen: Seen) -> Iterator[str]:
    """Sums over regions are those of the process; what is unknown has a gap."""
    if not seen.regions:  # the kernel shows its sums, and no map
        return
    for whole, part in SUMS.items():
        parts = [getattr(one.usage, part) for one in seen.regions]
        known = sum(one for one in parts if one is not None)
        total = getattr(seen.process.usage, whole)
        if None not in parts:
            if total is not None and total != known:
                yield f"{whole}: process {total}, regions {known}"
        elif not seen.gaps:
            yield f"{whole}: {parts.count(None)} unknown, without a gap"
        elif total is not None and known > total:
            yield f"{whole}: regions {known} of {total}"


def numbers(seen: Seen) -> Iterator[str]:
    """The numbers of one region do not contradict one another."""
    for one in seen.regions:
        use = one.usage
        if use.resident is not None and use.resident > one.size:
            yield f"more in RAM than there is: {shown(one)}"
        if use.resident is not None and use.private is not None:
            if use.shared is not None and use.private + use.shared != use.resident:
                yield f"{use.private} + {use.shared} != {use.resident}: {shown(one)}"
            share = use.proportional
            if share is not None and not use.private <= share <= use.resident:
                yield f"share {share} of {use.private}..{use.resident}: {shown(one)}"


def once(seen: Seen) -> Iterator[str]:
    """What is counted once is no more than what is counted as often as it is mapped."""
    use = seen.process.usage
    if use.distinct is not None and use.resident is not None:
        if use.distinct > use.resident:
            yield f"distinct {use.distinct} of {use.resident}"
        if use.own is not None and use.own > use.distinct:
            yield f"own {use.own} of {use.distinct}"
    for one in seen.regions:
        clean, dirty, resident = one.usage.clean, one.usage.dirty, one.usage.resident
        if clean is not None and dirty is not None and clean + dirty != resident:
            yield f"clean {clean} + dirty {dirty} of {resident}: {shown(one)}"


def owners(seen: Seen) -> Iterator[str]:
    """An owner is a thread of this process, or one that lives in the same memory."""
    tids = {one.tid for one in seen.process.threads}
    for one in seen.regions:
        if one.thread is not None and one.thread not in tids and not _lives(one.thread):
            yield f"its owner is no thread: {shown(one)}"
    if len(tids) != len(seen.process.threads):
        yield "a thread is listed twice"
    if seen.process.threads and seen.process.threads[0].tid != seen.process.pid:
        yield "the main thread is not the first"


def _lives(tid: int) -> bool:
    return Path(f"/proc/{tid}").exists()


def answers(seen: Seen) -> Iterator[str]:
    """Threads, stacks, guards and labels are one answer."""
    regions = seen.regions
    labelled = LabelledMap(
        [one.start for one in regions],
        [one.end for one in regions],
        regions,
        [one.perms for one in regions],
    )
    runners = [
        Runner(one.tid, one.sp, one.stack)
        for one in seen.process.threads
        if one.state not in "ZX"
    ]
    for found in (
        *label_contradictions(labelled, _start_brk(seen.process.pid), PAGE_SIZE),
        *thread_contradictions(labelled, runners, [one.tid for one in runners]),
        *overlapping_stacks(runners),
        *too_many_stacks(unowned_stacks(labelled), runners),
    ):
        regions_there = seen.over(found.start, found.end)
        yield f"{found.rule}: {[shown(one) for one in regions_there]}"


def _start_brk(pid: int) -> int | None:
    try:
        # In bytes: another one's name may be no text at all.
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    return int(fields[44])


def depths(seen: Seen) -> Iterator[str]:
    """`sp-inside`, `sp-elsewhere` and `depth` say the same as SP and the bounds."""
    for thread in seen.process.threads:
        stack, sp = thread.stack, thread.sp
        if stack is None:
            continue
        is_inside = sp is not None and sp in stack
        said = "sp-inside" in stack.evidence, "sp-elsewhere" in stack.evidence
        if said != (is_inside, sp is not None and not is_inside):
            yield f"stack of {thread.tid}: {stack.evidence}, SP {sp}"
        if stack.depth != (stack.end - (sp or 0) if is_inside else None):
            yield f"stack of {thread.tid}: depth {stack.depth}"


def guards(seen: Seen) -> Iterator[str]:
    """No byte of a guard is in RAM; guard pages of the kernel's are guards."""
    for one in seen.regions:
        # A stack's pages that were touched and then forbidden are still in RAM.
        was_touched = one.evidence and one.evidence[0] == NO_ACCESS
        if one.kind is Kind.GUARD and one.usage.resident and not was_touched:
            yield f"a guard in RAM: {shown(one)}"
        page = -(-one.start // PAGE_SIZE) * PAGE_SIZE
        for run in one.pages or ():
            if run.state.value == "guard" and one.kind is not Kind.GUARD:
                yield f"guard pages at {page:x} in {shown(one)}"
            page += run.count * PAGE_SIZE


def sides(seen: Seen) -> Iterator[str]:
    """Segment `shared` is MAP_SHARED memory, and the other way round."""
    for one in seen.regions:
        apart = one.kind is Kind.RESERVED or one.segment in (
            Segment.CODE,
            Segment.STACK,
        )
        if (one.segment is Segment.SHARED) != one.is_shared and not apart:
            yield f"{one.perms} in segment {one.segment.value}: {shown(one)}"


def images(seen: Seen) -> Iterator[str]:
    """A file is not code in one mapping and a plain file in the next row of it."""
    code: dict[tuple[str, int], list[Region]] = {}
    for one in seen.regions:
        if one.inode and (one.image or one.kind is Kind.CODE):
            code.setdefault((one.device, one.inode), []).append(one)
    for one in seen.regions:
        if one.kind is not Kind.FILE or one.confidence is not Confidence.CERTAIN:
            continue
        for other in code.get((one.device, one.inode), ()):
            if one.start - other.start == one.offset - other.offset:
                yield f"beside its own code at {other.start:x}: {shown(one)}"
                break


def deletions(seen: Seen) -> Iterator[str]:
    """`deleted` is said only of files that had a name, and by no label."""
    for one in seen.regions:
        if one.deleted and one.path.startswith(NEVER_NAMED):
            yield f"it never had a name: {one.path}"
        if one.label.endswith(" (deleted)") and one.deleted:
            yield f"a label says it: {shown(one)}"


def remarks(seen: Seen) -> Iterator[str]:
    """What is certain has evidence, and "nothing says more" is none."""
    for one in seen.regions:
        if one.confidence is Confidence.CERTAIN and (
            not one.evidence or one.evidence[0] == PRIVATE_ANON
        ):
            yield f"certain for no reason: {shown(one)}"


RULES: Sequence[Callable[[Seen], Iterator[str]]] = (
    partition,
    sums,
    numbers,
    once,
    owners,
    answers,
    depths,
    guards,
    sides,
    images,
    deletions,
    remarks,
)


def aliases(seen: Seen) -> Iterator[str]:
    """Memory that is mapped twice is said to be."""
    shared = [one for one in seen.regions if one.inode and one.is_shared]
    shared.sort(key=lambda one: (one.device, one.inode, one.offset))
    for one, other in pairwise(shared):
        is_same = (one.device, one.inode) == (other.device, other.inode)
        if is_same and other.offset < one.offset + one.size and not other.aliases:
            yield f"{one.start:x} shows the same bytes as {shown(other)}"


def one_memory(processes: Sequence[Process]) -> Iterator[str]:
    """Processes that share an address space have one map and one kind everywhere."""
    first: dict[str, Process] = {}
    for one in processes:
        if one.address_space is None:
            continue
        other = first.setdefault(one.address_space, one)
        kinds = {(at.start, at.end): at.kind for at in other.regions}
        for region in one.regions:
            if kinds.get((region.start, region.end)) is not region.kind:
                yield f"in {one.pid} and not in {other.pid}: {shown(region)}"


def owners_of_main(processes: Sequence[Process]) -> Iterator[str]:
    """The main stack has at most one owner among all processes of one memory."""
    owner: dict[tuple[str | None, int], int] = {}
    for process in processes:
        for one in process.regions:
            if one.kind is Kind.STACK and one.thread is not None:
                key = process.address_space, one.start
                if owner.setdefault(key, one.thread) != one.thread:
                    yield f"also of {owner[key]}: {shown(one)}"


def wrong_numbers(snapshot: Snapshot) -> list[str]:
    """Return what numbers, kinds of memory and bounds say against one another."""
    return [one for one in broken(snapshot) if not one.startswith("deletions")]


def broken(snapshot: Snapshot) -> list[str]:
    """Return every rule that a look breaks, with an example of each breach."""
    found = []
    for process in snapshot.processes:
        gaps = [one for one in snapshot.gaps if one.pid in (None, process.pid)]
        seen = Seen(process, gaps)
        for rule in (*RULES, *([aliases] if hasattr(Region, "aliases") else [])):
            found += [f"{rule.__name__}: {text}" for text in rule(seen)]
    for between in (one_memory, owners_of_main):
        found += [f"{between.__name__}: {text}" for text in between(snapshot.processes)]
    return found
