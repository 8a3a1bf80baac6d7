"""Memory of musl's malloc (mallocng), by its own records.

musl: src/malloc/mallocng/meta.h. Each mapping begins with a group, whose first word
points at its record, `struct meta`. The third word of that points back, its last one
has the pages of the mapping; and the page that the record lies on begins with a secret,
the same for all of a process.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from struct import Struct as Layout

from memscope.analyze.anonymous.allocators import MUSL
from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import RUNTIME_MARK, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""
Present = Callable[[int, int], Iterable[tuple[int, int]]]
"""Returns what is in RAM of [first, second), in order."""

_META = Layout("=5Q")
"""Two links, the group, two masks in one word, and the bits with the length."""
_LENGTH_SHIFT = 12
_PAGE = 0x1000
_MOST, _STRAYS = 4096, 1024
"""Groups to look at, and pages to which no group leads."""
_MARK = with_detail(RUNTIME_MARK, "group of musl's malloc and its record")


def musl_spans(vmas: Sequence[Vma], read: Read, present: Present) -> list[Span]:
    """Return what groups and their records agree upon, in order of address.

    Args:
        vmas: The whole map, in order.
        read: How memory is read; absent pages are never touched.
        present: Which pages are in RAM.
    """
    found = list(_groups(vmas, read, present))
    secrets = [secret for _, _, secret in found]
    ours = max(secrets, key=secrets.count, default=0)
    return [
        Span(
            start,
            end,
            Kind.ANON,
            label=labels.MEMORY_OF.format(name=MUSL),
            evidence=(_MARK,),
            confidence=Confidence.LIKELY,
        )
        for start, end, secret in found
        if secret == ours != 0
    ]


def _groups(
    vmas: Sequence[Vma], read: Read, present: Present
) -> Iterator[tuple[int, int, int]]:
    """Yield start and end of each group that has a mapping, and the secret.

    The kernel merges such mappings with others, so that strangers may lie between.
    """
    most, strays = _MOST, _STRAYS
    for vma in vmas:
        if vma.perms != "rw-p" or not vma.is_nameless:
            continue
        at = vma.start
        for low, high in present(vma.start, vma.end):
            at = max(at, low)
            while at < high and most > 0 and strays > 0:
                group = _group_at(at, vma.end, read)
                if group is None:
                    at, strays = at + _PAGE, strays - 1
                else:
                    yield group
                    at, most = group[1], most - 1


def _group_at(at: int, end: int, read: Read) -> tuple[int, int, int] | None:
    meta = int.from_bytes(read([at], 8)[0] or b"", "little")
    if not meta or meta % 8 or meta >> 47:
        return None
    record, area = read([meta], _META.size)[0], read([meta - meta % _PAGE], 8)[0]
    if record is None or area is None:
        return None
    _, _, memory, _, bits = _META.unpack(record)
    size = (bits >> _LENGTH_SHIFT) * _PAGE
    if memory != at or not 0 < size <= end - at:
        return None
    return at, at + size, int.from_bytes(area, "little")
