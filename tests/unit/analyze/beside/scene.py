"""Two forked workers beside each other, as root and as anybody sees them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import reduce

from msgspec.structs import replace

from memscope.analyze.beside.compared import (
    ComparedSpaces,
    Footing,
    FrameSums,
    Neighbours,
)
from memscope.analyze.beside.rows import SideBySide, side_by_side
from memscope.analyze.sharing.compare import Space, compare_separate, frames_of
from memscope.analyze.sharing.verdicts import KnownOfPages
from memscope.model import labels
from memscope.model.kinds import Kind
from memscope.model.page import PageMap
from memscope.model.process import Process
from memscope.model.region import ProcessUsage, Region, RegionUsage
from memscope.model.sharing import Comparison, Proof, Side, SpaceRelation
from memscope.model.snapshot import System
from tests.unit.analyze.pages import SIZE, page_map
from tests.unit.analyze.regions import region

EXE = "/srv/web"
MOMENT = datetime(2026, 11, 30, tzinfo=UTC)
SYSTEM = System("6.18.0", "x86_64", SIZE)
LOW, MIDDLE, HIGH = 0x55A8_6EFA_A000, 0x7F9F_8500_0000, 0x7FFD_3C1E_0000

Pages = tuple[Region, str, Mapping[int, int]]
"""A region; its pages as letters, those that were copied with frames of their own."""


def forked(copied: int, *, more: int = 0, thread: bool = False) -> list[Pages]:
    """Return what a worker has, from the lowest address.

    Args:
        copied: Number of the worker: pages that it wrote to have its own frames.
        more: Pages that its Python has grown by.
        thread: It has a thread.
    """
    libraries = [
        (f"/lib/lib{name}.so", pages)
        for name, pages in (("python", 60), ("ssl", 12), ("m", 3), ("c", 2), ("z", 1))
    ]
    found = [
        _part(Kind.CODE, LOW, "F", path=EXE, inode=1, copied=copied),
        _part(Kind.DATA, LOW + SIZE, "XX", path=EXE, inode=1, copied=copied, own=1),
        _part(Kind.HEAP, LOW + 4 * SIZE, "S" * 40, path="[heap]", copied=copied, own=9),
    ]
    at = MIDDLE
    if thread:
        found.append(_part(Kind.THREAD_STACK, at, "X" * 6, copied=copied, own=6))
    at += 16 * SIZE
    grown = "S" * 50 + "X" * (30 + more)
    found.append(_part(Kind.ANON, at, grown, copied=copied, own=30 + more))
    at += 256 * SIZE
    for number, (path, pages) in enumerate(libraries):
        letters = "F" * pages
        found.append(
            _part(Kind.CODE, at, letters, path=path, inode=10 + number, copied=0)
        )
        at += (pages + 4) * SIZE
    found.append(_part(Kind.STACK, HIGH, "SSSX", path="[stack]", copied=copied, own=1))
    return found


def _part(
    kind: Kind,
    start: int,
    letters: str,
    *,
    path: str = "",
    inode: int = 0,
    copied: int = 0,
    own: int = 0,
) -> Pages:
    """Make a region whose last `own` pages are the worker's own."""
    label = labels.PYTHON_OBJECTS if kind is Kind.ANON else ""
    made = region(kind, start, len(letters), path=path, inode=inode, label=label)
    first = start // SIZE
    frames = {at: (first + at) % (1 << 40) for at in range(len(letters))}
    for at in range(len(letters) - own, len(letters)):
        frames[at] += copied << 42
    image = path if kind in (Kind.CODE, Kind.DATA) else None
    usage = RegionUsage(resident=len(letters) * SIZE)
    return replace(made, image=image, usage=usage), letters, frames


def process(pid: int, parts: Sequence[Pages]) -> Process:
    """Make a worker."""
    regions = tuple(part[0] for part in parts)
    resident = sum(one.usage.resident or 0 for one in regions)
    return Process(
        pid=pid,
        ppid=27480,
        start_ticks=pid * 10,
        name=f"web-{pid % 100}",
        exe=EXE,
        cmdline=(EXE,),
        state="S",
        address_space=None,
        usage=ProcessUsage(resident=resident),
        threads=(),
        regions=regions,
    )


