"""What a region's memory is made of, and what that of a process is, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from memscope.analyze.totals import Total, total_of
from memscope.i18n import _, listed
from memscope.model.process import Process
from memscope.model.region import Backing, ProcessUsage, Region
from memscope.units import format_address, format_bytes

_HUGE = 2 << 20
"""Bytes of a transparent huge page on x86-64, and with small pages on others."""


def memory_words(region: Region, digits: int = 12) -> list[str]:
    """Return what is worth saying of a region's memory, a sentence each.

    Args:
        region: Any.
        digits: Of addresses.
    """
    return [
        *_behind(region),
        *_cached(region),
        *_huge(region),
        *_made_of(region),
        *_nodes(region),
        *_aliases(region, digits),
    ]


def _behind(region: Region) -> Iterator[str]:
    resident = format_bytes(region.usage.resident)
    if region.allocated is not None:
        text = _("a file that lives in RAM: {size} allocated, {resident} mapped here")
        yield text.format(size=format_bytes(region.allocated), resident=resident)
    elif region.backing is Backing.RAM:
        yield _("a file that lives in RAM: only swap can take it")
    elif region.backing is Backing.KERNEL and region.inode and region.usage.resident:
        yield _(
            "the kernel's own pages: they count as file memory, and none can be dropped"
        )
    elif region.backing is Backing.DISK and region.usage.clean:
        text = _("{size} of it clean: the kernel can drop it and read it again")
        yield text.format(size=format_bytes(region.usage.clean))
    if region.backing is Backing.DISK and region.is_shared and region.usage.dirty:
        text = _("{size} of it dirty: to be written to the file first")
        yield text.format(size=format_bytes(region.usage.dirty))


def cached_words(size: int) -> str:
    """Return how much of its part of a file is in RAM, mapped here or not."""
    if not size:
        return _("nothing of this part of the file is in RAM")
    text = _("{size} of this part of the file in RAM, mapped here or not")
    return text.format(size=format_bytes(size))


def _cached(region: Region) -> Iterator[str]:
    # Of a file that lives in RAM it was said before.
    if region.cached is not None and region.allocated is None:
        yield cached_words(region.cached)


def _huge(region: Region) -> Iterator[str]:
    size, flags = region.usage.huge, region.flags or ()
    if not size:
        return
    if "ht" in flags:
        text = _("{size} in huge pages set aside (hugetlbfs); ps leaves them out")
        yield text.format(size=format_bytes(size))
        return
    if region.inode:  # its pages are in RAM whoever touches them
        yield _("mapped in huge pages ({n} × 2 MiB)").format(n=-(-size // _HUGE))
        return
    text = _("in huge pages ({n} × 2 MiB): touching one byte takes 2 MiB")
    words = text.format(n=-(-size // _HUGE))
    yield f"{words}; {_('advised (hg)')}" if "hg" in flags else words


def _made_of(region: Region) -> Iterator[str]:
    usage = region.usage
    if usage.copies:
        text = _("{size} of it are its own copies of the file's pages")
        yield text.format(size=format_bytes(usage.copies))
    if usage.lazy_free:
        text = _("{size} given back (MADV_FREE): the kernel takes it when it is needed")
        yield text.format(size=format_bytes(usage.lazy_free))


def _nodes(region: Region) -> Iterator[str]:
    """Where memory is, on machines that have it in several places."""
    if region.numa and any(region.numa.values()):
        yield _("by NUMA node: {nodes}").format(nodes=_by_node(region.numa))


def nodes_words(process: Process) -> str:
    """Return how much of a process is on which node; "" where there is one at most."""
    sums = Counter[int]()
    for region in process.regions:
        sums.update(region.numa or {})
    return _by_node(sums) if len(sums) > 1 else ""


def _by_node(sizes: Mapping[int, int]) -> str:
    return " · ".join(
        f"{node}: {format_bytes(size)}" for node, size in sorted(sizes.items())
    )


def _aliases(region: Region, digits: int) -> Iterator[str]:
    if region.aliases:
        text = _("the same bytes as at {addresses}")
        yield text.format(addresses=_listed(region.aliases, digits))


def _listed(addresses: Iterable[int], digits: int) -> str:
    return listed(format_address(at, digits) for at in addresses)


def same_bytes(regions: Sequence[Region], digits: int = 12) -> list[str]:
    """Return a sentence for each group of regions that show the same bytes.

    Args:
        regions: Of one process.
        digits: Of addresses.
    """
    groups = {
        tuple(sorted((region.start, *region.aliases)))
        for region in regions
        if region.aliases
    }
    text = _("mapped several times: {addresses}")
    return [text.format(addresses=_listed(group, digits)) for group in sorted(groups)]


def share_words(total: Total) -> str:
    """Return a share, of which a part may be unknown."""
    if total.proportional is not None:
        return _("{size} its share").format(size=format_bytes(total.proportional))
    text = _("{size} its share, and {unknown} of unknown share")
    return text.format(
        size=format_bytes(total.known_share), unknown=format_bytes(total.unknown_share)
    )


def usage_words(process: Process) -> str:
    """Return the sizes of a process, those that are known."""
    usage = process.usage
    known = [
        text.format(size=format_bytes(size))
        for text, size in (
            (_("{size} virtual"), usage.virtual),
            (_("{size} resident"), usage.resident),
        )
        if size is not None
    ]
    if usage.distinct is not None and usage.distinct != usage.resident:
        text = _("{size} of it distinct")
        known.append(text.format(size=format_bytes(usage.distinct)))
    if usage.proportional is not None:
        text = _("{size} its share")
        known.append(text.format(size=format_bytes(usage.proportional)))
    elif usage.proportional_known is not None:
        known.append(share_words(total_of(list(process.regions))))
    known += _own(usage)
    if usage.swapped is not None:
        known.append(_("{size} swapped").format(size=format_bytes(usage.swapped)))
    return listed(known)


def _own(usage: ProcessUsage) -> Iterator[str]:
    """What is mapped once is its own; where that was asked, there may be more."""
    size, text = usage.own, _("{size} its own")
    if size is None:
        size = usage.unique
        if usage.anonymous is not None:
            text = _("at least {size} its own")
    if size is not None:
        yield text.format(size=format_bytes(size))


def kinds_words(usage: ProcessUsage) -> str:
    """Return what is in RAM by what is behind it; "" when that was not read."""
    return parts_words(usage.anonymous, usage.file, usage.shmem, usage.clean)


def parts_words(
    anonymous: int | None, file: int | None, shmem: int | None, clean: int | None = None
) -> str:
    """Return what memory is made of; "" when one of the parts is unknown.

    Args:
        anonymous: Bytes that no file is behind.
        file: Bytes of pages of files.
        shmem: Bytes of shared memory, and of files that live in RAM.
        clean: Of `file`, what the kernel can drop; None: unknown.
    """
    if anonymous is None or file is None or shmem is None:
        return ""
    files = _("files {size}").format(size=format_bytes(file))
    if clean is not None:
        files = f"{files} ({_('{size} clean').format(size=format_bytes(clean))})"
    return " · ".join(
        (
            _("anonymous {size}").format(size=format_bytes(anonymous)),
            files,
            _("shared memory {size}").format(size=format_bytes(shmem)),
        )
    )
