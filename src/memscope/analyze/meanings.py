"""What the kernel's map alone says about a mapping: its permissions and its name.

Names come from the kernel (`[heap]`), from programs (`[anon:...]`), and from files;
some files exist in the kernel only, as a way to share memory.
"""

import re
from functools import lru_cache

from msgspec import Struct

from memscope.model import labels
from memscope.model.evidence import (
    ANON_NAME,
    BRK_RANGE,
    EXECUTABLE_ANON,
    EXECUTABLE_FILE,
    KERNEL_NAME,
    MAPPED_FILE,
    NO_ACCESS,
    PRIVATE_ANON,
    SHARED_MAPPING,
    with_detail,
)
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Permissions, Vma


class Meaning(Struct, frozen=True, gc=False):
    """What a piece is, before it is measured; the fields are those of Region."""

    kind: Kind
    label: str
    evidence: tuple[str, ...]
    confidence: Confidence = Confidence.CERTAIN
    thread: int | None = None
    image: str | None = None


def meaning_of_vma(vma: Vma, start_brk: int | None) -> Meaning:
    """Say what a VMA is from the kernel's map alone.

    Args:
        vma: One row of the map.
        start_brk: Where the brk heap begins; None when the kernel would not say.
    """
    if not vma.path:
        return _anonymous(vma.perms)
    if not vma.path.startswith("["):
        return _file(vma.path, vma.perms)
    if vma.path == "[heap]" and start_brk is not None:
        # Before Linux 6.6 the end of .bss next to the heap bears its name.
        return _HEAP_BY_BRK[vma.is_readable] if vma.end > start_brk else _BSS
    return _named(vma.path, vma.perms)


_HEAP_GUARD = Meaning(Kind.RESERVED, labels.HEAP_GUARD, (NO_ACCESS,))
_HEAP_BY_BRK = (_HEAP_GUARD, Meaning(Kind.HEAP, labels.HEAP, (KERNEL_NAME, BRK_RANGE)))
_BSS = Meaning(Kind.BSS, labels.BELOW_HEAP, (PRIVATE_ANON,), Confidence.GUESS)


@lru_cache(maxsize=64)
def _anonymous(perms: str, label: str = labels.ANONYMOUS) -> Meaning:
    may = Permissions(perms)
    if may.is_shared:
        return Meaning(
            Kind.SHARED, labels.SHARED.format(label=label), (SHARED_MAPPING,)
        )
    if may.is_no_access:
        return Meaning(Kind.RESERVED, labels.RESERVED, (NO_ACCESS,))
    if may.is_executable:
        # Left executable, a stack or data looks the same.
        return Meaning(
            Kind.JIT, labels.EXECUTABLE, (EXECUTABLE_ANON,), Confidence.GUESS
        )
    if not may.is_writable:
        label = labels.READ_ONLY.format(label=label)
    return Meaning(Kind.ANON, label, (PRIVATE_ANON,), Confidence.LIKELY)


def _generated(label: str) -> Meaning:
    return Meaning(Kind.JIT, label, (EXECUTABLE_ANON,), Confidence.LIKELY)


_KERNEL_LABELS = {
    "[heap]": (Kind.HEAP, labels.HEAP),
    "[stack]": (Kind.STACK, labels.MAIN_STACK),
    "[vdso]": (Kind.VDSO, labels.VDSO),
    "[vsyscall]": (Kind.VSYSCALL, labels.VSYSCALL),
    "[vvar]": (Kind.VVAR, labels.VVAR),
    "[vvar_vclock]": (Kind.VVAR, labels.VVAR_CLOCK),
    "[sigpage]": (Kind.VDSO, labels.SIGNAL_RETURN),
    "[vectors]": (Kind.VDSO, labels.VECTORS),
    "[uprobes]": (Kind.VDSO, labels.UPROBES),
}
_PROGRAM_LABEL = re.compile(r"\[(?:anon|anon_shmem):(.*)\]", re.DOTALL)


@lru_cache(maxsize=1024)
def _named(path: str, perms: str) -> Meaning:
    """Labels in brackets: the kernel's own, and what programs call their memory."""
    if path in _KERNEL_LABELS:
        kind, label = _KERNEL_LABELS[path]
        if kind is Kind.HEAP and not Permissions(perms).is_readable:
            return _HEAP_GUARD
        return Meaning(kind, label, (KERNEL_NAME,))
    if named := _PROGRAM_LABEL.fullmatch(path):
        return _named_by_program(named[1], perms)
    return Meaning(Kind.UNKNOWN, path, (KERNEL_NAME,), Confidence.GUESS)


