"""Texts in which a filter looks for words: names, labels, and paths of a region."""

from collections.abc import Callable
from functools import lru_cache

from memscope.analyze.filter.terms import Value
from memscope.analyze.meanings import file_name
from memscope.i18n import _, language
from memscope.model.kinds import Kind
from memscope.model.label_text import label_text
from memscope.model.region import Region

_Found = Callable[[Region], bool]


def in_name(value: Value) -> _Found:
    """Ask whether a name, a label or a kind has this text."""
    wanted, lang = value.text.casefold(), language()
    return lambda region: (
        wanted in _names(region.label, region.image or region.path, region.kind, lang)
    )


def in_path(value: Value) -> _Found:
    """Ask whether the path of its file has this text."""
    wanted = value.text.casefold()
    return lambda region: (
        wanted in region.path.casefold()
        or (region.image is not None and wanted in region.image.casefold())
    )


def in_text(value: Value) -> _Found:
    """Ask whether a name or a path has it, or whose thread's number it is."""
    name, path = in_name(value), in_path(value)
    is_number = value.text.isdecimal() and len(value.text) < 12 and not value.is_quoted
    tid = int(value.text) if is_number else None

    def ask(region: Region) -> bool:
        is_its = tid is not None and region.thread == tid
        return is_its or name(region) or path(region)

    return ask


@lru_cache(maxsize=65536)
def _names(label: str, path: str, kind: Kind, _lang: str) -> str:
    """All that it is called, in one text; thousands of regions have few of them."""
    names = (label, label_text(label), file_name(path), kind.value, kind.english)
    return "\n".join((*names, _(kind.english))).casefold()
