"""Every label that memscope gives to a region, in the English of the files.

Labels are part of the snapshot format: whoever finds out what a region is takes one
from here, fills in its field, and so it stands in every file. `render/words/labels`
says the same in the reader's language, by this very table.

What stands in for a field: `{name}` a name from outside, of a file or a thread;
`{label}` another label; `{n}` a number.
"""

from memscope.i18n import N_

ANONYMOUS = N_("anonymous memory")
HUGE_PAGES = N_("anonymous memory in huge pages")
SHARED_ANONYMOUS = N_("shared anonymous memory")
SHARED_HUGE_PAGES = N_("shared anonymous memory in huge pages")
RESERVED = N_("reserved address space")
EXECUTABLE = N_("executable anonymous memory")
SECRET = N_("secret memory")

HEAP = N_("heap")
HEAP_GUARD = N_("no-access part of the heap")
BELOW_HEAP = N_("memory below the heap")
ARENA = N_("malloc arena")
ARENA_RESERVE = N_("reserved for a malloc arena")
ARENA_OF_THREADS = N_("malloc arena of {n} threads")
ARENA_OF = N_("malloc arena of {name}")
LARGE_BLOCK = N_("large malloc block")
PYTHON_OBJECTS = N_("Python's objects")
GO_HEAP = N_("Go heap")
GO_TABLES = N_("tables of Go's runtime")
JAVA_HEAP = N_("Java heap")
JAVA_CODE = N_("code cache of the Java virtual machine")
V8_HEAP = N_("V8 heap: JavaScript objects")
V8_CODE = N_("V8's generated code")
V8_CODE_RESERVE = N_("reserved for V8's generated code")
GUEST_MEMORY = N_("memory of the program that qemu runs")
QEMU_CODE = N_("code that qemu translated")
WASM_MEMORY = N_("WebAssembly memory")

MAIN_STACK = N_("stack of the main thread")
NOBODYS_MAIN_STACK = N_("main stack, of no thread known here")
MAIN_STACK_OF = N_("main stack of process {n}")
LENT_MAIN_STACK = N_("main stack of process {n}, on which this one runs")
SOME_STACK = N_("stack of a thread")
KEPT_STACK = N_("stack kept for the next thread")
UNJOINED_STACK = N_("stack of an ended thread that nobody joined (yet)")
ENDED_STACK = N_("stack of an ended thread")
NO_THREADS_STACK = N_("stack of no thread (coroutine?)")
STACK_OF = N_("stack of {name}")
STACK_UNDER = N_("stack that {name} runs on at the moment")
GOROUTINE_UNDER = N_("goroutine's stack that {name} runs on at the moment")
SIGNAL_STACK_OF = N_("signal stack of {name}")
GUARD_PAGES = N_("guard pages")
GUARD_OF = N_("guard of the {label}")
GUARD_ZONE_IN = N_("guard zone in the {label}")
MAIN_THREAD_DATA = N_("thread-local data of the main thread")
THREAD_DATA_OF = N_("thread-local data of {name}")

CODE_OF = N_("code of {name}")
CONSTANTS_OF = N_("constants of {name}")
RELRO_OF = N_("relro of {name}")
DATA_OF = N_("data of {name}")
BSS_OF = N_("bss of {name}")
HOLE_IN = N_("hole between the segments of {name}")
FILE = N_("file {name}")
ELF_AS_DATA = N_("ELF file {name}, mapped as data")
NO_ACCESS_TO = N_("no-access mapping of {name}")

VDSO = N_("vdso: kernel code for programs")
VSYSCALL = N_("vsyscall: old system call page")
VVAR = N_("vvar: kernel data for the vdso")
VVAR_CLOCK = N_("vvar: clock data for the vdso")
SIGNAL_RETURN = N_("signal return code")
VECTORS = N_("exception vectors")
UPROBES = N_("uprobes trampolines")

MEMFD_OF = N_("memfd {name}")
SYSTEM_V = N_("System V shared memory")
POSIX_OF = N_("POSIX shared memory {name}")
AIO_RING = N_("ring of asynchronous I/O")
KERNEL_SHARED = N_("memory shared with the kernel: {name}")

RESERVED_FOR = N_("reserved for the {label}")
PRIVATE_VIEW = N_("private view of {label}")
READ_ONLY = N_("read-only {label}")
SHARED = N_("shared {label}")

SHADOW_GAP = N_("gap in the shadow memory of {name}")
SHADOW_OF = N_("shadow memory of {name}")
RESERVED_BY = N_("reserved by {name}")
HEAP_OF = N_("heap of {name}")
MEMORY_OF = N_("memory of {name}")

ALL: tuple[str, ...] = tuple(
    text
    for name, text in list(globals().items())
    if name.isupper() and isinstance(text, str)
)
"""Every one of the above: a new label is one line."""
