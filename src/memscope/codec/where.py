"""The answer to "what is at this address?" as JSON, version 1."""

from typing import Any

import msgspec

from memscope.codec.names import to_json
from memscope.codec.to_wire import wire_region
from memscope.model.place import NamedAt, Neighbour, Place, Pointer
from memscope.model.process import Process
from memscope.model.region import Region
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
        "region": _region(place.region),
        "offset": place.offset,
        "file_offset": place.file_offset,
        "thread": None if thread is None else {"tid": thread.tid, "name": thread.name},
        "section": place.section,
        "symbol": _symbol(place.named),
        "page": place.page,
        "bytes": None if place.data is None else place.data.hex(),
        "points_at": _pointer(place.points_at),
        "below": _neighbour(place.below),
        "above": _neighbour(place.above),
        "gaps": msgspec.to_builtins(gaps),
    }
    data = msgspec.json.encode(_fit_for_json(answer))
    return msgspec.json.format(data, indent=indent) if indent else data


def _region(region: Region | None) -> Any:
    return None if region is None else msgspec.to_builtins(wire_region(region))


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
    }


def _neighbour(neighbour: Neighbour | None) -> Any:
    if neighbour is None:
        return None
    return {"hole": neighbour.hole, "region": _region(neighbour.region)}


def _fit_for_json(value: Any) -> Any:
    """Write names that are not UTF-8 so that every reader accepts them."""
    if isinstance(value, dict):
        return {key: _fit_for_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_fit_for_json(one) for one in value]
    return to_json(value) if isinstance(value, str) else value