def pages_of(parts: Sequence[Pages], *, hidden: bool = False) -> PageMap:
    """Put the pages of all regions into one map."""
    pieces = [
        piece
        for made, letters, frames in parts
        for piece in page_map(
            letters, start=made.start, frames=frames, hidden=hidden
        ).pieces
    ]
    return PageMap(parts[0][0].start, parts[-1][0].end, SIZE, tuple(pieces))


WORKERS = (
    forked(1),
    forked(2, more=40, thread=True),
    forked(3, more=8),
    forked(4),
)


def scene(count: int = 2) -> SideBySide:
    """Return workers side by side."""
    some = [process(27510 + at, parts) for at, parts in enumerate(WORKERS[:count])]
    return side_by_side("ABCD"[:count], some)


def compared(count: int = 2, *, hidden: bool = False) -> ComparedSpaces:
    """Return what comparing them finds."""
    side = scene(count)
    maps = [pages_of(parts, hidden=hidden) for parts in WORKERS[:count]]
    pairs = tuple(
        _neighbours(side.processes[at : at + 2], maps[at : at + 2], hidden=hidden)
        for at in range(count - 1)
    )
    keys = tuple(one.identity for one in side.processes)
    return ComparedSpaces(
        keys, pairs, _sums(maps, pairs, hidden=hidden), _everywhere(maps, hidden)
    )


def _neighbours(
    processes: Sequence[Process], maps: Sequence[PageMap], *, hidden: bool
) -> Neighbours:
    first, second = processes
    known = KnownOfPages(separate=True, frames=not hidden, flags=not hidden)
    if not hidden:
        common = frames_of(maps[0])[0] & frames_of(maps[1])[0]
        known = KnownOfPages(True, True, True, common=frozenset(common))
    spaces = [
        Space(one.regions, pages) for one, pages in zip(processes, maps, strict=True)
    ]
    found = compare_separate(spaces[0], spaces[1], known)
    proof = Proof.EXCLUSIVE_BIT if hidden else Proof.FRAMES
    comparison = Comparison(
        taken_at=MOMENT,
        took_ms=1.0,
        system=SYSTEM,
        first=_side(first, maps[0]),
        second=_side(second, maps[1]),
        address_space=SpaceRelation.SEPARATE,
        space_proofs=(Proof.KCMP,),
        page_proof=proof,
        pairs=found.pairs,
        only_first=found.only_first,
        only_second=found.only_second,
        totals=found.totals,
        elsewhere=found.elsewhere,
    )
    return Neighbours(comparison, (maps[0], maps[1]), None, known)


def _side(process: Process, pages: PageMap) -> Side:
    return Side(
        pid=process.pid,
        tid=process.pid,
        start_ticks=process.start_ticks,
        name=process.name,
        regions=len(process.regions),
        resident_pages=pages.resident_count,
    )


def _sums(
    maps: Sequence[PageMap], pairs: Sequence[Neighbours], *, hidden: bool
) -> FrameSums:
    if hidden:
        each = tuple(one.resident_count * SIZE for one in maps)
        return FrameSums(each, (), 0, 0, Footing.NEEDS_ROOT)
    frames = [frames_of(one)[0] for one in maps]
    return FrameSums(
        tuple(len(one) * SIZE for one in frames),
        tuple(
            len(one.difference(*(other for other in frames if other is not one))) * SIZE
            for one in frames
        ),
        len(reduce(set.intersection, frames)) * SIZE,
        len(reduce(set.union, frames)) * SIZE,
    )


def _everywhere(maps: Sequence[PageMap], hidden: bool) -> dict[int, int] | None:
    if hidden or len(maps) < 3:
        return None
    common = reduce(set.intersection, (frames_of(one)[0] for one in maps))
    return {
        made.start: SIZE * sum(frame in common for frame in frames.values())
        for made, _letters, frames in WORKERS[0]
    }
