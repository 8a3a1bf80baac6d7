"""glibc's settings of malloc as they are at the moment: `struct malloc_par`, `mp_`.

glibc: malloc/malloc.c. Nobody exports the variable. It holds the address at which the
brk area began, so that it can be found among the library's variables; what lies before
that address has kept its order: five settings, since 2.35 three more of huge pages,
four numbers of mappings, two sums.
"""

from struct import Struct as Layout
from struct import pack

from msgspec import Struct

_WORD = 8
_OLD = Layout("=5Q4I2Q")
"""Up to 2.34."""
_NEW = Layout("=5Q2Q4x4I4x2Q")
"""Since 2.35; of huge pages: two words and flags."""
_LEAST, _MOST = 4096, 1 << 40
_MOST_TESTED = 1 << 16


class MallocSettings(Struct, frozen=True, gc=False):
    """What malloc goes by.

    Attributes:
        mmap_threshold: Bytes from which a block is a mapping of its own.
        trim_threshold: Bytes of free memory on top from which it is given back.
        is_fixed: Somebody has set one of them, so that they do not change.
        mappings: Blocks that are mappings of their own, now.
    """

    mmap_threshold: int
    trim_threshold: int
    is_fixed: bool
    mappings: int


class _ParamWords(Struct, frozen=True, gc=False):
    """The words of the record, in order; those of huge pages left out."""

    trim: int
    room: int
    mmap: int
    tested: int
    arenas: int
    count: int
    allowed: int
    most: int
    fixed: int
    mapped: int
    most_mapped: int

    @property
    def is_sound(self) -> bool:
        """The numbers go together."""
        return (
            _LEAST <= self.mmap <= _MOST
            and self.trim >= _LEAST
            and 0 < self.tested <= _MOST_TESTED
            and self.count <= self.most
            and self.allowed > 0
            and self.fixed in (0, 1)
            and self.mapped <= self.most_mapped
        )


def settings_among(data: bytes, brk_start: int) -> MallocSettings | None:
    """Return malloc's settings; None: they are not there, or of an unknown layout.

    Args:
        data: Variables of the C library, from a multiple of a word on.
        brk_start: Where the brk area began.
    """
    needle = pack("=Q", brk_start)
    at = data.find(needle)
    while at >= 0:
        found = _settings(data, at) if at % _WORD == 0 else None
        if found is not None:
            return found
        at = data.find(needle, at + 1)
    return None


def _settings(data: bytes, at: int) -> MallocSettings | None:
    """Return what lies before the address of the brk area, if that is of one layout."""
    found = [one for one in (_old(data, at), _new(data, at)) if one and one.is_sound]
    if len(found) != 1:
        return None
    (one,) = found
    return MallocSettings(one.mmap, one.trim, bool(one.fixed), one.count)


def _old(data: bytes, at: int) -> _ParamWords | None:
    start = at - _OLD.size
    return _ParamWords(*_OLD.unpack_from(data, start)) if start >= 0 else None


def _new(data: bytes, at: int) -> _ParamWords | None:
    start = at - _NEW.size
    if start < 0:
        return None
    words = _NEW.unpack_from(data, start)
    return _ParamWords(*words[:5], *words[7:])
