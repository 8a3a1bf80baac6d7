"""Whether two samples have the same page: how that is known, and its bars.

Root sees the page frames. Everybody may know whether a page is mapped more than once,
and which object a mapping is of; with what we know of our own samples that decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.collect.closer.compare import compare
from memscope.collect.closer.pages import page_at
from memscope.i18n import N_
from memscope.model.bars import Bar, BarRow, BarTable
from memscope.model.page import Page
from memscope.model.region import Region
from memscope.model.sharing import SpaceRelation


@dataclass(frozen=True, slots=True)
class Pair:
    """Two processes whose pages are compared.

    Attributes:
        first: Pid or TID.
        second: Pid or TID.
        space: Whether they live in one address space.
        is_whole_family: Nobody else can have their private pages: one is the other's
            only child, and has none.
    """

    first: int
    second: int
    space: SpaceRelation
    is_whole_family: bool = False

    def is_one_page(self, address: int) -> tuple[bool | None, str | None]:
        """Compare the pages at an address.

        Returns:
            Whether it is one page, None when unknown; and what proves it.

        Raises:
            ProcessGone: One of them ended.
        """
        if self.space is SpaceRelation.SAME:
            return True, "one-address-space"
        one, other = page_at(self.first, address), page_at(self.second, address)
        if one.frame is not None and other.frame is not None:
            return one.frame == other.frame, "frames"
        if self.space is SpaceRelation.SEPARATE and (one.exclusive or other.exclusive):
            return False, "mapped-once"
        if self.is_whole_family and _is_mapped_twice(one) and _is_mapped_twice(other):
            return True, "mapped-by-these-two-alone"
        return None, None

    def frames(self, address: int) -> tuple[int | None, int | None]:
        """Return the page frames at an address, None where they are hidden."""
        one, other = page_at(self.first, address), page_at(self.second, address)
        return one.frame, other.frame


def pair_of(first: int, second: int, *, is_whole_family: bool = False) -> Pair:
    """Ask the kernel about two processes, so that their pages can be compared.

    Raises:
        ProcessGone: One of them ended.
        AccessDenied: We may not look at one of them.
    """
    space = compare(first, second, contents=False).address_space
    return Pair(first, second, space, is_whole_family)


def is_one_object(first: Region | None, second: Region | None) -> bool:
    """Tell whether two regions map the same place of the same file or memory.

    What is mapped MAP_SHARED is then the same page for both, whatever is written.
    """
    if first is None or second is None:
        return False
    return _place_of(first) == _place_of(second) and first.is_shared


def shares_of(pair: Pair, addresses: list[int]) -> tuple[list[bool | None], str | None]:
    """Compare many pages; return the answers, and what proves the first of them."""
    found = [pair.is_one_page(address) for address in addresses]
    return [one for one, _ in found], found[0][1] if found else None


def _is_mapped_twice(page: Page) -> bool:
    return page.exclusive is False


def _place_of(region: Region) -> tuple[object, ...]:
    # Part of a VMA: what counts is how far its first byte is from the object's.
    return region.device, region.inode, region.offset, region.start, region.is_shared


def copied_bars(
    pages: int, before: Sequence[bool | None], after: Sequence[bool | None]
) -> BarTable:
    """Show how many pages of memory two processes need together.

    Args:
        pages: Of each of them.
        before: Whether each page is the same memory for both; None when unknown.
        after: The same, after one of them has written.
    """
    rows = (
        (N_("just after the fork"), _needed(before)),
        (N_("after the child's writes"), _needed(after)),
        (N_("without sharing"), 2 * pages),
    )
    return BarTable(
        "",
        (N_("pages in memory, parent and child together"),),
        tuple(BarRow(name, (Bar(value),), whole=2 * pages) for name, value in rows),
    )


def _needed(shared: Sequence[bool | None]) -> int | None:
    """Count pages that both have as one, and twice those that each has alone."""
    if None in shared:
        return None
    return sum(1 if one else 2 for one in shared)