# glibc (glibc.mem.decorate_maps), bionic and Android's linker.
_WORDS_OF_LIBRARIES = (
    (re.compile(r"(?: glibc: )?\.bss"), Kind.BSS),
    (re.compile(r" glibc: malloc arena"), Kind.ARENA),
    (re.compile(r" glibc: (?:pthread (?:user )?stack: \d+|unused stack)"), None),
    (re.compile(r"stack_and_tls:.*|thread stack guard"), None),
)


def _named_by_program(name: str, perms: str) -> Meaning:
    """A program may call its memory what it likes, so its word is not proof."""
    evidence = (with_detail(ANON_NAME, name),)
    label = name.strip() or labels.ANONYMOUS
    may = Permissions(perms)
    if may.is_shared:
        return Meaning(Kind.SHARED, label, (SHARED_MAPPING, *evidence))
    for pattern, kind in _WORDS_OF_LIBRARIES:
        if pattern.fullmatch(name):
            stack = Kind.GUARD if may.is_no_access else Kind.THREAD_STACK
            if kind is None or not may.is_no_access:
                return Meaning(kind or stack, label, evidence, Confidence.LIKELY)
    if may.is_no_access:
        return Meaning(Kind.RESERVED, label, (NO_ACCESS, *evidence))
    if may.is_executable:
        return Meaning(Kind.JIT, label, (EXECUTABLE_ANON, *evidence), Confidence.LIKELY)
    return Meaning(Kind.ANON, label, evidence)


# Files that exist in the kernel only, and what stands for them in the map.
_ANONYMOUS_FILES = {
    "/dev/zero": labels.ANONYMOUS,
    "/dev/zero (deleted)": labels.ANONYMOUS,
    "/anon_hugepage (deleted)": labels.HUGE_PAGES,
}
_MEMORY_FILE = re.compile(
    r"/(?P<memfd>memfd:.*) \(deleted\)|/(?P<sysv>SYSV[0-9a-f]{8}) \(deleted\)"
    r"|/dev/shm/(?P<posix>.+)|/(?P<aio>\[aio\]) \(deleted\)|anon_inode:(?P<inode>.+)"
    r"|(?P<socket>socket:\[\d+\])|/(?P<secret>secretmem)(?: \(deleted\))?",
    re.DOTALL,
)
_MEMORY_LABELS = {
    "memfd": labels.MEMFD_OF,
    "sysv": labels.SYSTEM_V,
    "posix": labels.POSIX_OF,
    "aio": labels.AIO_RING,
    "inode": labels.KERNEL_SHARED,
    "socket": labels.KERNEL_SHARED,
    "secret": labels.SECRET,
}


@lru_cache(maxsize=16384)
def _file(path: str, perms: str) -> Meaning:
    """A mapping with a path that is not, or could not be read as, an ELF image."""
    if label := _ANONYMOUS_FILES.get(path):
        return _anonymous(perms, label)
    if memory := _MEMORY_FILE.fullmatch(path):
        return _memory_file(str(memory.lastgroup), memory, perms)
    return _plain_file(labels.FILE.format(name=file_name(path)), path, perms)


def _memory_file(form: str, found: re.Match[str], perms: str) -> Meaning:
    name = found[form].removeprefix("memfd:")
    label = _MEMORY_LABELS[form].format(name=name)
    may = Permissions(perms)
    if may.is_executable:
        return _generated(label)
    if may.is_shared:
        return Meaning(Kind.SHARED, label, (SHARED_MAPPING,))
    return _plain_file(labels.PRIVATE_VIEW.format(label=label), label, perms)


def _plain_file(label: str, path: str, perms: str) -> Meaning:
    name, may = file_name(path), Permissions(perms)
    if may.is_no_access:
        return Meaning(
            Kind.RESERVED, labels.NO_ACCESS_TO.format(name=name), (NO_ACCESS,)
        )
    if may.is_executable:
        return Meaning(
            Kind.CODE,
            labels.CODE_OF.format(name=name),
            (EXECUTABLE_FILE,),
            Confidence.LIKELY,
        )
    shared = (SHARED_MAPPING,) if may.is_shared else ()
    return Meaning(Kind.FILE, label, (MAPPED_FILE, *shared))


DELETED = " (deleted)"
"""What the kernel adds to the path of a file that has no name, or never had one."""
_NEVER_NAMED = (
    *("/memfd:", "/SYSV", "/dev/zero", "/anon_hugepage", "/[aio]", "/secretmem"),
    *("/drm mm object", "/i915"),
)


def is_file_name(path: str) -> bool:
    """Tell whether a path of the map is that of a file that people can open, or could.

    The kernel makes up others, for memory that never had a name.
    """
    return path.startswith("/") and not path.startswith(_NEVER_NAMED)


def file_name(path: str) -> str:
    """Return the name of a file without its folders."""
    # A program calls its memfd what it likes, slashes and all.
    if path.startswith("/memfd:") and path.endswith(DELETED):
        return path[1:].removesuffix(DELETED)
    return path.rsplit("/", 1)[-1]
