"""What the palette finds on the main screen: processes, threads, regions, filters."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from memscope.analyze.goto.destination import FoundSymbol
from memscope.i18n import _
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.render.words.names import (
    base_name,
    process_name,
    region_name,
    thread_name,
)
from memscope.tui.offers import FindOffers, Offer
from memscope.tui.symbols import LateSymbols
from memscope.tui.view import ProcessView, View
from memscope.units import format_address, safe, short_bytes

_REGIONS = 300
"""Of a process, the largest ones; an address of any other is what `g` is for."""

GoTo = Callable[[tuple[int, int], int], None]
"""Puts the cursor on an address of a process."""


def offers_of(view: View | None, go_to: GoTo) -> Iterator[Offer]:
    """Yield what can be gone to in a look."""
    for one in view.processes if view is not None else ():
        regions = one.process.regions
        if regions:
            title = f"{one.letter} {one.process.pid} {process_name(one.process)}"
            run = partial(go_to, one.key, regions[-1].start)
            yield Offer(_("process"), safe(title), "", run)
        yield from _threads(one, go_to)
        yield from _regions(one, go_to)


def filters_of(saved: Mapping[str, str], ask: Callable[[str], None]) -> Iterator[Offer]:
    """Yield the reader's own filters by their names."""
    for name, text in saved.items():
        yield Offer(_("filter"), safe(f"{name}: {text}"), "/", partial(ask, text))


def _threads(one: ProcessView, go_to: GoTo) -> Iterator[Offer]:
    for thread in one.process.threads:
        if thread.sp is not None:
            name = thread_name(thread, one.process)
            run = partial(go_to, one.key, thread.sp)
            yield Offer(_("thread"), safe(f"{thread.tid} {name}"), "", run)


def _regions(one: ProcessView, go_to: GoTo) -> Iterator[Offer]:
    largest = sorted(one.process.regions, key=_size, reverse=True)[:_REGIONS]
    for region in largest:
        name = region_name(region, one.process.exe)
        title = f"{name} {format_address(region.start)} {short_bytes(_size(region))}"
        run = partial(go_to, one.key, region.start)
        yield Offer(_("region"), safe(title), "", run)


def _size(region: Region) -> int:
    return region.usage.resident or 0


def symbol_finder(symbols: LateSymbols, process: Process, go_to: GoTo) -> FindOffers:
    """Return what finds symbols of a process; each offer goes to its address.

    Args:
        symbols: Where they are looked up.
        process: From the last look.
        go_to: Puts the cursor on an address.
    """

    def find(
        wanted: str, told: Callable[[int, int], None], is_stopped: Callable[[], bool]
    ) -> list[Offer]:
        found = symbols.find(process, wanted, told, is_stopped)
        return [_symbol(one, process, go_to) for one in found]

    return find


def _symbol(one: FoundSymbol, process: Process, go_to: GoTo) -> Offer:
    address = one.symbol.address
    title = f"{one.symbol.name} {base_name(one.path)} {format_address(address)}"
    run = partial(go_to, process.identity, address)
    return Offer(_("symbol"), safe(title), "g", run)
