"""What regions of one sort are called together, in the English of the files.

A label says what one region is; a sort says it of all that are alike: of 64 "malloc
arena of worker-N" that they are malloc arenas. Where a label is the same for all of
them, it is the name of the sort as well, and stands in `model/labels` alone.
"""

from memscope.i18n import N_

ARENAS = N_("malloc arenas")
ARENA_RESERVES = N_("reserved for malloc arenas")
LARGE_BLOCKS = N_("large malloc blocks")
THREAD_DATA = N_("thread-local data")

OTHERS_MAIN_STACKS = N_("main stacks of other processes")
THREAD_STACKS = N_("thread stacks")
KEPT_STACKS = N_("stacks kept for the next threads")
UNJOINED_STACKS = N_("stacks of ended threads that nobody joined (yet)")
ENDED_STACKS = N_("stacks of ended threads")
STACKS_OF_NOBODY = N_("stacks of no thread (coroutines?)")
STACKS_UNDER = N_("stacks that threads run on at the moment")
SIGNAL_STACKS = N_("signal stacks")
GUARDS = N_("guards")

PROGRAM_CODE = N_("program code")
PROGRAM_CONSTANTS = N_("program constants")
PROGRAM_DATA = N_("program data")
LIBRARY_CODE = N_("library code")
LIBRARY_CONSTANTS = N_("library constants")
LIBRARY_DATA = N_("library data")
ANY_CODE = N_("code of program and libraries")
ANY_CONSTANTS = N_("constants of program and libraries")
ANY_DATA = N_("data of program and libraries")
HOLES = N_("holes between segments of images")

FILES = N_("files")
SHARED_FILES = N_("files, mapped shared")
NO_ACCESS_TO_FILES = N_("no-access mappings of files")
SHARED = N_("shared memory")
KERNEL_PAGES = N_("pages of the kernel (vdso, vvar)")
EXECUTABLE = N_("executable memory of no program's file")
NAMED = N_("memory named by the program")
UNKNOWN = N_("unknown")
HIDDEN = N_("memory whose map may not be read")
TOTAL = N_("total")

ALL: tuple[str, ...] = tuple(
    text
    for name, text in list(globals().items())
    if name.isupper() and isinstance(text, str)
)
"""Every one of the above: a new sort is one line."""
