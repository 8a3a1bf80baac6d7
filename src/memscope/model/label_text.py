"""A label in the reader's language.

Labels are part of the snapshot format, so they are English in every file, also in one
that was written long ago. What is shown is put together anew from `model/labels`; a
label that is not there (a program gave its memory that name) stays as it is.
"""

import re
from functools import lru_cache

from memscope.i18n import _, language
from memscope.model import labels, sorts

_WHOLE = {one for one in labels.ALL if "{" not in one}.union(sorts.ALL)
_AROUND_A_LABEL = [one for one in labels.ALL if "{label}" in one]
_AROUND_A_NAME = [one for one in labels.ALL if "{name}" in one]


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
