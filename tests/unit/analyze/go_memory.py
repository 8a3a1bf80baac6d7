"""A Go program's memory, written word by word as its runtime would."""

import struct
from collections.abc import Iterator, Sequence

from memscope.model.region import Vma
from memscope.parse import go_runtime
from tests.unit.analyze.mapping import mapped

HEAP = 0xC000000000
USED = 0x800000
OFFSET = 1 << 47
VARIABLES = (0x500000, 0x520000)
RECORD = VARIABLES[0] + 0x100
"""The page allocator's record."""
NEWEST = VARIABLES[0] + 0x40
"""The variable that leads to the chunks that are kept."""
TABLES = 0x7F0000000000
SUMMARIES = tuple(
    TABLES + size
    for size in (0x40000000, 0x38000000, 0x30000000, 0x28000000, 0x4000000)
)
CAPACITIES = tuple(1 << 14 + 3 * level for level in range(5))
INDEX = TABLES
KEPT = TABLES + 0x41000000
"""Two chunks in a row; the upper one is the older."""
ARENA_RECORD = TABLES + 0x42000000
BITMAP = TABLES + 0x43000000
SPAN = KEPT + 0x100


class Memory(dict[int, int]):
    """Words by address; all others are zero."""

    def read(self, addresses: Sequence[int], size: int) -> list[bytes | None]:
        """Return `size` bytes from each address."""
        return [
            b"".join(
                struct.pack("<Q", self.get(at, 0)) for at in range(one, one + size, 8)
            )
            for one in addresses
        ]

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Yield the pages that hold something, as far as they are asked for."""
        pages = {at & ~0xFFF for at in self if start <= at < end}
        for page in sorted(pages):
            low, high = max(page, start), min(page + 0x1000, end)
            (data,) = self.read([low], high - low)
            assert data is not None
            yield low, data


def go_map(*more: str) -> list[Vma]:
    """Return the map of the program, with other lines of it."""
    low, high = VARIABLES
    lines = [
        f"{low:x}-{high:x} rw-p",
        f"{HEAP:x}-{HEAP + USED:x} rw-p",
        f"{HEAP + USED:x}-{HEAP + go_runtime.ARENA:x} ---p",
        f"{TABLES:x}-{TABLES + 0x2000000:x} rw-p",
        f"{TABLES + 0x4000000:x}-{TABLES + 0x40000000:x} ---p",
        f"{TABLES + 0x40000000:x}-{TABLES + 0x40020000:x} rw-p",
        f"{KEPT:x}-{KEPT + 0x80000:x} rw-p",
        f"{ARENA_RECORD:x}-{ARENA_RECORD + 0x12000:x} rw-p",
        f"{BITMAP:x}-{BITMAP + 0x100000:x} rw-p",
        *more,
    ]
    return sorted(mapped(*lines), key=lambda vma: vma.start)


def go_memory() -> Memory:
    """Return what the runtime has written."""
    memory = Memory()
    for level, (start, room) in enumerate(zip(SUMMARIES, CAPACITIES, strict=True)):
        at = RECORD + 24 * level
        memory |= {at: start, at + 8: room // 2, at + 16: room}
    tail = RECORD + go_runtime.TAIL
    first = (HEAP + OFFSET) // go_runtime.CHUNK
    words = (HEAP, first, first + USED // go_runtime.CHUNK, KEPT + 0x40008, 1, 16, USED)
    memory |= {tail + 8 * at: word for at, word in enumerate(words)}
    memory |= {KEPT + 0x40008: HEAP, KEPT + 0x40010: HEAP + USED}
    memory |= {NEWEST: KEPT, KEPT: KEPT + 0x40000, KEPT + 0x40000: 0}
    memory[tail + 0x100] = INDEX
    memory[INDEX + (HEAP + OFFSET) // go_runtime.ARENA * 8] = ARENA_RECORD
    place = (HEAP + OFFSET) // go_runtime.CHUNK // (1 << 13)
    memory[RECORD + go_runtime.BITMAPS + 8 * place] = BITMAP
    memory |= {ARENA_RECORD + 16: SPAN, SPAN + 24: HEAP + 0x4000, SPAN + 32: 1}
    memory[ARENA_RECORD + go_runtime.SPANS_SIZE + 0xC08] = USED
    return memory
