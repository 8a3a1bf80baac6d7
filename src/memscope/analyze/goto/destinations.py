"""From what was typed to places: letters, addresses, threads, names, paths, symbols.

Digits may be the number of a thread and an address as well: both are offered.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.names import in_path, in_text
from memscope.analyze.filter.terms import Value
from memscope.analyze.goto.destination import Destination, FoundSymbol, Way
from memscope.analyze.goto.letters import LETTERS, lettered
from memscope.analyze.meanings import file_name
from memscope.model.process import Process, Thread
from memscope.model.region import Region

MOST = 100
_HEX = re.compile(r"(0x)?([0-9a-f]{1,16})", re.IGNORECASE)
_SHORTEST = 3
"""Digits without 0x that may be an address; fewer are no address of a program."""
_LETTERS = frozenset(one.letter for one in LETTERS)


def destinations(
    text: str,
    several: Sequence[Bearings],
    thread: Thread | None = None,
    symbols: Sequence[FoundSymbol] = (),
) -> tuple[Destination, ...]:
    """Return where it may lead, the likeliest first, at most `MOST`.

    Args:
        text: As typed.
        several: The processes; the first one is the one in front.
        thread: The selected one.
        symbols: Those of the process in front that have this text.
    """
    wanted = text.strip()
    if not wanted or not several:
        return ()
    found = _all(wanted, several, thread, symbols)
    return tuple(islice(found, MOST))


def _all(
    wanted: str,
    several: Sequence[Bearings],
    thread: Thread | None,
    symbols: Sequence[FoundSymbol],
) -> Iterator[Destination]:
    if wanted in _LETTERS:
        yield lettered(wanted, several[0], thread)
    processes = [one.process for one in several]
    for process in processes:
        yield from _numbered(wanted, process)
    yield from _addresses(wanted, processes)
    exact = [one for one in symbols if one.symbol.name == wanted]
    yield from _symbols(exact, processes[0])
    for process in processes:
        yield from _threads(wanted, process)
        yield from _named(wanted, process)
    rest = [one for one in symbols if one.symbol.name != wanted]
    yield from _symbols(rest, processes[0])


def _numbered(wanted: str, process: Process) -> Iterator[Destination]:
    """A thread or a process of this number."""
    if not wanted.isdecimal() or len(wanted) > 10:
        return
    for thread in process.threads:
        if thread.tid == int(wanted):
            yield _of_thread(thread, process)
    if process.pid == int(wanted):
        first = next(iter(process.regions), None)
        start = first.start if first else None
        name = process.name
        yield Destination(Way.PROCESS, process.identity, start, name, first)


def _of_thread(thread: Thread, process: Process) -> Destination:
    """Its stack, where the stack pointer is."""
    stack = thread.stack
    address = None
    if stack is not None:
        is_inside = thread.sp is not None and thread.sp in stack
        address = thread.sp if is_inside else stack.end - 1
    region = None if address is None else process.region_at(address)
    name = f"{thread.tid} {thread.name}"
    return Destination(Way.THREAD, process.identity, address, name, region)


def _addresses(wanted: str, processes: Sequence[Process]) -> Iterator[Destination]:
    """Both readings of digits; of unmapped ones the first where nothing else is."""
    found = _HEX.fullmatch(wanted.replace("_", ""))
    if not found or (not found[1] and len(found[2]) < _SHORTEST):
        return
    address, is_sure = int(found[2], 16), bool(found[1]) or len(found[2]) >= 8
    mapped = 0
    for process in processes:
        if region := process.region_at(address):
            mapped += 1
            yield _at(Way.ADDRESS, process, address, region)
    decimal = int(found[2]) if found[2].isdecimal() and not found[1] else None
    if decimal is not None:
        for process in processes:
            if region := process.region_at(decimal):
                mapped += 1
                yield _at(Way.DECIMAL, process, decimal, region)
    if is_sure and not mapped:
        yield _at(Way.ADDRESS, processes[0], address, None)


def _at(way: Way, process: Process, address: int, region: Region | None) -> Destination:
    return Destination(way, process.identity, address, region=region)


def _threads(wanted: str, process: Process) -> Iterator[Destination]:
    text = wanted.casefold()
    for thread in process.threads:
        if text in thread.name.casefold():
            yield _of_thread(thread, process)


def _named(wanted: str, process: Process) -> Iterator[Destination]:
    """Regions by name, one of each name with their number; paths name files."""
    is_path = "/" in wanted
    value = Value(wanted, is_quoted=True)
    ask = in_path(value) if is_path else in_text(value)
    groups: dict[str, list[Region]] = {}
    for region in process.regions:
        if ask(region):
            path = region.image or region.path
            name = path if is_path else file_name(path) or region.label
            groups.setdefault(name, []).append(region)
    way = Way.PATH if is_path else Way.NAME
    for name, regions in sorted(groups.items(), key=lambda one: _rank(one, wanted)):
        first = max(regions, key=lambda one: one.usage.resident or 0)
        yield Destination(
            way, process.identity, first.start, name, first, count=len(regions)
        )


def _rank(one: tuple[str, list[Region]], wanted: str) -> tuple[bool, int, str]:
    name, regions = one
    begins = name.casefold().startswith(wanted.casefold())
    return not begins, -sum(region.usage.resident or 0 for region in regions), name


def _symbols(symbols: Sequence[FoundSymbol], process: Process) -> Iterator[Destination]:
    for one in symbols:
        symbol = one.symbol
        region = process.region_at(symbol.address)
        yield Destination(
            *(Way.SYMBOL, process.identity, symbol.address, symbol.name, region),
            symbol=symbol,
        )
