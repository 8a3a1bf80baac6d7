"""A region's label in the reader's language.

Labels are part of the snapshot format, so they are English in every file, also in one
that was written long ago. What is shown is put together anew from the words below; a
label that is not among them (a program gave its memory that name) stays as it is.
"""

import re
from functools import lru_cache

from memscope.i18n import N_, _, language
from memscope.model.kinds import Kind
from memscope.model.region import Region

_WHOLE = (
    N_("anonymous memory"),
    N_("anonymous memory in huge pages"),
    N_("shared anonymous memory"),
    N_("reserved address space"),
    N_("generated code"),
    N_("heap"),
    N_("no-access part of the heap"),
    N_("memory below the heap"),
    N_("malloc arena"),
    N_("reserved for a malloc arena"),
    N_("large malloc block"),
    N_("Python's objects"),
    N_("Go heap"),
    N_("Java heap"),
    N_("code cache of the Java virtual machine"),
    N_("V8 heap: JavaScript objects"),
    N_("V8's generated code"),
    N_("thread-local data of the main thread"),
    N_("stack of the main thread"),
    N_("main stack that nobody here uses"),
    N_("stack of a thread"),
    N_("stack kept for the next thread"),
    N_("guard pages"),
    N_("vdso: kernel code for programs"),
    N_("vsyscall: old system call page"),
    N_("vvar: kernel data for the vdso"),
    N_("vvar: clock data for the vdso"),
    N_("signal return code"),
    N_("exception vectors"),
    N_("uprobes trampolines"),
    N_("memfd"),
    N_("System V shared memory"),
    N_("POSIX shared memory"),
    N_("ring of asynchronous I/O"),
    N_("secret memory"),
)
_AROUND_A_LABEL = (
    N_("guard of the {label}"),
    N_("guard zone in the {label}"),
    N_("reserved for the {label}"),
    N_("private view of {label}"),
    N_("read-only {label}"),
    N_("shared {label}"),
)
_AROUND_A_NAME = (
    N_("code of {name}"),
    N_("constants of {name}"),
    N_("relro of {name}"),
    N_("data of {name}"),
    N_("bss of {name}"),
    N_("hole between the segments of {name}"),
    N_("malloc arena of {name}"),
    N_("thread-local data of {name}"),
    N_("stack of {name}"),
    N_("signal stack of {name}"),
    N_("memfd {name}"),
    N_("POSIX shared memory {name}"),
    N_("memory shared with the kernel: {name}"),
    N_("no-access mapping of {name}"),
    N_("file {name}"),
)
_OF_A_THREAD = (Kind.THREAD_STACK, Kind.GUARD)
_NAMELESS = ("the main thread", "a thread")
_THREADS = N_("malloc arena of {n} threads")


def owned_label(region: Region) -> str:
    """Return a region's label, with the number of the thread whose name it has.

    Threads often have one name, their program's; the number tells them apart.
    """
    label, thread = region.label, region.thread
    is_named = label.partition(" of ")[2] and not label.endswith(_NAMELESS)
    return f"{label} ({thread})" if is_named and thread is not None else label


def path_or_label(region: Region) -> str:
    """Return what says most in a row: the path, or our label where there is none.

    A thread's stack may lie in the heap or in a program's bss; then the thread says
    more than the mapping around it.
    """
    if region.kind in _OF_A_THREAD and region.label:
        return owned_label(region)
    return region.path or owned_label(region)


def label_text(label: str) -> str:
    """Return a label in the language of the screen; it is not made safe yet."""
    lang = language()
    return label if lang == "en" else _told(label, lang) or label


@lru_cache(maxsize=4096)
def _told(label: str, lang: str) -> str | None:
    """Return one of our labels in another language; None when it is not ours."""
    if label in _WHOLE:
        return _(label)
    if found := _pattern(_THREADS).fullmatch(label):
        return _(_THREADS).format(n=found[1])
    for template in _AROUND_A_LABEL:
        found = _pattern(template).fullmatch(label)
        if found and (inner := _told(found[1], lang)):
            return _(template).format(label=inner)
    for template in _AROUND_A_NAME:
        if found := _pattern(template).fullmatch(label):
            return _(template).format(name=found[1])
    return None


@lru_cache
def _pattern(template: str) -> re.Pattern[str]:
    before, _field, after = re.split(r"(\{\w+\})", template)
    what = r"(\d+)" if template == _THREADS else "(.+)"
    return re.compile(re.escape(before) + what + re.escape(after), re.DOTALL)
