"""What is read of a program's memory, and how it is laid out there, by ABI.

All that depends on the size of a word, or on what a C library does with it, is named
here once. Of an ABI that is not here nothing is read but what the kernel says.
"""

from msgspec import Struct

from memscope.model.abi import Abi
from memscope.parse import glibc_malloc, pthread, sigframe
from memscope.parse.glibc_malloc import MallocForm
from memscope.parse.pthread import Layout
from memscope.parse.sigframe import FrameForm


class Records(Struct, frozen=True, gc=False):
    """How the records of one ABI are laid out; None: they are not read.

    Attributes:
        malloc: glibc's malloc.
        thread: glibc's thread descriptor, where thread-local data lies below it.
        thread_size: Bytes of that descriptor, about.
        signal: What the kernel pushes when it calls a signal handler.
        has_runtimes: What JVM, CPython, V8 and other allocators write was seen with
            this size of a word.
    """

    malloc: MallocForm | None = None
    thread: Layout | None = None
    thread_size: int = 0
    signal: FrameForm | None = None
    has_runtimes: bool = False


RECORDS = {
    "x86_64": Records(
        malloc=glibc_malloc.FORM_64,
        thread=pthread.GLIBC_X86_64,
        thread_size=0x900,
        signal=sigframe.X86_64,
        has_runtimes=True,
    ),
    "i386": Records(
        malloc=glibc_malloc.FORM_32,
        thread=pthread.GLIBC_I386,
        thread_size=0x480,
        signal=sigframe.I386,
    ),
}
OTHER_64_BIT = Records(malloc=glibc_malloc.FORM_64, has_runtimes=True)
"""Of other machines with words of eight bytes: what is the same on all of them."""
NOT_READ = Records()


def records_of(abi: Abi | None, machine: str) -> Records:
    """Return how a program's records are laid out.

    Args:
        abi: Of the program; None: unknown, and probably the machine's.
        machine: As in uname -m.
    """
    other = NOT_READ if abi is not None and abi.word == 4 else OTHER_64_BIT
    return RECORDS.get(abi.name if abi is not None else machine, other)
