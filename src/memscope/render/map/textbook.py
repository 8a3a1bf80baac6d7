"""The textbook map: blocks in the classic order.

From the top: kernel pages, stacks, libraries and mappings, heap, bss, data, code.
Small things of one sort are put together, the more the lower the screen is, so that
the picture reaches from stack to code; the exact map shows each of them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from memscope.analyze.space.hole import Hole
from memscope.model.kinds import Kind, Segment
from memscope.model.process import Process
from memscope.render.map.blocks import Block, Thing, make_block, size_of, things_by_sort
from memscope.render.map.holes import large_holes
from memscope.render.palette import Sort


class BlockDetail(IntEnum):
    """How much is put together."""

    MUCH = 0
    SOME = 1
    LITTLE = 2


_MUCH = {
    Sort.KERNEL: 0,
    Sort.THREAD_STACK: 128,
    Sort.LIBRARY: 3,
    Sort.FILE: 1,
    Sort.SHARED: 3,
    Sort.ANON: 2,
    Sort.ARENA: 3,
    Sort.RESERVED: 0,
    Sort.UNKNOWN: 1,
}
"""How many of a sort stand alone, the largest first; the rest is put together."""

_KEEP = {
    BlockDetail.MUCH: _MUCH,
    BlockDetail.SOME: _MUCH
    | {Sort.LIBRARY: 1, Sort.FILE: 0, Sort.SHARED: 1, Sort.ANON: 1, Sort.ARENA: 0},
    BlockDetail.LITTLE: dict.fromkeys(_MUCH, 0) | {Sort.THREAD_STACK: 4, Sort.ANON: 1},
}


@dataclass(frozen=True, slots=True)
class Textbook:
    """The picture of one process, from the top."""

    items: tuple[Block | Hole, ...]

    def __len__(self) -> int:
        return len(self.items)

    def index_of(self, address: int) -> int | None:
        """Return which item an address lies in."""
        for index, item in enumerate(self.items):
            if isinstance(item, Hole):
                if item.start <= address < item.end:
                    return index
            elif address in item:
                return index
        return None


def textbooks(
    process: Process, *, segment: Segment | None = None
) -> tuple[Textbook, ...]:
    """Draw a process with much, some and little detail.

    Args:
        process: Its regions in order of address.
        segment: Show only this one; None shows all, with the holes between.
    """
    wanted = (r for r in process.regions if segment is None or r.segment is segment)
    things = things_by_sort(wanted, process.exe)
    holes = large_holes(process.regions) if segment is None else ()
    return tuple(
        _textbook(things, holes, process.exe, detail) for detail in BlockDetail
    )


def _textbook(
    things: Mapping[Sort, Sequence[Thing]],
    holes: Sequence[Hole],
    exe: str | None,
    detail: BlockDetail,
) -> Textbook:
    blocks = [
        block
        for sort, found in things.items()
        for block in _blocks_of(sort, found, exe, detail)
    ]
    if detail is BlockDetail.LITTLE:
        holes = [hole for hole in holes if hole.size >= _HUGE]
    return Textbook(tuple(_with_holes(blocks, holes)))


def _blocks_of(
    sort: Sort, things: Sequence[Thing], exe: str | None, detail: BlockDetail
) -> Iterator[Block]:
    """The blocks of one sort, from the top; the put-together one comes last."""
    if sort is Sort.THREAD_STACK and detail is BlockDetail.LITTLE:
        things = _with_their_guards(things)
    keep = _KEEP[detail].get(sort, len(things))
    if len(things) == keep + 1:
        keep += 1  # one more line says more than "1 other"
    rest: Sequence[Thing] = ()
    if len(things) > keep:
        by_size = sorted(things, key=size_of, reverse=True)
        rest = by_size[keep:]
        things = sorted(by_size[:keep], key=lambda thing: thing[0].start)
    for thing in reversed(things):
        yield make_block(sort, [thing], exe)
    if rest:
        yield make_block(sort, rest, exe)


def _with_their_guards(things: Sequence[Thing]) -> list[Thing]:
    """Put each stack together with the guard directly below it."""
    together: list[Thing] = []
    for thing in things:
        below = together[-1] if together else None
        is_guarded = (
            below is not None
            and below[-1].kind is Kind.GUARD
            and below[-1].end == thing[0].start
        )
        if below is not None and is_guarded:
            together[-1] = [*below, *thing]
        else:
            together.append(thing)
    return together


_HUGE = 1 << 30
"""Bytes of a hole that is always shown."""


def _with_holes(
    blocks: Sequence[Block], holes: Sequence[Hole]
) -> Iterator[Block | Hole]:
    """Put the largest true hole between two blocks that lie one above the other.

    Between two of one sort, such as arenas, only a huge one.
    """
    starts = [hole.start for hole in holes]
    for index, block in enumerate(blocks):
        yield block
        below = blocks[index + 1] if index + 1 < len(blocks) else None
        if below is None or below.end > block.start:
            continue
        first = bisect_left(starts, below.end)
        last = bisect_left(starts, block.start)
        if first == last:
            continue
        hole = max(holes[first:last], key=lambda hole: hole.size)
        if block.sort is not below.sort or hole.size >= _HUGE:
            yield hole
