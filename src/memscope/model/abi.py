"""ABIs: how a program's words are laid out, whatever the machine that it runs on.

A 64-bit kernel also runs 32-bit programs, and their pointers, records and numbers of
system calls are not those of the machine.
"""

from msgspec import Struct


class Abi(Struct, frozen=True, gc=False):
    """One ABI.

    Attributes:
        name: As in the format.
        word: Bytes of a pointer.
        elf_class: EI_CLASS of its programs: 1 is 32-bit, 2 is 64-bit.
        elf_machine: e_machine of its programs.
    """

    name: str
    word: int
    elf_class: int
    elf_machine: int


X86_64 = Abi("x86_64", 8, 2, 62)
I386 = Abi("i386", 4, 1, 3)
X32 = Abi("x32", 4, 1, 62)
AARCH64 = Abi("aarch64", 8, 2, 183)
ARM = Abi("arm", 4, 1, 40)

ABIS = {one.name: one for one in (X86_64, I386, X32, AARCH64, ARM)}
"""By name; the 64-bit ones have the name that uname -m gives their machine."""


def is_32_bit(name: str | None) -> bool:
    """Tell whether an ABI is known, and has pointers of four bytes."""
    return name in ABIS and ABIS[name].word == 4


def pointer_size(name: str | None) -> int:
    """Return the bytes of a pointer of a program; of an unknown ABI eight."""
    return ABIS[name].word if name in ABIS else 8


def address_digits(name: str | None) -> int:
    """Return how many hex digits addresses of a program are shown with."""
    return 8 if is_32_bit(name) else 12
