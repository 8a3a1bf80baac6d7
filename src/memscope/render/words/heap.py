"""Words for blocks and arenas, on paper and on screen."""

import re

from memscope.i18n import N_, _, ngettext
from memscope.model.occupancy import BlockState, Occupancy
from memscope.model.process import Process
from memscope.units import format_bytes, safe

STATES = {
    BlockState.LIVE: N_("in use"),
    BlockState.FREE: N_("free"),
    BlockState.CACHED: N_("free, in a thread's cache"),
    BlockState.FAST: N_("free, in a fast list"),
    BlockState.TOP: N_("free: the top block, from which others are cut"),
    BlockState.MAPPED: N_("in use, a mapping of its own"),
}
"""What a block is."""
_NUMBERED = re.compile(r"arena (\d+)")


def arena_name(arena: Occupancy) -> str:
    """Return an arena's name in the reader's language."""
    numbered = _NUMBERED.fullmatch(arena.name)
    return _("arena {n}").format(n=numbered[1]) if numbered else _(arena.name)


def arena_threads(arena: Occupancy, process: Process) -> str:
    """Say whose an arena is: the thread, or how many; nobody's is `none`."""
    if arena.threads is None:
        return "–"
    if not arena.threads:
        return _("none")
    first = arena.threads[0]
    name = next((one.name for one in process.threads if one.tid == first), "")
    more = len(arena.threads) - 1
    text = f"{first} {safe(name)}".rstrip()
    return f"{text} +{more}" if more else text


def heap_title(process: Process, arenas: tuple[Occupancy, ...]) -> str:
    """Say in one line what is in use and what is kept."""
    whole = [one for one in arenas if one.whole]
    if not whole:
        text = _("process {pid} {name}: nobody knows what is in use and what is free")
        return text.format(pid=process.pid, name=safe(process.name))
    live = format_bytes(sum(one.live or 0 for one in whole))
    free = format_bytes(sum(one.free or 0 for one in whole))
    count = ngettext("{n} arena", "{n} arenas", len(whole)).format(n=len(whole))
    text = _("process {pid} {name}: {live} in use, {free} free and kept, in {arenas}")
    return text.format(
        pid=process.pid, name=safe(process.name), live=live, free=free, arenas=count
    )
