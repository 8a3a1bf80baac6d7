"""Finding thread descriptors by their looks, where nobody says where they are.

A descriptor holds its own address. Only private writable memory in RAM is searched,
first where stacks probably are, and never more than a few dozen megabytes.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from memscope.model.process import TaskFacts
from memscope.model.region import Vma
from memscope.parse.pthread import DescriptorProof, Layout, RawDescriptor, self_pointers
from memscope.proc.memory import TargetMemory
from memscope.proc.thread_lists import ASIDE, read_descriptors

_MOST_BYTES = 32 << 20
_PIECE = 1 << 17
_MOST_CANDIDATES = 1 << 15
"""A hostile target may be full of words that hold their own address."""
_NAMED_OTHERWISE = ("[stack]", "[vvar", "[vdso]")


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found.

    Attributes:
        layout: Of the descriptors.
        found: Descriptors of living threads that hang together.
        proof: How good the search was.
        torn: Others that may have been cut off, with a stack pointer inside each.
    """

    layout: Layout
    found: list[RawDescriptor]
    proof: DescriptorProof
    torn: list[RawDescriptor]


def search_descriptors(
    memory: TargetMemory,
    layouts: Sequence[Layout],
    vmas: Sequence[Vma],
    tasks: Sequence[TaskFacts],
) -> Search | None:
    """Search the target's memory; None when nothing is worth believing.

    Forged descriptors hang together too. Of several rings the one wins that stack
    pointers confirm most; when two are equally good, none is believed.

    Args:
        memory: Of the target.
        layouts: To try, of one size of a word.
        vmas: The whole map.
        tasks: Its living threads.
    """
    places = _Places(memory, vmas, tasks)
    candidates = list(places.self_pointers(layouts[0].word))
    task_of = {task.own_tid: task for task in tasks if task.own_tid}
    rings: list[tuple[int, Layout, list[RawDescriptor]]] = []
    for layout in layouts:
        if not layout.selves:
            continue
        aligned = [at for at in candidates if at % layout.alignment == 0]
        raws = read_descriptors(memory, layout, aligned)
        found = [raw for raw in raws if raw is not None and raw.tid in task_of]
        for ring in _rings(layout, _linked(memory, layout, found)):
            confirmed = sum(_is_confirmed(raw, task_of[raw.tid]) for raw in ring)
            rings.append((confirmed, layout, ring))
    rings.sort(key=lambda ring: ring[0], reverse=True)
    if not rings or (len(rings) > 1 and rings[0][0] == rings[1][0]):
        return None
    _, layout, ring = rings[0]
    proof = DescriptorProof.SEARCH if places.is_complete else DescriptorProof.GLIMPSE
    if places.is_complete and len(rings) == 1 and _runs_with(layout, vmas):
        proof = DescriptorProof.ONLY
    torn = [
        raw
        for _, other, part in rings[1:]
        for raw in part
        if other is layout and _is_confirmed(raw, task_of[raw.tid])
    ]
    return Search(layout, ring, proof, torn)


def _is_confirmed(raw: RawDescriptor, task: TaskFacts) -> bool:
    return task.sp is not None and raw.start <= task.sp < raw.end


def _runs_with(layout: Layout, vmas: Sequence[Vma]) -> bool:
    """Tell whether the C library is mapped that has such descriptors."""
    return any(
        vma.is_executable and layout.library.fullmatch(vma.path)
        for vma in vmas
        if vma.path.startswith("/")
    )


def _rings(layout: Layout, found: Sequence[RawDescriptor]) -> list[list[RawDescriptor]]:
    """Put together what hangs together, directly or through a list's head.

    The heads of all lists of a library stand side by side.
    """
    leader: dict[int, int] = {}

    def lead(address: int) -> int:
        while (above := leader.setdefault(address, address)) != address:
            leader[address] = leader[above]
            address = above
        return address

    for raw in found:
        for neighbour in (raw.next, raw.previous):
            leader[lead(neighbour)] = lead(raw.address)
    heads = sorted(leader.keys() - {raw.address for raw in found})
    for one, other in pairwise(heads):
        if layout.has_heads and other - one <= ASIDE * layout.link_size:
            leader[lead(one)] = lead(other)
    rings: dict[int, list[RawDescriptor]] = {}
    for raw in found:
        rings.setdefault(lead(raw.address), []).append(raw)
    return list(rings.values())


def _linked(
    memory: TargetMemory, layout: Layout, found: list[RawDescriptor]
) -> list[RawDescriptor]:
    """Keep those at which their neighbours on the list point back.

    A neighbour that began after the pages were scanned is not read, and says nothing.
    """
    size = layout.link_size
    after = memory.read_each([one.next + layout.link for one in found], size)
    before = memory.read_each([one.previous + layout.link for one in found], size)
    return [
        one
        for one, next_link, previous_link in zip(found, after, before, strict=True)
        if (next_link or previous_link)
        and (not next_link or layout.neighbours(next_link, 0)[1] == one.address)
        and (not previous_link or layout.neighbours(previous_link, 0)[0] == one.address)
    ]


class _Places:
    """Where to search, in which order, and how much of it was done."""

    def __init__(
        self, memory: TargetMemory, vmas: Sequence[Vma], tasks: Sequence[TaskFacts]
    ) -> None:
        self._memory = memory
        self.is_complete = True
        writable = [
            vma
            for vma in vmas
            if vma.is_private_writable and not vma.path.startswith(_NAMED_OTHERWISE)
        ]
        starts = [vma.start for vma in writable]
        likely = {
            bisect_right(starts, task.sp) - 1 for task in tasks if task.sp is not None
        }
        sizes = memory.pages.resident.bytes_in_each(
            [(vma.start, vma.end) for vma in writable]
        )
        order = sorted(
            range(len(writable)), key=lambda at: (at not in likely, sizes[at])
        )
        self._places = [(writable[at], sizes[at]) for at in order if sizes[at]]

    def self_pointers(self, word: int) -> Iterator[int]:
        """Yield the addresses of words that hold their own address."""
        candidates = _MOST_CANDIDATES
        for size, addresses in self._pieces().items():
            for present, data in self._memory.read_packed(addresses, size):
                for number, at in enumerate(present):
                    piece = data[number * size : number * size + size]
                    for found in self_pointers(piece, addresses[at], word):
                        candidates -= 1
                        if candidates < 0:
                            self.is_complete = False
                            return
                        yield found

    def _pieces(self) -> dict[int, list[int]]:
        """Return what is in RAM there: addresses by size, so that few reads do."""
        left = _MOST_BYTES
        pieces: dict[int, list[int]] = {}
        for vma, size in self._places:
            left -= size
            if left < 0:
                self.is_complete = False
                break
            for low, high in self._memory.pages.resident.within(vma.start, vma.end):
                for at in range(low, high, _PIECE):
                    pieces.setdefault(min(high - at, _PIECE), []).append(at)
        return pieces
