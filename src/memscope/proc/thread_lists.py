"""Following the C library's lists from some thread descriptors to all others.

glibc's lists are circular through a head each; the heads (stacks in use, stacks the
user brought, stacks kept for reuse) stand side by side among the loader's variables.
musl has one ring of all threads, without a head.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from memscope.parse.pthread import Layout, ListOf, RawDescriptor
from memscope.proc.memory import TargetMemory

_MOST = 100_000
"""Descriptors; a list that a hostile target made endless ends here."""
_LISTS = 3
ASIDE = 2
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
        if heads and layout.has_heads:
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
    step = layout.link_size
    first, size = layout.link - ASIDE * step, (2 * ASIDE + 1) * step
    ends: list[tuple[int, int, int]] = []
    data = memory.read_each([head + first for head in heads], size)
    for head, piece in zip(heads, data, strict=True):
        for at in range(0, size, step) if piece else ():
            own = head - ASIDE * step + at
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


class ListPlace(Struct, frozen=True, gc=False):
    """Where a descriptor stands.

    Attributes:
        listed: On which list.
        head: Address of the list's head.
    """

    listed: ListOf
    head: int


def places_of(
    memory: TargetMemory,
    layout: Layout,
    raws: Collection[RawDescriptor],
    living: Collection[int],
    loader: Collection[range],
) -> dict[int, ListPlace]:
    """Say on which lists descriptors stand; those on none are left out.

    A descriptor counts as listed when its neighbours point back at it, step by step
    from the list's head. Which list is which follows from who is on it, or, where the
    loader has the heads (glibc 2.34 and later), from their order: stacks in use, stacks
    that the user brought, stacks that are kept (sysdeps/generic/ldsodefs.h).

    Args:
        memory: Of the target.
        layout: Of its descriptors.
        raws: All that were read.
        living: TIDs of living threads, as the target sees them.
        loader: Where the loader's files are mapped.
    """
    if not layout.has_heads:
        return {}
    by_address = {raw.address: raw for raw in raws}
    ends = {at for raw in raws for at in (raw.next, raw.previous)} - by_address.keys()
    lists = _walked(memory, layout, by_address, sorted(ends))
    in_order = all(any(head + layout.link in part for part in loader) for head in lists)
    step = layout.link_size if in_order else None
    listed_at = _lists_by_head(lists, by_address, living, step)
    found: dict[int, ListPlace] = {}
    for head, members in lists.items():
        found |= dict.fromkeys(members, ListPlace(listed_at[head], head + layout.link))
    return found


def _walked(
    memory: TargetMemory,
    layout: Layout,
    raws: Mapping[int, RawDescriptor],
    heads: Sequence[int],
) -> dict[int, list[int]]:
    """Return the descriptors of each list, by its head, as far as links agree."""
    lists: dict[int, list[int]] = {}
    data = memory.read_each([head + layout.link for head in heads], layout.link_size)
    for head, piece in zip(heads, data, strict=True):
        if piece is None:
            continue
        first, last = layout.neighbours(piece, 0)
        members = list(_along(raws, head, first, is_forward=True))
        if not members or members[-1] != last:  # torn: the rest hangs on the other end
            members += _along(raws, head, last, is_forward=False)
        if members:
            lists[head] = list(dict.fromkeys(members))
    return lists


def _along(
    raws: Mapping[int, RawDescriptor], head: int, first: int, *, is_forward: bool
) -> Iterator[int]:
    """Walk from a head while each descriptor points back at the one before."""
    before, at = head, first
    for _ in range(len(raws)):
        raw = raws.get(at)
        if raw is None or (raw.previous if is_forward else raw.next) != before:
            return
        yield at
        before, at = at, raw.next if is_forward else raw.previous


def _lists_by_head(
    lists: Mapping[int, Sequence[int]],
    raws: Mapping[int, RawDescriptor],
    living: Collection[int],
    step: int | None,
) -> dict[int, ListOf]:
    """Tell the lists apart; `step`: bytes between heads that lie in order."""
    alive = {
        head
        for head, members in lists.items()
        if any(raws[at].tid in living for at in members)
    }
    # The main thread's stack is the kernel's: for the library, the user brought it.
    of_user = {
        head
        for head in alive
        if any(not raws[at].end and raws[at].tid in living for at in lists[head])
    }
    ended = [
        head
        for head in lists.keys() - alive
        if not any(raws[at].tid for at in lists[head])
    ]
    found = dict.fromkeys(lists, ListOf.SOMEWHERE)
    found.update(dict.fromkeys(alive, ListOf.IN_USE))
    for head in ended:
        if step is not None:
            found[head] = _by_place(head, step, of_user, lists)
        elif len(of_user) == 1 and len(alive) == _LISTS - 1:
            found[head] = ListOf.KEPT
    return found


def _by_place(
    head: int, step: int, of_user: Collection[int], lists: Collection[int]
) -> ListOf:
    """Tell what a list without a living thread is by where its head lies."""
    if head - step in of_user or head - 2 * step in lists:
        return ListOf.KEPT
    if head + step in of_user or head + 2 * step in lists:
        return ListOf.IN_USE
    return ListOf.SOMEWHERE
