"""Permissions as they are shown everywhere: those that stand out bear a mark."""

from collections import Counter
from collections.abc import Iterable

from memscope.i18n import _, ngettext
from memscope.model.region import Access, Region, access_of
from memscope.render.palette import ACCESS_MARKS
from memscope.units import format_bytes, safe


def marked(perms: str) -> str:
    """Return `rwxp!`, `---p∅`, or the letters alone."""
    access = access_of(perms)
    return safe(perms) if access is None else safe(perms) + ACCESS_MARKS[access].sign


def access_style(perms: str, otherwise: str = "") -> str:
    """Return the style of the letters and the mark behind them."""
    access = access_of(perms)
    return otherwise if access is None else ACCESS_MARKS[access].style


def access_words(perms: str) -> str | None:
    """Say what stands out; None where nothing does."""
    access = access_of(perms)
    return None if access is None else _(ACCESS_MARKS[access].name)


def access_sums(regions: Iterable[Region]) -> list[tuple[str, str]]:
    """Return (style, sentence) for each mark that occurs, and how much it is of."""
    counts, sizes = Counter[Access](), Counter[Access]()
    for region in regions:
        if (access := access_of(region.perms)) is not None:
            counts[access] += 1
            sizes[access] += region.size
    return [
        (mark.style, f"{mark.sign} {_sum(access, counts[access], sizes[access])}")
        for access, mark in ACCESS_MARKS.items()
        if counts[access]
    ]


def _sum(access: Access, count: int, size: int) -> str:
    if access is Access.WRITABLE_CODE:
        text = ngettext(
            "{n} region is writable and executable: {size}",
            "{n} regions are writable and executable: {size}",
            count,
        )
    else:
        text = ngettext(
            "{n} region allows no access: {size} of address space",
            "{n} regions allow no access: {size} of address space",
            count,
        )
    return text.format(n=count, size=format_bytes(size))
