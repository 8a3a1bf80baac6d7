"""A mapping that is cut into regions: what each of them uses, page by page."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.totals import add_known, divisible, locked_of
from memscope.model.page import CODES, HUGE, PageMap, PageState
from memscope.model.region import RegionUsage
from memscope.parse.pagemap import FRAME

Part = tuple[int, int]
"""(first address, first address after it), anywhere inside a page."""
Mappings = Callable[[Collection[int]], Mapping[int, int] | None]
"""How often frames are mapped by anybody; None when that may not be known."""

_OWN = (PageState.EXCLUSIVE, PageState.FILE_EXCLUSIVE)
_OTHERS_TOO = (PageState.SHARED, PageState.FILE)
_COPIES = (PageState.EXCLUSIVE, PageState.SHARED)
_TOLD_OF_THE_WHOLE = (
    *("clean", "dirty", "copies", "huge", "lazy_free"),
    *("locked", "anon_huge", "ksm"),
)
_ROUNDED = 8192
"""Bytes by which a sum of parts of pages may differ from the kernel's."""


class SharedOut(Struct, frozen=True, gc=False):
    """What the parts of a mapping use, and the mapping, so that they add up.

    Attributes:
        parts: In order.
        whole: Their sum.
        has_moved: Pages came and went since the kernel counted them.
    """

    parts: list[RegionUsage]
    whole: RegionUsage
    has_moved: bool


def by_pages(
    whole: RegionUsage, parts: Sequence[Part], pages: PageMap, mappings: Mappings
) -> SharedOut:
    """Count what each part of a mapping has in RAM, and whose that is.

    Args:
        whole: What the kernel said of the mapping, a moment before.
        parts: They cover the mapping.
        pages: Of the mapping.
        mappings: Asks how often frames are mapped.
    """
    usages = [_counted(part, pages, is_file=whole.copies is not None) for part in parts]
    if whole.proportional is None:
        # What the kernel itself cannot divide, pages of hugetlbfs, nobody can.
        mappings = _unknown
    shares = [_shares(part, pages, mappings) for part in parts]
    usages = [
        replace(one, proportional=_plus(one.private, share))
        for one, share in zip(usages, shares, strict=True)
    ]
    resident, private = (
        add_known(getattr(one, name) for one in usages)
        for name in ("resident", "private")
    )
    if (resident, private) == (whole.resident, whole.private):
        return SharedOut(_as_the_whole(whole, usages), whole, has_moved=False)
    sums = {
        name: add_known(getattr(one, name) for one in usages)
        for name in ("resident", "proportional", "shared", "private", "swapped")
    }
    return SharedOut(usages, _with_sums(whole, sums), has_moved=True)


def _unknown(_frames: Collection[int]) -> None:
    return None


def _with_sums(whole: RegionUsage, sums: dict[str, int | None]) -> RegionUsage:
    """Keep what only the kernel tells of the whole, as far as it is still possible."""
    most = sums["resident"] or 0
    kept = {
        name: None if (number := getattr(whole, name)) is None else min(number, most)
        for name in _TOLD_OF_THE_WHOLE
    }
    return replace(whole, **sums, **kept)


def _counted(part: Part, pages: PageMap, *, is_file: bool) -> RegionUsage:
    def count(*states: PageState) -> int:
        return sum(_bytes_in(part, pages, state) for state in states)

    private, shared = count(*_OWN), count(*_OTHERS_TOO)
    unknown = count(PageState.PRESENT)
    return RegionUsage(
        resident=private + shared + unknown,
        private=None if unknown else private,
        shared=None if unknown else shared,
        swapped=count(PageState.SWAPPED),
        copies=count(*_COPIES) if is_file and not unknown else None,
    )


def _bytes_in(part: Part, pages: PageMap, state: PageState) -> int:
    """Return how many bytes of a part lie in pages of one state."""
    code, size = CODES[state], pages.page_size
    low, high = part[0] // size * size, -(-part[1] // size) * size
    found = 0
    for address, states, _words in pages.within(low, high):
        found += (states.count(code) + states.count(code | HUGE)) * size
        end = address + len(states) * size
        if address < part[0] and states[0] & ~HUGE == code:
            found -= part[0] - address
        if end > part[1] and states[-1] & ~HUGE == code:
            found -= end - part[1]
    return found


def _shares(part: Part, pages: PageMap, mappings: Mappings) -> int | None:
    """Return the proportional part of what others map too; None: not known."""
    shared = list(_shared_pages(part, pages))
    if not shared:
        return 0
    counts = mappings({frame for frame, _size in shared} - {0})
    if counts is None:
        return None
    total = 0.0
    for frame, size in shared:
        count = counts.get(frame, 0)
        if count < 1:
            return None
        total += size / count
    return int(total)


def _shared_pages(part: Part, pages: PageMap) -> Iterator[tuple[int, int]]:
    """Yield the frame of each page that others map too, and its bytes in the part."""
    size = pages.page_size
    wanted = {CODES[state] for state in _OTHERS_TOO}
    low, high = part[0] // size * size, -(-part[1] // size) * size
    for address, states, words in pages.within(low, high):
        for at, code in enumerate(states):
            if code & ~HUGE in wanted:
                start = address + at * size
                inside = min(start + size, part[1]) - max(start, part[0])
                yield words[at] & FRAME, inside


def _as_the_whole(whole: RegionUsage, usages: list[RegionUsage]) -> list[RegionUsage]:
    """Make the shares add up to the kernel's, and divide what else it said."""
    divided = _with_shares(whole, usages)
    return [
        replace(
            one,
            swapped=one.swapped
            if whole.swapped == add_known(part.swapped for part in usages)
            else 0
            if whole.swapped == 0
            else None,
            locked=locked_of(whole, one.proportional),
            copies=one.copies if whole.copies is not None else None,
            **divisible(whole, one.resident, [part.resident for part in usages]),
        )
        for one in divided
    ]


def _with_shares(whole: RegionUsage, usages: list[RegionUsage]) -> list[RegionUsage]:
    if whole.proportional is None:
        return _without_shares(usages)
    unknown = [at for at, one in enumerate(usages) if one.proportional is None]
    left = whole.proportional - sum(one.proportional or 0 for one in usages)
    if not unknown:
        return _adjusted(usages, left)
    if len(unknown) > 1:
        return usages
    found = [*usages]
    at = unknown[0]
    low, high = found[at].private or 0, found[at].resident or 0
    found[at] = replace(found[at], proportional=min(max(left, low), high))
    return found


def _adjusted(usages: list[RegionUsage], left: int) -> list[RegionUsage]:
    """Place what the kernel's sum is more or less: it rounds once, we once a part."""
    if abs(left) > _ROUNDED:
        return _without_shares(usages)
    found = []
    for one in usages:
        low, high = one.private or 0, one.resident or 0
        share = one.proportional or 0
        new = min(max(share + left, low), high) if one.shared else share
        left -= new - share
        found.append(replace(one, proportional=new))
    return found


def _without_shares(usages: list[RegionUsage]) -> list[RegionUsage]:
    """Others came or went meanwhile: only what nobody else maps is sure."""
    return [
        one if one.shared == 0 else replace(one, proportional=None) for one in usages
    ]


def _plus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
