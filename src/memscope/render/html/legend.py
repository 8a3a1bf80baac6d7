"""The legend of a page: each kind in an address space, with the reason for it."""

from itertools import chain

from msgspec import Struct

from memscope.analyze.totals import add_known
from memscope.i18n import N_, _
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.render.map.blocks import things_by_sort
from memscope.render.palette import KIND_STYLES, Sort
from memscope.render.words.reasons import kind_reason
from memscope.units import format_bytes

_LIBRARY = "library"
_LIBRARIES = N_("shared libraries")
_WHY_LIBRARIES = N_(
    "Code that many programs use; each library brings constants and variables of its "
    "own. One copy of the code in RAM is enough for all, while each process gets its "
    "own copy of the variables that it writes."
)


class PageKind(Struct, frozen=True):
    """One entry of the legend.

    Attributes:
        letter: As in the map.
        key: Whose colours it wears.
        name: In the reader's language.
        regions: How many there are.
        size: Address space, in words.
        resident: What of it is in RAM, in words.
        reason: Why such a thing is there.
    """

    letter: str
    key: str
    name: str
    regions: int
    size: str
    resident: str
    reason: str


def page_kinds(process: Process) -> list[PageKind]:
    """Return what is there, from the top of the map to its bottom, the kernel last."""
    groups: dict[str, list[Region]] = {}
    for sort, regions in _sorts(process):
        for region in reversed(regions):
            key = _LIBRARY if sort is Sort.LIBRARY else region.kind.value
            groups.setdefault(key, []).append(region)
    return [_entry(key, regions) for key, regions in groups.items()]


def _sorts(process: Process) -> list[tuple[Sort, list[Region]]]:
    sorts = things_by_sort(process.regions, process.exe)
    found = [(sort, list(chain.from_iterable(sorts[sort]))) for sort in sorts]
    return sorted(found, key=lambda one: one[0] is Sort.KERNEL)


def _entry(key: str, regions: list[Region]) -> PageKind:
    letter, name, reason = _words(key)
    return PageKind(
        letter=letter,
        key=key,
        name=name,
        regions=len(regions),
        size=format_bytes(sum(one.size for one in regions)),
        resident=format_bytes(add_known(one.usage.resident for one in regions)),
        reason=reason,
    )


def _words(key: str) -> tuple[str, str, str]:
    if key == _LIBRARY:
        return "L", _(_LIBRARIES), _(_WHY_LIBRARIES)
    kind = Kind(key)
    return KIND_STYLES[kind].letter, _(kind.english), kind_reason(kind)
