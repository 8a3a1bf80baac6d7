"""The addresses that a program has left: all of them, and the largest piece.

A mapping needs one piece. A 32-bit program may have a gigabyte left and no room for
100 MiB; a 64-bit one hardly ever runs out.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region

_FIRST = 1 << 16
"""Below it nothing is mapped, unless the machine is set otherwise (mmap_min_addr)."""
_STACK_GAP = 256 * 4096
"""The kernel keeps so much free below the main stack (stack_guard_gap)."""
_GIB = 1 << 30
_ENDS_32 = {
    ("i386", "x86_64"): 4 * _GIB - 0x2000,  # IA32_PAGE_OFFSET
    ("x32", "x86_64"): 4 * _GIB - 0x2000,
    ("i386", ""): 3 * _GIB,
    ("arm", "aarch64"): 4 * _GIB - 0x10000,  # below the page of vectors
    ("arm", ""): 3 * _GIB - (16 << 20),
}
"""By ABI and machine; "" is a 32-bit kernel, with its usual split."""
_WIDTHS_ARM = (39, 42, 48)
"""Bits of addresses that kernels of aarch64 are built for; more are for who asks."""


class Holes(Struct, frozen=True, gc=False):
    """The addresses that a mapping could have.

    Attributes:
        count: How many pieces.
        size: Bytes of all together.
        start: First address of the largest piece.
        end: First address after it.
    """

    count: int
    size: int
    start: int
    end: int

    @property
    def largest(self) -> int:
        """Bytes of the largest piece."""
        return self.end - self.start


def holes_of(process: Process, machine: str) -> Holes | None:
    """Return what is free; None where it is not known up to where that goes.

    Args:
        process: With regions in order of address.
        machine: As uname calls it.
    """
    end = _end(process, machine)
    if end is None or not process.regions:
        return None
    pieces = list(_pieces(process.regions, end))
    if not pieces:
        return Holes(0, 0, end, end)
    start, stop = max(pieces, key=lambda one: one[1] - one[0])
    return Holes(len(pieces), sum(high - low for low, high in pieces), start, stop)


def _end(process: Process, machine: str) -> int | None:
    """Return the first address that mmap never gives to whoever names none."""
    abi = process.abi
    if abi == "x86_64":
        return (1 << 47) - 4096  # DEFAULT_MAP_WINDOW, with five levels of tables, too
    if abi == "aarch64":
        top = max((one.end for one in process.regions), default=0)
        return next((1 << bits for bits in _WIDTHS_ARM if top <= 1 << bits), None)
    is_64_bit = machine in ("x86_64", "aarch64")
    return _ENDS_32.get((abi or "", machine if is_64_bit else ""))


def _pieces(regions: Sequence[Region], end: int) -> Iterator[tuple[int, int]]:
    at = _FIRST
    for region in regions:
        kept = _STACK_GAP if region.kind is Kind.STACK else 0
        high = min(region.start - kept, end)
        if high > at:
            yield at, high
        at = max(at, region.end)
    if at < end:
        yield at, end
