"""What the kernel's map alone says about a mapping: its permissions and its name.

Names come from the kernel (`[heap]`), from programs (`[anon:...]`), and from files;
some files exist in the kernel only, as a way to share memory.
"""

import re
from functools import lru_cache

from msgspec import Struct

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


_HEAP_GUARD = Meaning(Kind.RESERVED, "no-access part of the heap", (NO_ACCESS,))
_HEAP_BY_BRK = (_HEAP_GUARD, Meaning(Kind.HEAP, "heap", (KERNEL_NAME, BRK_RANGE)))
_BSS = Meaning(Kind.BSS, "memory below the heap", (PRIVATE_ANON,), Confidence.GUESS)


@lru_cache(maxsize=64)
def _anonymous(perms: str, label: str = "anonymous memory") -> Meaning:
    may = Permissions(perms)
    if may.is_shared:
        return Meaning(Kind.SHARED, f"shared {label}", (SHARED_MAPPING,))
    if may.is_no_access:
        return Meaning(Kind.RESERVED, "reserved address space", (NO_ACCESS,))
    if may.is_executable:
        return _generated("generated code")
    if not may.is_writable:
        label = f"read-only {label}"
    return Meaning(Kind.ANON, label, (PRIVATE_ANON,), Confidence.LIKELY)


def _generated(label: str) -> Meaning:
    return Meaning(Kind.JIT, label, (EXECUTABLE_ANON,), Confidence.LIKELY)


_KERNEL_LABELS = {
    "[heap]": (Kind.HEAP, "heap"),
    "[stack]": (Kind.STACK, "stack of the main thread"),
    "[vdso]": (Kind.VDSO, "vdso: kernel code for programs"),
    "[vsyscall]": (Kind.VSYSCALL, "vsyscall: old system call page"),
    "[vvar]": (Kind.VVAR, "vvar: kernel data for the vdso"),
    "[vvar_vclock]": (Kind.VVAR, "vvar: clock data for the vdso"),
    "[sigpage]": (Kind.VDSO, "signal return code"),
    "[vectors]": (Kind.VDSO, "exception vectors"),
    "[uprobes]": (Kind.VDSO, "uprobes trampolines"),
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
    label = name.strip() or "anonymous memory"
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
    "/dev/zero": "anonymous memory",
    "/dev/zero (deleted)": "anonymous memory",
    "/anon_hugepage (deleted)": "anonymous memory in huge pages",
}
_MEMORY_FILE = re.compile(
    r"/(?P<memfd>memfd:.*) \(deleted\)|/(?P<sysv>SYSV[0-9a-f]{8}) \(deleted\)"
    r"|/dev/shm/(?P<posix>.+)|/(?P<aio>\[aio\]) \(deleted\)|anon_inode:(?P<inode>.+)"
    r"|(?P<socket>socket:\[\d+\])|/(?P<secret>secretmem)(?: \(deleted\))?",
    re.DOTALL,
)
_MEMORY_WORDS = {
    "memfd": "memfd",
    "sysv": "System V shared memory",
    "posix": "POSIX shared memory",
    "aio": "ring of asynchronous I/O",
    "inode": "memory shared with the kernel:",
    "socket": "memory shared with the kernel:",
    "secret": "secret memory",
}


@lru_cache(maxsize=16384)
def _file(path: str, perms: str) -> Meaning:
    """A mapping with a path that is not, or could not be read as, an ELF image."""
    if label := _ANONYMOUS_FILES.get(path):
        return _anonymous(perms, label)
    if memory := _MEMORY_FILE.fullmatch(path):
        return _memory_file(str(memory.lastgroup), memory, perms)
    return _plain_file(f"file {file_name(path)}", path, perms)


def _memory_file(form: str, found: re.Match[str], perms: str) -> Meaning:
    word, name = _MEMORY_WORDS[form], found[form].removeprefix("memfd:")
    label = word if form in ("aio", "sysv", "secret") else f"{word} {name}"
    may = Permissions(perms)
    if may.is_executable:
        return _generated(label)
    if may.is_shared:
        return Meaning(Kind.SHARED, label, (SHARED_MAPPING,))
    return _plain_file(f"private view of {label}", label, perms)


def _plain_file(label: str, path: str, perms: str) -> Meaning:
    name, may = file_name(path), Permissions(perms)
    if may.is_no_access:
        return Meaning(Kind.RESERVED, f"no-access mapping of {name}", (NO_ACCESS,))
    if may.is_executable:
        return Meaning(
            Kind.CODE, f"code of {name}", (EXECUTABLE_FILE,), Confidence.LIKELY
        )
    shared = (SHARED_MAPPING,) if may.is_shared else ()
    return Meaning(Kind.FILE, label, (MAPPED_FILE, *shared))


def file_name(path: str) -> str:
    """Return the name of a file without its folders."""
    # A program calls its memfd what it likes, slashes and all.
    if path.startswith("/memfd:") and path.endswith(" (deleted)"):
        return path[1:]
    return path.rsplit("/", 1)[-1]
