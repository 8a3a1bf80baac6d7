"""Memory of mimalloc, by the cookies of its segments.

mimalloc: include/mimalloc/types.h. A segment begins at a multiple of 32 MiB. Its header
has a cookie: its own address XOR one random number, the same in all of a process. Where
in the header it lies differs between versions (at 216 in 2.0).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from struct import Struct as Layout

from memscope.analyze.anonymous.allocators import MIMALLOC
from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import RUNTIME_MARK, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""

SEGMENT = 32 << 20
_HEADER = Layout("=64Q")
_FIRST = 8
"""Words of a header that hold no cookie in any version."""
_MOST = 4096
_RANDOM = 1 << 48
"""A number below is an address or a count, no random one."""
_MARK = with_detail(RUNTIME_MARK, "cookies of mimalloc's segments")


def mimalloc_spans(vmas: Sequence[Vma], read: Read) -> list[Span]:
    """Return the segments whose cookies agree; of a single one nothing is known.

    Args:
        vmas: The whole map, in order.
        read: How memory is read; absent pages are never touched.
    """
    bases = [(base, vma) for vma in vmas for base in _bases(vma)][:_MOST]
    data = read([base for base, _ in bases], _HEADER.size)
    headers = {
        base: _HEADER.unpack(one)
        for (base, _), one in zip(bases, data, strict=True)
        if one is not None
    }
    place, cookie = _cookie(headers)
    return [
        Span(
            base,
            min(base + SEGMENT, vma.end),
            Kind.ANON,
            label=labels.MEMORY_OF.format(name=MIMALLOC),
            evidence=(_MARK,),
            confidence=Confidence.LIKELY,
        )
        for base, vma in bases
        if cookie and base in headers and headers[base][place] ^ base == cookie
    ]


def _bases(vma: Vma) -> Iterator[int]:
    if vma.perms == "rw-p" and vma.is_nameless:
        yield from range(-(-vma.start // SEGMENT) * SEGMENT, vma.end, SEGMENT)


def _cookie(headers: dict[int, tuple[int, ...]]) -> tuple[int, int]:
    """Return which word is the cookie, and the random number in it; 0: unknown."""
    best = (1, _FIRST, 0)
    for place in range(_FIRST, 64):
        counts = Counter(words[place] ^ base for base, words in headers.items())
        for number, count in counts.most_common(1):
            if number >= _RANDOM and count > best[0]:
                best = count, place, number
    return best[1], best[2]
