"""Small experiments: each does a thing once and says what came of it.

By doing, never by the kernel's version: features are backported, compiled out, and
forbidden in containers.
"""

import ctypes
import errno
import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from memscope.errors import AccessDenied, ProcError
from memscope.i18n import N_
from memscope.parse.maps import parse_maps
from memscope.parse.pagemap import PAGE_IS_GUARD, PAGE_IS_PRESENT, SOFT_DIRTY
from memscope.parse.pthread import LAYOUTS
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.hidden import hides_processes
from memscope.proc.kcmp import KcmpUnavailable, compare_address_spaces
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.ptrace import read_registers, why_refused
from memscope.proc.register_helper import OK
from memscope.proc.remedies import to_read_others, to_see_frames, to_see_hidden
from memscope.proc.scan import scan_pages, scan_ranges

_MADV_GUARD_INSTALL = 102
_PR_SET_VMA = 0x53564D41
_FRAME_BITS = (1 << 55) - 1
_WORD = struct.Struct("=Q")
_NEWER = N_("a newer kernel")
_libc = ctypes.CDLL(None, use_errno=True)
_libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
_libc.prctl.argtypes = [ctypes.c_int, *([ctypes.c_ulong] * 4)]


class Missing(Exception):
    """It does not work here.

    Attributes:
        why: The reason, in a few words.
        remedy: What would allow it; None when nothing would.
    """

    def __init__(self, why: str, remedy: str | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.remedy = remedy


def memory_map(child: ProcDir) -> str:
    """Read the memory map of a process of ours."""
    vmas = parse_maps(child.read("maps"))
    if not vmas:
        raise Missing(N_("the memory map is empty"))
    return ""


def numbers(child: ProcDir) -> str:
    """Read smaps, for shared and private memory."""
    if b"Pss:" not in child.read("smaps"):
        raise Missing(N_("the kernel leaves the numbers out"))
    return ""


def stack_pointer(child: ProcDir) -> str:
    """Read where a sleeping thread's stack pointer is."""
    if not child.read("syscall"):
        raise Missing(N_("the file is empty"))
    return ""


def descriptors(child: ProcDir) -> str:
    """Read memory of a process of ours: the first bytes of its program."""
    vmas = parse_maps(child.read("maps"))
    pages = scan_pages(child, [(vma.start, vma.end) for vma in vmas])
    memory = TargetMemory(child, pages)
    first = next((vma.start for vma in vmas if vma.inode), 0)
    if memory.read(first, 4) != b"\x7fELF":
        raise Missing(N_("its memory cannot be read"), to_read_others())
    machine = os.uname().machine
    # Of what other programs of the machine it is read, too, as uname -m names them.
    read = [machine, *(("i386",) if machine == "x86_64" else ())]
    return ", ".join(one for one in read if one in LAYOUTS)


def page_scan(child: ProcDir) -> str:
    """Scan pages with one call."""
    with _file(child, "pagemap") as fd:
        try:
            scan_ranges(fd, 0, PAGE_SIZE, PAGE_IS_PRESENT, PAGE_IS_PRESENT)
        except OSError as error:
            if error.errno not in (errno.ENOTTY, errno.EINVAL):
                raise
            why = N_("no PAGEMAP_SCAN; the slower pagemap file is read instead")
            raise Missing(why, _NEWER) from None
    return ""


def guard_pages(_child: ProcDir) -> str:
    """Install a guard page in memory of our own and look for it."""
    with _page() as address:
        if _libc.madvise(address, PAGE_SIZE, _MADV_GUARD_INSTALL):
            # Programs here cannot have any either: nothing is missed.
            return N_("this kernel has none, so there are none to miss")
        fd = os.open("/proc/self/pagemap", os.O_RDONLY | os.O_CLOEXEC)
        try:
            end = address + PAGE_SIZE
            found = scan_ranges(fd, address, end, PAGE_IS_GUARD, PAGE_IS_GUARD)
        except OSError:
            raise Missing(N_("the page scan does not know them"), _NEWER) from None
        finally:
            os.close(fd)
    if not found:
        raise Missing(N_("the page scan does not report them"), _NEWER)
    return ""


def soft_dirty(_child: ProcDir) -> str:
    """Write to a page of our own and see whether the kernel remembers."""
    with _page() as address:
        fd = os.open("/proc/self/clear_refs", os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(fd, b"4")
        finally:
            os.close(fd)
        before = _page_word(address)
        ctypes.memset(address, 1, 1)
        after = _page_word(address)
    # Kernels without it accept the request and do nothing.
    if before & SOFT_DIRTY or not after & SOFT_DIRTY:
        raise Missing(N_("this kernel does not track writes"))
    return ""


def frames(_child: ProcDir) -> str:
    """Ask for the physical frame of a page of our own."""
    with _page() as address:
        word = _page_word(address)
    if not word & _FRAME_BITS:
        raise Missing(N_("the kernel hides frame numbers"), to_see_frames())
    return ""


def frame_counts(_child: ProcDir) -> str:
    """Ask how often a physical frame is mapped."""
    try:
        with _reading("/proc/kpagecount") as fd:
            os.pread(fd, 8, 0)
    except PermissionError:
        raise Missing(AccessDenied.reason, to_see_frames()) from None
    return ""


def same_memory(child: ProcDir) -> str:
    """Have the kernel compare our address space with the child's."""
    try:
        order = compare_address_spaces(os.getpid(), child.pid)
    except KcmpUnavailable as error:
        is_refused = str(error) == AccessDenied.reason
        remedy = to_read_others() if is_refused else None
        raise Missing(str(error), remedy) from None
    if order == 0:
        raise Missing(N_("kcmp calls two address spaces one"))
    return ""


def registers(child: ProcDir) -> str:
    """Stop the child for an instant and read its registers."""
    (answer,) = read_registers(child, [child.pid])
    if answer.outcome != OK:
        raise Missing(*why_refused(child))
    return ""


def every_process(_child: ProcDir) -> str:
    """See whether /proc shows processes that are not ours at all."""
    fs = ProcFs()
    try:
        with fs.process(1) as first:
            first.read("stat")
    except ProcError as error:
        if not hides_processes(fs.root):
            raise explain(error) from None
        why = N_("/proc hides the processes of other users (hidepid)")
        raise Missing(why, to_see_hidden()) from None
    return ""


def other_users(_child: ProcDir) -> str:
    """Read the memory map of some process that is not ours."""
    fs, refused = ProcFs(), False
    for pid in _strangers():
        try:
            with fs.process(pid) as directory:
                if directory.read("maps"):
                    return ""
        except AccessDenied:
            refused = True
        except ProcError:
            continue
    if refused:
        raise Missing(AccessDenied.reason, to_read_others())
    if hides_processes(fs.root):
        raise Missing(
            N_("/proc hides the processes of other users (hidepid)"), to_see_hidden()
        )
    return N_("there is none at the moment that has memory")


def _strangers() -> Iterator[int]:
    ours = os.geteuid()
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            owner = os.stat(f"/proc/{name}").st_uid
        except OSError:
            continue
        if owner != ours:
            yield int(name)


def names_of_memory(_child: ProcDir) -> str:
    """Give a page of our own a name, as some programs do."""
    with _page() as address:
        name = ctypes.create_string_buffer(b"memscope")
        if _libc.prctl(_PR_SET_VMA, 0, address, PAGE_SIZE, ctypes.addressof(name)):
            raise Missing(N_("this kernel was built without them"))
    return ""


@contextmanager
def _page() -> Iterator[int]:
    """A page of our own, written to once, so that it is there."""
    page = mmap.mmap(-1, PAGE_SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    view = ctypes.c_char.from_buffer(page)
    ctypes.memset(ctypes.addressof(view), 1, PAGE_SIZE)
    try:
        yield ctypes.addressof(view)
    finally:
        del view
        page.close()


def _page_word(address: int) -> int:
    with _reading("/proc/self/pagemap") as fd:
        data = os.pread(fd, _WORD.size, address // PAGE_SIZE * _WORD.size)
    word: int = _WORD.unpack(data)[0]
    return word


@contextmanager
def _file(child: ProcDir, name: str) -> Iterator[int]:
    fd = child.open(name)
    try:
        yield fd
    finally:
        os.close(fd)


@contextmanager
def _reading(path: str) -> Iterator[int]:
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield fd
    finally:
        os.close(fd)


def explain(error: OSError | ProcError) -> Missing:
    """Turn a refusal into what would help against it."""
    if isinstance(error, AccessDenied | PermissionError):
        return Missing(AccessDenied.reason, to_read_others())
    if isinstance(error, ProcError):
        return Missing(error.reason)
    return Missing(error.strerror or str(error))
