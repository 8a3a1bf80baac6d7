"""The loader's table of a thread's variables: where those of each module lie (the dtv).

glibc: sysdeps/generic/dl-dtv.h. The second word at the thread pointer leads to it. Its
entry -1 has the number of modules that there is room for, entry 0 a generation, and
from 1 on each module has an entry: where its block lies, and what to free with it.
Blocks of modules that were loaded at the start lie directly below the thread pointer
and are never freed; those of others are malloc's.
"""

from collections.abc import Iterable
from struct import Struct as Layout

from msgspec import Struct

_MOST = 4096
"""Modules with variables of threads, at most."""
_IS_STATIC = 1


class DtvForm(Struct, frozen=True, gc=False):
    """How the table is laid out.

    Attributes:
        word: Bytes of a pointer.
        entry: Two words.
    """

    word: int
    entry: Layout


FORMS = {8: DtvForm(8, Layout("=2Q")), 4: DtvForm(4, Layout("=2I"))}
"""By bytes of a pointer."""


def table_bounds(dtv: int, first: bytes, form: DtvForm) -> tuple[int, int] | None:
    """Return where the modules' entries lie, and their bytes; None: that is no table.

    Args:
        dtv: Where entry 0 lies.
        first: Entry -1, the one before it.
        form: How it is laid out.
    """
    if len(first) < form.entry.size:
        return None
    count = int.from_bytes(first[: form.word], "little")
    if not 0 < count <= _MOST:
        return None
    return dtv + form.entry.size, count * form.entry.size


def static_blocks(entries: bytes, low: int, high: int, form: DtvForm) -> list[int]:
    """Return where blocks begin that the loader made together with the thread.

    Args:
        entries: Those of modules.
        low: They lie at or above.
        high: And below.
        form: How they are laid out.
    """
    size = len(entries) - len(entries) % form.entry.size
    rows = list(form.entry.iter_unpack(entries[:size]))
    # Until glibc 2.24 the second word said whether the block is static.
    mark = _IS_STATIC if any(row[1] == _IS_STATIC for row in rows) else 0
    return [at for at, second in rows if second == mark and low <= at < high]


def lowest_of(blocks: Iterable[int], pointer: int, most: int) -> int | None:
    """Return where the lowest block begins; None: that is not known.

    Args:
        blocks: Where blocks begin.
        pointer: The thread pointer, where they end.
        most: Bytes that the modules' files want together.
    """
    lowest = min(blocks, default=None)
    return lowest if lowest is not None and pointer - lowest <= most else None
