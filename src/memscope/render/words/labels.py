"""A region's label in the reader's language.

Labels are part of the snapshot format, so they are English in every file, also in one
that was written long ago. What is shown is put together anew from `model/labels`; a
label that is not there (a program gave its memory that name) stays as it is.
"""

import re
from functools import lru_cache

from memscope.analyze.meanings import DELETED, is_file_name
from memscope.i18n import _, language
from memscope.model import labels, sorts
from memscope.model.kinds import Kind
from memscope.model.region import Region

_WHOLE = {one for one in labels.ALL if "{" not in one}.union(sorts.ALL)
_AROUND_A_LABEL = [one for one in labels.ALL if "{label}" in one]
_AROUND_A_NAME = [one for one in labels.ALL if "{name}" in one]
_OF_A_THREAD = (Kind.THREAD_STACK, Kind.GUARD)
_NAMELESS = ("the main thread", "a thread")


def owned_label(region: Region) -> str:
    """Return a region's label, with the number of the thread whose name it has.

    Threads often have one name, their program's; the number tells them apart.
    """
    label, thread = region.label, region.thread
    is_named = label.partition(" of ")[2] and not label.endswith(_NAMELESS)
    return f"{label} ({thread})" if is_named and thread is not None else label


def path_or_label(region: Region) -> str:
    """Return what says most in a row: the path of a file, `[heap]`, or else our label.

    The kernel makes up paths as well, for memory that is no file. A thread's stack may
    lie in the heap or in a program's bss; then the thread says more than the mapping
    around it.
    """
    is_named = region.label and region.kind in _OF_A_THREAD
    if not is_named and (is_file_name(region.path) or region.path.startswith("[")):
        return shown_path(region)
    return owned_label(region) or region.path


def shown_path(region: Region) -> str:
    """Return the path that the file of a region has, or had before it was deleted."""
    return region.path.removesuffix(DELETED) if region.deleted else region.path


def label_text(label: str) -> str:
    """Return a label, or a sort, in the reader's language; it is not made safe yet."""
    lang = language()
    return label if lang == "en" else _told(label, lang) or label


@lru_cache(maxsize=4096)
def _told(label: str, lang: str) -> str | None:
    """Return one of our labels in another language; None when it is not ours."""
    if label in _WHOLE:
        return _(label)
    if found := _pattern(labels.ARENA_OF_THREADS).fullmatch(label):
        return _(labels.ARENA_OF_THREADS).format(n=found[1])
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
    what = r"(\d+)" if template == labels.ARENA_OF_THREADS else "(.+)"
    return re.compile(re.escape(before) + what + re.escape(after), re.DOTALL)
