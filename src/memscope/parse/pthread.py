"""The C library's thread descriptor: where a thread's stack is, in its own words.

glibc calls it `struct pthread` (nptl/descr.h), musl too (src/internal/pthread_impl.h).
Neither promises the layout, so nothing found here is believed before it was checked
against the kernel: see `Descriptor` and analyze/stacks.py.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct


class Proof(StrEnum):
    """How a descriptor was found, strongest first."""

    KERNEL = "kernel"
    """The kernel says where: it knows the thread's list of robust mutexes, which
    lies inside the descriptor."""
    LIST = "list"
    """On the C library's own list, reached from a descriptor the kernel vouches for."""
    SEARCH = "search"
    """Found by its looks in the target's memory, all of which was searched."""
    GLIMPSE = "glimpse"
    """Found by its looks; there was more memory than we care to search."""


class Descriptor(Struct, frozen=True, gc=False):
    """What one thread descriptor says.

    Attributes:
        address: Where it lies; on x86_64 the value of pthread_self().
        tid: Thread id in our pid namespace; 0: the thread has ended and its stack
            is kept.
        start: Lowest usable address of the stack; 0 for the main thread, whose
            stack is the kernel's.
        end: First address above the stack; 0 for the main thread.
        guard: Bytes of guard directly below `start`.
        proof: How it was found.
        layout: Which layout it has: glibc or musl.
        tested: The layout was seen to be right on this architecture.
        home: End of the mapping that holds stack and thread-local data; 0: not said.
    """

    address: int
    tid: int
    start: int
    end: int
    guard: int
    proof: Proof
    layout: str
    tested: bool = True
    home: int = 0

    @property
    def has_stack(self) -> bool:
        """It speaks of a stack; the main thread's does not."""
        return self.end > self.start


class RawDescriptor(Struct, frozen=True, gc=False):
    """A descriptor as it stands in memory, before anything was checked.

    Attributes:
        address: Where it lies.
        tid: Thread id in the target's own pid namespace, or 0.
        start: Lowest usable address of the stack, 0 without.
        end: First address above it, 0 without.
        guard: Bytes below `start`.
        next: Where the neighbour's descriptor would be. glibc's lists have a head,
            so it may also be none.
        previous: The other neighbour's.
        home: End of the mapping that holds stack and thread-local data; 0: not said.
    """

    address: int
    tid: int
    start: int
    end: int
    guard: int
    home: int
    next: int
    previous: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the fields are, in bytes from the descriptor's beginning.

    Attributes:
        name: glibc or musl.
        selves: Words that hold the descriptor's own address.
        link: The neighbours, two words: next and previous (glibc; they point at the
            neighbour's link), previous and next (musl; at the neighbour itself).
        tid: A 32-bit integer.
        block: Three words; glibc: stack block, its size, its guard; musl: mapping,
            its size, top of the stack, stack size, guard.
        robust: The list head that the kernel is told of; None: it is not told.
        size: Bytes to read to have all of it.
        alignment: Of the descriptor's address.
        tested: Seen to be right on this architecture.
    """

    name: str
    selves: tuple[int, ...]
    link: int
    tid: int
    block: int
    robust: int | None
    size: int
    alignment: int
    tested: bool

    def parse(self, data: bytes, address: int) -> RawDescriptor | None:
        """Read a descriptor that may lie at `address`; None: certainly none does."""
        if len(data) < self.size:
            return None
        for at in self.selves:
            if _WORD.unpack_from(data, at)[0] != address:
                return None
        after, before = self.neighbours(data, self.link)
        bounds = self._bounds(data)
        if bounds is None:
            return None
        tid = _INT.unpack_from(data, self.tid)[0]
        return RawDescriptor(address, max(tid, 0), *bounds, after, before)

    def neighbours(self, data: bytes, at: int) -> tuple[int, int]:
        """Return the descriptors after and before, from a link or a list head.

        Args:
            data: Memory that holds the two words.
            at: Where they are in it.
        """
        one, other = _TWO_WORDS.unpack_from(data, at)
        if self.name == "musl":
            return other, one
        return one - self.link, other - self.link

    def _bounds(self, data: bytes) -> tuple[int, int, int, int] | None:
        """Return start, end, guard of the stack and its home; None: nonsense."""
        if self.name == "musl":
            base, length, top, size, guard = _FIVE_WORDS.unpack_from(data, self.block)
            if not top and not size:
                return _NO_STACK
            start, home = top - size, base + length
            # Without a guard the stack may be the user's own, outside the mapping.
            inside = not guard or base <= start - guard < top <= home
            sane = 0 < start < top < _TOP and home < _TOP and inside
            return (start, top, guard, home) if sane else None
        block, size, guard = _THREE_WORDS.unpack_from(data, self.block)
        if not block:
            return _NO_STACK  # the main thread; its size field is never set
        sane = block + size < _TOP and guard < size
        return (block + guard, block + size, guard, 0) if sane else None


_NO_STACK = (0, 0, 0, 0)
_TOP = 1 << 63
_WORD = struct.Struct("=Q")
_TWO_WORDS = struct.Struct("=2Q")
_THREE_WORDS = struct.Struct("=3Q")
_FIVE_WORDS = struct.Struct("=5Q")
_INT = struct.Struct("=i")

GLIBC_X86_64 = Layout(
    name="glibc",
    selves=(0x0, 0x10),
    link=0x2C0,
    tid=0x2D0,
    block=0x690,
    robust=0x2E0,
    size=0x6A8,
    alignment=64,
    tested=True,
)
MUSL_X86_64 = Layout(
    name="musl",
    selves=(0x0,),
    link=0x10,
    tid=0x30,
    block=0x48,
    robust=None,
    size=0x70,
    alignment=8,
    tested=True,
)
# There the thread pointer points behind the descriptor, whose header is 0x200 bytes
# shorter and holds no pointer to itself. From the sources, never seen by us.
GLIBC_AARCH64 = Layout(
    name="glibc",
    selves=(),
    link=0xC0,
    tid=0xD0,
    block=0x490,
    robust=0xE0,
    size=0x4A8,
    alignment=16,
    tested=False,
)
MUSL_AARCH64 = Layout(
    name="musl",
    selves=(0x0,),
    link=0x8,
    tid=0x20,
    block=0x38,
    robust=None,
    size=0x60,
    alignment=8,
    tested=False,
)
LAYOUTS: dict[str, tuple[Layout, Layout]] = {
    "x86_64": (GLIBC_X86_64, MUSL_X86_64),
    "aarch64": (GLIBC_AARCH64, MUSL_AARCH64),
}
"""glibc's and musl's, by machine as in uname -m."""


_GRANULE = 0x10000


def self_pointers(data: bytes, address: int) -> Iterator[int]:
    """Yield the addresses of all words that hold their own address.

    Args:
        data: Memory of the target.
        address: Where it begins there; a multiple of 8.
    """
    end = address + len(data)
    for granule in range(address & ~(_GRANULE - 1), end, _GRANULE):
        # Within 64 KiB, such words agree in all but the two lowest bytes.
        needle = (granule >> 16).to_bytes(6, "little")
        low = max(granule - address, 0)
        high = min(granule + _GRANULE, end) - address
        at = data.find(needle, low, high)
        while at >= 0:
            start = at - 2
            if start >= low and start % 8 == 0:
                here = address + start
                if data[start:at] == (here & 0xFFFF).to_bytes(2, "little"):
                    yield here
            at = data.find(needle, at + 1, high)
