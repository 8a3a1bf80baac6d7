"""CPython's table of arenas: where the memory of its small objects lies.

CPython: Objects/obmalloc.c, `struct arena_object`, the same since 2.5. A variable of
the interpreter leads to the table, and the number of its entries, a power of two, is
one or two words away: compilers order variables as they like. Nobody exports them; the
table is where both fit together. A pool's header has the number of its arena's entry,
so that each proves the other.
"""

from collections.abc import Iterator
from struct import Struct as Layout

from msgspec import Struct

ENTRY = 48
"""Bytes of one arena's entry."""
_ENTRY = Layout("=2Q2I3Q")
_FEWEST, _MOST = 16, 1 << 16
_COUNTS = frozenset(
    1 << bit for bit in range(_FEWEST.bit_length() - 1, _MOST.bit_length())
)
_PAGE = 0x1000
_POOLS = (64, 63)
"""Pools of an arena; one less where it does not begin at a multiple of a pool."""
_ALIGNMENT = 16
_TOP = 1 << 47
REACH = 16
"""Bytes that the pointer is away from the number, at most."""
BEGIN = _FEWEST * ENTRY
"""Bytes from which most memory can be told from a table."""


class TableVariable(Struct, frozen=True, gc=False):
    """What may lead to the table.

    Attributes:
        pointer_at: Where the pointer is.
        count_at: Where the number of entries is.
        table: The pointer.
        count: The number.
    """

    pointer_at: int
    count_at: int
    table: int
    count: int

    @property
    def size(self) -> int:
        """Bytes of the table."""
        return self.count * ENTRY


class PythonArena(Struct, frozen=True, gc=False):
    """What an entry says of an arena.

    Attributes:
        number: Of the entry.
        address: Where the arena begins.
    """

    number: int
    address: int


def variables_in(data: bytes, address: int) -> Iterator[TableVariable]:
    """Yield what may lead to the table.

    Args:
        data: Variables of the interpreter.
        address: Where they begin; a multiple of a word.
    """
    words = memoryview(data[: len(data) // 8 * 8]).cast("Q")
    counts = [at for at, word in enumerate(words) if word in _COUNTS]
    for at in counts:
        for beside in (at + 1, at - 1, at + 2, at - 2):
            if 0 <= beside < len(words) and may_lead(words[beside], words[at]):
                places = address + 8 * beside, address + 8 * at
                yield TableVariable(*places, words[beside], words[at])


def may_lead(table: int, count: int) -> bool:
    """Tell whether a pointer and a number may be those of a table."""
    return 0 < table < _TOP and not table % _ALIGNMENT and count in _COUNTS


def parse_arenas(data: bytes) -> list[PythonArena] | None:
    """Return the arenas of a table, or of its begin; None: that is no table."""
    found = []
    size = len(data) - len(data) % ENTRY
    for number, entry in enumerate(_ENTRY.iter_unpack(data[:size])):
        address, next_pool, free, pools, _, _, _ = entry
        if not address:
            continue
        is_one = (
            address < _TOP
            and not (address | next_pool) % _PAGE
            and pools in _POOLS
            and free <= pools
            and address < next_pool
        )
        if not is_one:
            return None
        found.append(PythonArena(number, address))
    return found
