"""Memory that has more to say than its kind: what to call it, and why it is there."""

from memscope.i18n import N_, _
from memscope.model import labels
from memscope.model.evidence import SHARED_MAPPING
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.units import safe

_HUGE = N_(
    "Pages of 2 MiB or more, from a supply that the administrator set aside. Large "
    "ones need fewer entries in the page tables. The kernel leaves them out of the "
    "resident size that other tools show; here they count."
)
_NAMES_AND_REASONS = {
    labels.HUGE_PAGES: (labels.HUGE_PAGES, _HUGE),
    labels.SHARED_HUGE_PAGES: (
        labels.SHARED_HUGE_PAGES,
        _HUGE,
    ),
    labels.LARGE_BLOCK: (
        labels.LARGE_BLOCK,
        N_(
            "One large allocation. The C library does not put big pieces into its heap "
            "but asks the kernel for each by itself, so that freeing it gives the "
            "memory back at once."
        ),
    ),
    labels.PYTHON_OBJECTS: (
        labels.PYTHON_OBJECTS,
        N_(
            "Python's own allocator keeps small objects here: numbers, texts, tuples, "
            "dictionaries. It takes memory from the kernel in large arenas and hands "
            "it out in pieces of equal size."
        ),
    ),
    labels.GO_HEAP: (
        labels.GO_HEAP,
        N_(
            "Everything a Go program allocates, and the small stacks of its "
            "goroutines. Go's runtime asks for these addresses itself and does not use "
            "the C library's heap."
        ),
    ),
    labels.GO_TABLES: (
        labels.GO_TABLES,
        N_(
            "What Go's runtime notes down about its heap: which pages are free, which "
            "arena holds what. It reserves addresses for the largest heap there may "
            "be, but only a few pages of that are ever touched."
        ),
    ),
    labels.JAVA_HEAP: (
        labels.JAVA_HEAP,
        N_(
            "All Java objects. Its largest size is fixed when the virtual machine "
            "starts; the garbage collector moves objects about inside."
        ),
    ),
    labels.JAVA_CODE: (
        N_("Java code cache"),
        N_(
            "Machine code that the Java virtual machine made from bytecode while the "
            "program ran, for the methods that are called most."
        ),
    ),
    labels.V8_HEAP: (
        N_("JavaScript objects (V8)"),
        N_(
            "A page of the JavaScript engine's heap. Young and old objects live in "
            "different pages, which the garbage collector empties one by one."
        ),
    ),
    labels.V8_CODE: (
        N_("JavaScript's machine code (V8)"),
        N_(
            "Machine code that the JavaScript engine made while the program ran, for "
            "the functions that are called most."
        ),
    ),
    labels.MAIN_THREAD_DATA: (
        N_("thread-local data of main"),
        N_(
            "Variables of which every thread has its own, such as errno, and the C "
            "library's record of the main thread. Other threads keep theirs at the top "
            "of their stacks."
        ),
    ),
    labels.SYSTEM_V: (
        labels.SYSTEM_V,
        N_(
            "Shared memory of the old kind, found by a number instead of a name. It "
            "stays until somebody removes it, even when no process uses it."
        ),
    ),
    labels.SECRET: (
        labels.SECRET,
        N_(
            "Memory for keys and passwords (memfd_secret). The kernel has taken its "
            "pages out of its own reach: nobody but this program can read them, not "
            "even root or a debugger."
        ),
    ),
    labels.SHARED_ANONYMOUS: (
        labels.SHARED_ANONYMOUS,
        N_(
            "Shared memory without a name. Only a process and the children it forks "
            "afterwards can have it in common."
        ),
    ),
}
_MEMFD = N_(
    "A file that exists only in memory and has no name in any directory. A program can "
    "hand it to another one and so share memory, or keep code in it that it generated."
)
_POSIX = N_(
    "Shared memory that other processes find by its name, below /dev/shm. It is a file "
    "that lives in RAM."
)
_NAMED = N_(
    "Memory without a file that the program has given a name, so that people who look "
    "at it know what it is for."
)
_DELETED = N_(
    "The file has been deleted or replaced, as an update does, but it stays as long as "
    "somebody uses it. This process still works with the old one."
)
_ARENA = N_(
    "A second heap of the C library. Threads that allocate at the same time get one "
    "each, as far as there are enough, so that they need not wait for one another. It "
    "takes 64 MiB of addresses, but only what was touched costs memory."
)


def special_name(region: Region) -> str | None:
    """Return a name in the reader's language that says more than the kind."""
    found = _NAMES_AND_REASONS.get(region.label)
    if found is not None:
        return _(found[0])
    if region.kind is Kind.ANON and region.path.startswith("[anon:"):
        return safe(region.path[6:-1].strip())
    return None


def special_reason(region: Region) -> str | None:
    """Return why it is there; None when the kind says all there is to say."""
    found = _NAMES_AND_REASONS.get(region.label)
    if found is not None:
        return _(found[1])
    if region.path.startswith("/memfd:"):
        return _(_MEMFD)
    if region.kind is Kind.SHARED and region.path.startswith("/dev/shm/"):
        return _(_POSIX)
    if region.path.startswith(("[anon:", "[anon_shmem:")):
        return _(_NAMED)
    if region.kind is Kind.ARENA:
        return _(_ARENA)
    if region.deleted and SHARED_MAPPING not in region.evidence:
        return _(_DELETED)
    return None
