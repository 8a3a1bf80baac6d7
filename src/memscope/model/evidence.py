"""The words in which memscope says how it knows something.

An evidence is one of these slugs, some with a detail behind a colon, such as
`elf-section:.bss`. Their wording for people is in `render/words/evidence.py`.
"""

KERNEL_NAME = "kernel-name"
"""The kernel itself names the mapping: [heap], [stack], [vdso]."""
ELF_SECTION = "elf-section"
"""A section of the ELF file lies there; detail: first section's name."""
ELF_SEGMENT = "elf-segment"
"""A program header of the ELF file maps it (no section headers needed)."""
ELF_RELRO = "elf-relro"
"""Inside the file's PT_GNU_RELRO and no longer writable."""
EXECUTABLE_FILE = "executable-file"
"""A mapped file with execute permission whose ELF headers we could not read."""
MAPPED_FILE = "mapped-file"
PTHREAD_DESCRIPTOR = "pthread-descriptor"
"""The C library's own thread descriptor, found in the target's memory."""
ROBUST_LIST = "robust-list"
"""The kernel itself knows where the descriptor lies (get_robust_list)."""
STACK_KEPT = "stack-kept"
"""On the C library's list of stacks that ended threads left for reuse."""
STACK_UNJOINED = "stack-unjoined"
"""On the C library's list of stacks in use, with a thread that has ended."""
SIGNAL_FRAME = "signal-frame"
"""The frame of a signal handler on it names it as the alternate signal stack."""
SP_INSIDE = "sp-inside"
"""The thread's stack pointer lies inside."""
SP_ELSEWHERE = "sp-elsewhere"
"""The thread runs on another stack at the moment (signal stack, coroutine)."""
GUARD_BELOW = "guard-below"
"""A no-access mapping lies directly below."""
GUARD_PAGES = "guard-pages"
"""The kernel reports guard pages there (MADV_GUARD_INSTALL)."""
VMFLAG = "vmflag"
"""A flag of smaps' VmFlags line; detail: the two letters."""
RUNTIME_MARK = "runtime-mark"
"""A mark of a language runtime; detail: which."""
BRK_RANGE = "brk-range"
"""Between start_brk and the present break."""
ARENA_ALIGNMENT = "arena-alignment"
"""Starts on a 64 MiB boundary and fills it together with its reservation."""
HEAP_INFO = "heap-info"
"""malloc's own heap header, read from the target's memory."""
MMAP_CHUNK = "mmap-chunk"
"""malloc's own header of a single large block, read from the target's memory."""
THREAD_ARENA = "thread-arena"
"""The thread's own variable in the C library points at the arena."""
ANON_NAME = "anon-name"
"""Named by the program through PR_SET_VMA_ANON_NAME; detail: the name."""
SHARED_MAPPING = "shared-mapping"
EXECUTABLE_ANON = "executable-anonymous"
NO_ACCESS = "no-access"
"""PROT_NONE."""
PRIVATE_ANON = "private-anonymous"
"""Private, anonymous, and nothing says more."""


def with_detail(slug: str, detail: str) -> str:
    """Join a slug and its detail."""
    return f"{slug}:{detail}"


def split_detail(evidence: str) -> tuple[str, str]:
    """Return the slug and the detail, "" when it has none."""
    slug, _, detail = evidence.partition(":")
    return slug, detail
