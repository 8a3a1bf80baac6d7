"""The C library's thread descriptor: where a thread's stack is, in its own words.

glibc calls it `struct pthread` (nptl/descr.h), musl too (src/internal/pthread_impl.h).
Neither promises the layout, so nothing found here is believed before it was checked
against the kernel: see `Descriptor` and analyze/stacks/find.py.
"""

import re
import struct
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from typing import ClassVar

from msgspec import Struct

from memscope.model.word import Word


class DescriptorProof(Word):
    """How a descriptor was found, strongest first."""

    KERNEL = "kernel"
    """The kernel says where: it knows the thread's list of robust mutexes, which
    lies inside the descriptor."""
    LIST = "list"
    """On the C library's own list, reached from a descriptor the kernel vouches for."""
    ONLY = "only"
    """Found by its looks, on the only such ring in all of memory, in a process that
    runs this C library and so must have one."""
    SEARCH = "search"
    """Found by its looks in the target's memory, all of which was searched."""
    GLIMPSE = "glimpse"
    """Found by its looks; there was more memory than we care to search."""
    TORN = "torn"
    """Found by its looks, apart from the ring of the others: while threads come and
    go a ring is torn as it is read, and what is made up hangs on none."""


class ListOf(Word):
    """On which of the C library's lists a descriptor stands."""

    NOWHERE = "nowhere"
    """No neighbour points back at it, or none of this library's lists was walked."""
    SOMEWHERE = "somewhere"
    IN_USE = "in-use"
    """With the threads that run, and with those that ended and were not joined."""
    KEPT = "kept"
    """With the stacks that the next threads may have."""


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
        listed: On which list it stands.
        head: Where that list's head lies; 0: it is on none.
    """

    address: int
    tid: int
    start: int
    end: int
    guard: int
    proof: DescriptorProof
    layout: str
    tested: bool = True
    home: int = 0
    listed: ListOf = ListOf.NOWHERE
    head: int = 0

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


class Layout(Struct, frozen=True, gc=False):
    """Where the fields are; each C library says what they mean.

    Attributes:
        name: glibc or musl.
        has_heads: Its lists begin and end at a head, which is no descriptor.
        library: What the file that has the C library in it is called.
        form: The words we read, in order: the descriptor's own address (`selves`
            times); the two links; the TID; what bounds the stack.
        selves: How often the descriptor holds its own address.
        link: Bytes from the beginning to the links.
        robust: Bytes to the list head that the kernel is told of; None: it is not, or
            does not tell us.
        alignment: Of the descriptor's address.
        tested: Seen to be right on this architecture.
        word: Bytes of a pointer.
    """

    name: ClassVar[str]
    has_heads: ClassVar[bool]
    library: ClassVar[re.Pattern[str]]
    form: struct.Struct
    selves: int
    link: int
    robust: int | None
    alignment: int
    tested: bool
    word: int = 8

    @property
    def size(self) -> int:
        """Bytes to read to have all of it."""
        return self.form.size

    @property
    def link_size(self) -> int:
        """Bytes of the two links, and of a list's head."""
        return 2 * self.word

    def parse_each(
        self, data: bytes, addresses: Iterable[int]
    ) -> Iterator[RawDescriptor | None]:
        """Read what may be descriptors; None: certainly none is there.

        Args:
            data: `size` bytes for each address, one after the other.
            addresses: Where they were read.
        """
        for words, address in zip(self.form.iter_unpack(data), addresses, strict=True):
            yield self._descriptor(words, address)

    def parse(self, data: bytes, address: int) -> RawDescriptor | None:
        """Read what may be a descriptor; None: certainly none is there."""
        if len(data) < self.size:
            return None
        return self._descriptor(self.form.unpack_from(data), address)

    @abstractmethod
    def _descriptor(self, words: tuple[int, ...], address: int) -> RawDescriptor | None:
        """Say what the words mean."""

    @abstractmethod
    def neighbours(self, data: bytes, at: int) -> tuple[int, int]:
        """Return the descriptors after and before, from a link or a list head.

        Args:
            data: Memory that holds the two words.
            at: Where they are in it.
        """


class Glibc(Layout, frozen=True, gc=False):
    """Links are next and previous, and point at the neighbour's link.

    The stack is said as a block, its size, and its guard.
    """

    name = "glibc"
    has_heads = True
    library = re.compile(r".*/libc(?:-2\.\d+)?\.so(?:\.6)?")

    def _descriptor(self, words: tuple[int, ...], address: int) -> RawDescriptor | None:
        if self.selves and (words[0] != address or words[1] != address):
            return None
        after, before, tid, base, size, guard = words[self.selves :]
        links = after - self.link, before - self.link
        if not base:  # the main thread; the size is never set
            return _without_stack(address, tid, links)
        return _with_stack(address, tid, (base + guard, base + size), guard, 0, links)

    def neighbours(self, data: bytes, at: int) -> tuple[int, int]:
        """Return the descriptors after and before, from a link or a list head."""
        after, before = _LINKS[self.word].unpack_from(data, at)
        return after - self.link, before - self.link


