"""What the palette finds on the main screen: processes, threads, regions, filters."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from memscope.i18n import _
from memscope.model.region import Region
from memscope.render.words.names import process_name, region_name, thread_name
from memscope.tui.offers import Offer
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
