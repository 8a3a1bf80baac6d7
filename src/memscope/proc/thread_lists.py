"""Following the C library's lists from some thread descriptors to all others.

glibc's lists are circular through a head each; the heads (stacks in use, stacks the
user brought, stacks kept for reuse) stand side by side among the loader's variables.
musl has one ring of all threads, without a head.
"""

from collections.abc import Collection, Mapping, Sequence

from memscope.parse.pthread import Layout, RawDescriptor
from memscope.proc.memory import TargetMemory

_MOST = 100_000
"""Descriptors; a list that a hostile target made endless ends here."""
_HEAD = 16
_ASIDE = 2
"""Heads to look for on either side of a known one."""


def read_descriptors(
    memory: TargetMemory, layout: Layout, addresses: Sequence[int]
) -> list[RawDescriptor | None]:
    """Read what may be descriptors; None where certainly none is."""
    found: list[RawDescriptor | None] = [None] * len(addresses)
    for present, data in memory.read_packed(addresses, layout.size):
        raws = layout.parse_each(data, [addresses[at] for at in present])
        for at, raw in zip(present, raws, strict=True):
            found[at] = raw
    return found


def follow_lists(
    memory: TargetMemory,
    layout: Layout,
    found: Collection[RawDescriptor],
    remembered: Sequence[int] = (),
) -> list[RawDescriptor]:
    """Return the descriptors on the lists that are not in `found`.

    Args:
        memory: Of the target.
        layout: Of all its descriptors.
        found: Descriptors already known.
        remembered: Where others were in the last look; they are read in one go.
    """
    more: list[RawDescriptor] = []
    seen: set[int] = set()
    queue = set(remembered)
    for one in found:
        seen.add(one.address)
        queue |= {one.next, one.previous}
    remaining = set(remembered)
    while (new := sorted(queue - seen)) and len(more) < _MOST:
        seen |= queue
        queue = set()
        heads = []
        for address, raw in zip(
            new, read_descriptors(memory, layout, new), strict=True
        ):
            if raw is not None:
                more.append(raw)
                queue |= {raw.next, raw.previous}
            elif address not in remaining:
                heads.append(address)
        if heads and layout.robust is not None:
            read = {one.address: one for one in (*found, *more)}
            queue |= _on_other_lists(memory, layout, heads, read)
    return more


def _on_other_lists(
    memory: TargetMemory,
    layout: Layout,
    heads: Sequence[int],
    read: Mapping[int, RawDescriptor],
) -> set[int]:
    """Return first and last descriptor of lists whose heads are near `heads`.

    Args:
        memory: Of the target.
        layout: Of its descriptors.
        heads: Where a descriptor would begin if the head were a link of one.
        read: Descriptors that have been read, by address.
    """
    first = layout.link - _ASIDE * _HEAD
    size = (2 * _ASIDE + 1) * _HEAD
    ends: list[tuple[int, int, int]] = []
    data = memory.read_each([head + first for head in heads], size)
    for head, piece in zip(heads, data, strict=True):
        for at in range(0, size, _HEAD) if piece else ():
            own = head - _ASIDE * _HEAD + at
            after, before = layout.neighbours(piece or b"", at)
            if after != own:
                ends.append((own, after, before))
    unread = {at for _, after, before in ends for at in (after, before)} - read.keys()
    more = read_descriptors(memory, layout, sorted(unread))
    all_read = {**read, **dict(zip(sorted(unread), more, strict=True))}
    result = set()
    for own, after, before in ends:
        one, other = all_read[after], all_read[before]
        if one and other and one.previous == own and other.next == own:
            result |= {after, before}
    return result
