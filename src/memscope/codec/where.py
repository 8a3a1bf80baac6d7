"""The answer to "what is at this address?" as JSON, version 1."""

from typing import Any

from memscope.codec import names
from memscope.model.place import NamedAt, Neighbour, Onward, Place, Pointer
from memscope.model.process import Process
from memscope.model.snapshot import Gap

FORMAT = "memscope.where"
VERSION = 1


def encode_place(
    process: Process, place: Place, gaps: tuple[Gap, ...], *, indent: int = 0
) -> bytes:
    """Return JSON: addresses as hex strings, sizes in bytes, unknown as null.

    Args:
        process: As it was then.
        place: What is there.
        gaps: What could not be found out.
        indent: Blanks a level, for people; 0: everything on one line.
    """
    thread = place.thread
    answer = {
        "format": FORMAT,
        "version": VERSION,
        "pid": process.pid,
        "start_ticks": process.start_ticks,
        "name": process.name,
        "address": hex(place.address),
        "region": place.region,
        "offset": place.offset,
        "file_offset": place.file_offset,
        "thread": None if thread is None else {"tid": thread.tid, "name": thread.name},
        "section": place.section,
        "symbol": _symbol(place.named),
        "page": place.page,
        "cached": place.is_cached,
        "bytes": None if place.data is None else place.data.hex(),
        "points_at": _pointer(place.points_at),
        "below": _neighbour(place.below),
        "above": _neighbour(place.above),
        "gaps": gaps,
    }
    return names.encode(answer, indent=indent)


def _symbol(named: NamedAt | None) -> Any:
    if named is None:
        return None
    return {
        "name": named.symbol.name,
        "image": named.image,
        "kind": named.symbol.kind,
        "address": hex(named.symbol.address),
        "size": named.symbol.size,
        "offset": named.offset,
        "inside": named.is_inside,
    }


def _pointer(pointer: Pointer | None) -> Any:
    if pointer is None:
        return None
    return {
        "address": hex(pointer.value),
        "region": hex(pointer.region.start),
        "kind": pointer.region.kind,
        "label": pointer.region.label,
        "offset": pointer.offset,
        "symbol": _symbol(pointer.named),
        "beyond": _beyond(pointer.beyond),
    }


def _beyond(beyond: Onward | None) -> Any:
    if beyond is None:
        return None
    return {
        "links": [_pointer(one) for one in beyond.links],
        "end": beyond.end,
        "bytes": beyond.data.hex() or None,
    }


def _neighbour(neighbour: Neighbour | None) -> Any:
    if neighbour is None:
        return None
    return {"hole": neighbour.hole, "region": neighbour.region}
