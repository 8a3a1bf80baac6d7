"""One row of the kernel's memory map."""

from msgspec import Struct


class Vma(Struct, frozen=True, gc=False):
    """A virtual memory area: what one line of /proc/PID/maps says.

    Attributes:
        start: First address.
        end: First address after it.
        perms: Four characters such as `r-xp`; the last is `p` or `s`.
        offset: Position of `start` in the backing file, in bytes.
        device: `major:minor` of the backing file in hex, as the kernel prints it.
        inode: Inode of the backing file; 0 when anonymous.
        path: Path or kernel label such as `[heap]`; "" when anonymous.
    """

    start: int
    end: int
    perms: str
    offset: int
    device: str
    inode: int
    path: str

    @property
    def size(self) -> int:
        """Length in bytes of address space, which says nothing about RAM."""
        return self.end - self.start

    def __contains__(self, address: int) -> bool:
        return self.start <= address < self.end
