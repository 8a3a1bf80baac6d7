"""One look at the allocators of a process, and at the blocks that somebody asks for."""

import time

from msgspec import Struct

from memscope.analyze.malloc.arena import GLIBC
from memscope.analyze.malloc.blocks import around
from memscope.analyze.malloc.walk import Near
from memscope.analyze.where import parse_address
from memscope.collect.closer.heap import blocks_in
from memscope.collect.closer.kept import kept_by_allocators
from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.errors import AccessDenied, NotProvided, ProcessGone, UsageProblem
from memscope.i18n import _
from memscope.model import labels
from memscope.model.address import Address
from memscope.model.heap import HeapLook, ShownBlocks
from memscope.model.occupancy import BlockState, MallocBlock, Occupancy
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import MEMORY_MAP
from memscope.proc.machine import user_address_bits

PARTS = 64
"""In how many parts of an arena it is told how much is free."""
_AROUND = 1 << 20
"""Bytes on either side of an address whose blocks are looked at."""
_NEIGHBOURS = 6
_WHOLE = 1 << 63


class _AskedBlocks(Struct, frozen=True, gc=False):
    """What somebody wants to see: a thread's arena, or what is at an address."""

    tid: int | None = None
    address: int | None = None


def look_at_heap(
    pid: int, which: str | None, *, with_blocks: bool, most: int, seconds: float
) -> tuple[Process, HeapLook]:
    """Look at a process now.

    Args:
        pid: The process.
        which: A TID, a thread's name or an address, as somebody wrote it; None: all.
        with_blocks: Show single blocks, of the main arena unless another is meant.
        most: How many blocks to show.
        seconds: How long to look, about.

    Raises:
        ProcessGone: There is no such process.
        AccessDenied: We may not see its map.
        NotProvided: It has none.
        UsageProblem: It has no such thread, or no block is at that address.
    """
    begin = time.monotonic()
    process = _process(pid)
    asked = _asked(which, process)
    arenas, gaps = kept_by_allocators(process, seconds=seconds, parts=PARTS)
    arenas = _wanted(arenas, asked, process)
    large = [one for one in process.regions if one.label == labels.LARGE_BLOCK]
    shown = _shown(process, arenas, asked, with_blocks, most, seconds)
    if asked.address is not None and not arenas and shown is None:
        raise _no_block(process, asked.address)
    return process, HeapLook(
        took_ms=(time.monotonic() - begin) * 1000,
        arenas=arenas,
        large_blocks=len(large),
        large_bytes=sum(one.size for one in large),
        shown=shown,
        gaps=gaps,
    )


def _process(pid: int) -> Process:
    snapshot = Collector().look([pid], detail=Detail.MEMORY)
    process = snapshot.process(pid)
    if process is None:
        raise ProcessGone(pid)
    if not process.regions:
        gap = next((one for one in snapshot.gaps if one.pid == pid), None)
        if gap is not None and gap.why == AccessDenied.reason:
            raise AccessDenied(pid, MEMORY_MAP, hint=gap.remedy)
        raise NotProvided(pid, MEMORY_MAP, gap.why if gap is not None else "")
    return process


def _asked(which: str | None, process: Process) -> _AskedBlocks:
    if which is None:
        return _AskedBlocks()
    for thread in process.threads:
        if which in (str(thread.tid), thread.name):
            return _AskedBlocks(tid=thread.tid)
    written = parse_address(which, user_address_bits())
    return _AskedBlocks(
        address=written.choose(lambda one: process.region_at(one) is not None)
    )


def _wanted(
    arenas: tuple[Occupancy, ...], asked: _AskedBlocks, process: Process
) -> tuple[Occupancy, ...]:
    if asked.address is not None:
        return tuple(one for one in arenas if _holds(one, asked.address))
    if asked.tid is None:
        return arenas
    found = tuple(one for one in arenas if asked.tid in (one.threads or ()))
    if not found:
        text = _("no arena of thread {tid} of process {pid} was found")
        raise UsageProblem(text.format(tid=asked.tid, pid=process.pid))
    return found


def _holds(arena: Occupancy, address: int) -> bool:
    return any(one.start <= address < one.end for one in arena.stretches)


def _shown(
    process: Process,
    arenas: tuple[Occupancy, ...],
    asked: _AskedBlocks,
    with_blocks: bool,
    most: int,
    seconds: float,
) -> ShownBlocks | None:
    if asked.address is not None:
        region = process.region_at(asked.address)
        if region is not None and region.label == labels.LARGE_BLOCK:
            return _mapped(region, asked.address)
    elif not with_blocks:
        return None
    arena = next((one for one in arenas if one.allocator == GLIBC), None)
    if arena is None:
        return None
    if asked.address is None:
        near = Near(0, _WHOLE, most + 1)
        blocks = blocks_in(process, arena.arena, near, seconds=seconds)
        return ShownBlocks(arena.arena, None, blocks[:most], len(blocks) > most)
    near = Near(max(asked.address - _AROUND, 0), asked.address + _AROUND)
    blocks = blocks_in(process, arena.arena, near, seconds=seconds)
    count = most // 2 if with_blocks else _NEIGHBOURS
    found = tuple(around(blocks, asked.address, count))
    return ShownBlocks(arena.arena, Address(asked.address), found, bool(found))


def _mapped(region: Region, address: int) -> ShownBlocks:
    block = MallocBlock(region.start, region.size, BlockState.MAPPED)
    return ShownBlocks(None, Address(address), (block,))


def _no_block(process: Process, address: int) -> UsageProblem:
    region = process.region_at(address)
    what = region.label if region is not None else _("nothing is mapped")
    text = _("no allocator that can be read has 0x{address:x}: {what}")
    return UsageProblem(
        text.format(address=address, what=what),
        hint=_("`memscope where` tells what is at an address."),
    )