class Musl(Layout, frozen=True, gc=False):
    """Links are previous and next, and point at the neighbour.

    The stack is said as a mapping, its size, the stack's top, its size, and its guard.
    """

    name = "musl"
    has_heads = False
    library = re.compile(r".*musl.*")

    def _descriptor(self, words: tuple[int, ...], address: int) -> RawDescriptor | None:
        own, before, after, tid, base, length, top, size, guard = words
        if own != address:
            return None
        if not top and not size:
            return _without_stack(address, tid, (after, before))
        start, home = top - size, base + length
        # Without a guard the stack may be the user's own, outside the mapping.
        if guard and not base <= start - guard < top <= home:
            return None
        return _with_stack(address, tid, (start, top), guard, home, (after, before))

    def neighbours(self, data: bytes, at: int) -> tuple[int, int]:
        """Return the descriptors after and before, from a link or a list head."""
        before, after = _LINKS[self.word].unpack_from(data, at)
        return after, before


def _without_stack(address: int, tid: int, links: tuple[int, int]) -> RawDescriptor:
    return RawDescriptor(address, max(tid, 0), 0, 0, 0, 0, *links)


def _with_stack(
    address: int,
    tid: int,
    stack: tuple[int, int],
    guard: int,
    home: int,
    links: tuple[int, int],
) -> RawDescriptor | None:
    """Return a descriptor, if its stack can be one."""
    start, top = stack
    if not 0 < start < top < _TOP or home > _TOP:
        return None
    return RawDescriptor(address, max(tid, 0), start, top, guard, home, *links)


_TOP = 1 << 63
_LINKS = {8: struct.Struct("=2Q"), 4: struct.Struct("=2I")}

GLIBC_X86_64 = Glibc(
    # 0, 0x10: own address; 0x2c0: links; 0x2d0: TID; 0x690: block.
    form=struct.Struct("=Q8xQ680x2Qi956x3Q"),
    selves=2,
    link=0x2C0,
    robust=0x2E0,
    alignment=64,
    tested=True,
)
MUSL_X86_64 = Musl(
    # 0: own address; 0x10: links; 0x30: TID; 0x48: mapping.
    form=struct.Struct("=Q8x2Q16xi20x5Q"),
    selves=1,
    link=0x10,
    robust=None,
    alignment=8,
    tested=True,
)
# There the thread pointer points behind the descriptor, whose header is 0x200 bytes
# shorter and holds no pointer to itself. From the sources, never seen by us.
GLIBC_AARCH64 = Glibc(
    # 0xc0: links; 0xd0: TID; 0x490: block.
    form=struct.Struct("=192x2Qi956x3Q"),
    selves=0,
    link=0xC0,
    robust=0xE0,
    alignment=16,
    tested=False,
)
MUSL_AARCH64 = Musl(
    # 0: own address; 8: links; 0x20: TID; 0x38: mapping.
    form=struct.Struct("=Q2Q8xi20x5Q"),
    selves=1,
    link=0x8,
    robust=None,
    alignment=8,
    tested=False,
)
# The kernel keeps another list of robust mutexes of 32-bit threads, and tells 32-bit
# callers alone.
GLIBC_I386 = Glibc(
    # 0, 8: own address; 0x60: links; 0x68: TID; 0x260: block.
    form=struct.Struct("=I4xI84x2Ii500x3I"),
    selves=2,
    link=0x60,
    robust=None,
    alignment=16,
    tested=True,
    word=4,
)
# From the sources, never seen by us.
MUSL_I386 = Musl(
    # 0: own address; 8: links; 0x18: TID; 0x2c: mapping.
    form=struct.Struct("=I4x2I8xi16x5I"),
    selves=1,
    link=0x8,
    robust=None,
    alignment=4,
    tested=False,
    word=4,
)
LAYOUTS: dict[str, tuple[Layout, Layout]] = {
    "x86_64": (GLIBC_X86_64, MUSL_X86_64),
    "i386": (GLIBC_I386, MUSL_I386),
    "aarch64": (GLIBC_AARCH64, MUSL_AARCH64),
}
"""glibc's and musl's, by ABI; of the 64-bit ones also the machine, as in uname -m."""


_GRANULE = 0x10000


def self_pointers(data: bytes, address: int, word: int = 8) -> Iterator[int]:
    """Yield the addresses of all words that hold their own address.

    Args:
        data: Memory of the target.
        address: Where it begins there; a multiple of a word.
        word: Bytes of a pointer.
    """
    end = address + len(data)
    for granule in range(address & ~(_GRANULE - 1), end, _GRANULE):
        # Within 64 KiB, such words agree in all but the two lowest bytes. The zeros
        # at the top are left out of the search: memory is full of them.
        needle = (granule >> 16).to_bytes(word - 2, "little").rstrip(b"\0") or b"\0"
        low = max(granule - address, 0)
        high = min(granule + _GRANULE, end) - address
        at = data.find(needle, low, high)
        while at >= 0:
            start = at - 2
            if start >= low and start % word == 0:
                here = address + start
                if data[start : start + word] == here.to_bytes(word, "little"):
                    yield here
            at = data.find(needle, at + 1, high)
