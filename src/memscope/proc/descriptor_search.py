"""Finding thread descriptors by their looks, where nobody says where they are.

A descriptor holds its own address. Only private writable memory in RAM is searched,
first where stacks probably are, and never more than a few dozen megabytes.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memscope.model.task import TaskFacts
from memscope.model.vma import Vma
from memscope.parse.pthread import Layout, RawDescriptor, self_pointers
from memscope.proc.memory import TargetMemory
from memscope.proc.thread_lists import read_descriptors

_MOST_BYTES = 32 << 20
_MOST_CANDIDATES = 1 << 15
"""A hostile target may be full of words that hold their own address."""
_NAMED_OTHERWISE = ("[stack]", "[vvar", "[vdso]")


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found.

    Attributes:
        layout: Of the descriptors.
        found: What looks like a descriptor of a living thread.
        is_complete: All memory worth searching was searched.
    """

    layout: Layout
    found: list[RawDescriptor]
    is_complete: bool


def search_descriptors(
    memory: TargetMemory,
    layouts: Sequence[Layout],
    vmas: Sequence[Vma],
    tasks: Sequence[TaskFacts],
) -> Search | None:
    """Search the target's memory; None when no thread's descriptor turned up.

    The layout that explains the most threads wins.

    Args:
        memory: Of the target.
        layouts: To try.
        vmas: The whole map.
        tasks: Its living threads.
    """
    places = _Places(memory, vmas, tasks)
    candidates = list(places.self_pointers())
    own_tids = {task.own_tid for task in tasks}
    best: Search | None = None
    for layout in layouts:
        if not layout.selves:
            continue
        aligned = [at for at in candidates if at % layout.alignment == 0]
        found = [
            raw
            for raw in read_descriptors(memory, layout, aligned)
            if raw is not None and (raw.tid in own_tids)
        ]
        found = _linked(memory, layout, found)
        if found and (best is None or len(found) > len(best.found)):
            best = Search(layout, found, places.is_complete)
    return best


def _linked(
    memory: TargetMemory, layout: Layout, found: list[RawDescriptor]
) -> list[RawDescriptor]:
    """Keep those whose neighbours on the list point back at them."""
    after = memory.read_each([one.next + layout.link for one in found], 16)
    before = memory.read_each([one.previous + layout.link for one in found], 16)
    return [
        one
        for one, next_link, previous_link in zip(found, after, before, strict=True)
        if next_link
        and previous_link
        and layout.neighbours(next_link, 0)[1] == one.address
        and layout.neighbours(previous_link, 0)[0] == one.address
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
            if vma.perms.startswith("rw")
            and vma.perms.endswith("p")
            and not vma.path.startswith(_NAMED_OTHERWISE)
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

    def self_pointers(self) -> Iterator[int]:
        """Yield the addresses of words that hold their own address."""
        left, candidates = _MOST_BYTES, _MOST_CANDIDATES
        for vma, size in self._places:
            left -= size
            if left < 0 or candidates <= 0:
                self.is_complete = False
                return
            for address, data in self._memory.present_pieces(vma.start, vma.end):
                for found in self_pointers(data, address):
                    candidates -= 1
                    if candidates < 0:
                        self.is_complete = False
                        return
                    yield found
