"""Compare the bytes of pages of two processes, where frame numbers are hidden."""

from collections.abc import Callable, Sequence

from memscope.analyze.sharing.compare import Space
from memscope.collect.closer.pages import resident_ranges
from memscope.collect.closer.target import OpenTarget
from memscope.errors import AccessDenied, Stopped
from memscope.i18n import N_
from memscope.model.snapshot import Gap
from memscope.parse.pagemap import Pages
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.refusals import remedy_of

_MOST_PAGES = 16384
_AT_ONCE = 256
_WHAT = N_("contents of pages that may be shared")


def read_equal_pages(
    one: tuple[OpenTarget, Space],
    other: tuple[OpenTarget, Space],
    addresses: Sequence[tuple[int, int]],
    on_pages: Callable[[int, int], None] | None = None,
) -> tuple[dict[int, bool], Gap | None]:
    """Read pages that are in RAM on both sides and compare their bytes.

    Args:
        one: The first side.
        other: The second.
        addresses: Pages to compare, by their address on either side.
        on_pages: Hears how many were compared, and of how many; may raise Stopped,
            and what was compared until then is returned.

    Returns:
        Address on the first side to whether the bytes are equal, for the pages that
        could be read; and what is missing.

    Raises:
        ProcessGone: One of them ended.
    """
    wanted = addresses[:_MOST_PAGES]
    gap = None
    if len(addresses) > _MOST_PAGES:
        why = N_("there are too many; the first ones were compared")
        gap = Gap(what=_WHAT, pid=None, why=why)
    equal: dict[int, bool] = {}
    try:
        first, second = _memory(*one), _memory(*other)
        for at in range(0, len(wanted), _AT_ONCE):
            batch = wanted[at : at + _AT_ONCE]
            here = first.read_each([page for page, _ in batch], PAGE_SIZE)
            there = second.read_each([page for _, page in batch], PAGE_SIZE)
            for (page, _), data, other_data in zip(batch, here, there, strict=True):
                if data is not None and other_data is not None:
                    equal[page] = data == other_data
            if on_pages is not None:
                on_pages(min(at + _AT_ONCE, len(wanted)), len(wanted))
    except Stopped:
        return equal, gap
    except AccessDenied as error:
        remedy = remedy_of(error.pid)
        return equal, Gap(what=_WHAT, pid=error.pid, why=error.reason, remedy=remedy)
    return equal, gap


def _memory(side: OpenTarget, space: Space) -> TargetMemory:
    assert space.pages is not None
    return TargetMemory(side.directory, Pages(resident=resident_ranges(space.pages)))
