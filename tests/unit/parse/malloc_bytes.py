"""A heap of glibc's, byte by byte: blocks, an arena's record, a thread's cache."""

from collections.abc import Sequence
from struct import pack

from memscope.parse.glibc_arena import FORMS, ArenaForm
from memscope.parse.glibc_chunks import NON_MAIN_ARENA, PREV_INUSE

BASE = 0x5555_5000_0000
OLD, NEW = FORMS[8]
LIVE, FREE = "live", "free"
Block = tuple[int, str]


def blocks(*wanted: Block, top: int | None = 0x1000, flags: int = 0) -> bytes:
    """Return blocks one after the other, and a top block of so many bytes.

    Args:
        wanted: Bytes and state of each.
        top: Bytes of the top block; None: fenceposts instead, as a heap has them.
        flags: NON_MAIN_ARENA for what is in use in a thread's arena.
    """
    data, before = b"", (0, LIVE)
    for size, state in wanted:
        own = flags if state == LIVE else 0
        data += _header(before, size | own) + bytes(size - 16)
        before = size, state
    if top is None:
        return data + _header(before, 16) + pack("=2Q", 16, PREV_INUSE)
    return data + _header(before, top) + bytes(top - 16)


def _header(before: Block, size: int) -> bytes:
    was, state = before
    return pack("=2Q", was if state == FREE else 0, size | (state == LIVE))


def offsets(*wanted: Block) -> list[int]:
    """Return where blocks begin, and where what follows them does."""
    found = [0]
    for size, _ in wanted:
        found.append(found[-1] + size)
    return found


def record(
    address: int,
    top: int,
    system: int,
    *,
    form: ArenaForm = OLD,
    after: int | None = None,
    fast: Sequence[int] = (),
    first: int = 0,
) -> bytes:
    """Return an arena's record.

    Args:
        address: Where it lies.
        top: Address of the top block.
        system: Bytes from the kernel.
        form: Its layout.
        after: The next arena's record; None: itself.
        fast: Heads of the fast lists.
        first: The only block of the second list; 0: all lists are empty.
    """
    heads = []
    for number in range(127):
        itself = address + form.lists + 16 * number - 16
        heads += [first, first] if first and number == 1 else [itself, itself]
    front = bytearray(form.top)
    for number, head in enumerate(fast):
        front[form.fast + 8 * number : form.fast + 8 * number + 8] = pack("=Q", head)
    tail = pack("=5Q", address if after is None else after, 0, 1, system, system)
    return bytes(front) + pack(f"={256}Q", top, 0, *heads) + bytes(16) + tail


def chain(address: int, size: int, after: int, *, mixed: bool, before: int) -> bytes:
    """Return a block of a cache or a fast list.

    Args:
        address: Where it begins.
        size: Its bytes.
        after: The next block; 0: none.
        mixed: The link is mixed with its own address.
        before: Bytes from a block to what a link points at.
    """
    link = after + before if after else 0
    if mixed:
        link ^= (address + 16) >> 12
    return pack("=3Q", 0, size | PREV_INUSE, link) + bytes(size - 24)


THREADS = NON_MAIN_ARENA
