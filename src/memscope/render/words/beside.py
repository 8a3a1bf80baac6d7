"""What a row of processes beside each other is called, and what its gutter says."""

from memscope.analyze.beside.compared import Footing
from memscope.analyze.beside.objects import LIBRARY, ObjectKey, ObjectPart
from memscope.analyze.beside.rows import MORE, BesideRow
from memscope.i18n import N_, _, ngettext
from memscope.model.kinds import Kind
from memscope.model.label_text import label_text
from memscope.model.region import Region
from memscope.render.palette import KIND_STYLES
from memscope.render.words.names import base_name, region_label
from memscope.render.words.special import special_name
from memscope.units import safe

_SHORT = 7
"""Digits of a build-id that tell two of them apart."""
_PATHS = (Kind.FILE.value, Kind.SHARED.value)
_KERNEL = N_("kernel: vdso, vvar")
_FOOTINGS = {
    Footing.CERTAIN: N_("certain"),
    Footing.LIKELY: N_("likely"),
    Footing.NEEDS_ROOT: N_("needs root"),
    Footing.NOT_COMPARED: N_("not compared"),
}
_WHY = {
    Footing.CERTAIN: N_("the kernel's numbers of the frames are equal"),
    Footing.LIKELY: N_(
        "frame numbers are hidden: pages of one file, or shared with somebody and equal"
    ),
    Footing.NEEDS_ROOT: N_("only root may see whether these are the same frames"),
    Footing.NOT_COMPARED: N_("nobody has compared these pages yet"),
}


def footing_word(footing: Footing) -> str:
    """Return how sure a number of shared bytes is."""
    return _(_FOOTINGS[footing])


def footing_reason(footing: Footing) -> str:
    """Return what it stands on."""
    return _(_WHY[footing])


def letter_of(key: ObjectKey, row: BesideRow) -> str:
    """Return the letter of an object's kind."""
    sort = _sort(key)
    return "L" if sort == LIBRARY else KIND_STYLES[_kind(sort, row)].letter


def colours_of(key: ObjectKey, row: BesideRow) -> str:
    """Return whose colours an object wears."""
    sort = _sort(key)
    return LIBRARY if sort == LIBRARY else _kind(sort, row).value


def _sort(key: ObjectKey) -> str:
    return key.name if key.sort == MORE else key.sort


def _kind(sort: str, row: BesideRow) -> Kind:
    return Kind(sort) if sort in set(Kind) else row.some.regions[0].kind


def object_name(row: BesideRow) -> str:
    """Return what an object is called, safe to show."""
    key = row.key
    if key.sort == MORE:
        return _many(key.name, len(row.objects))
    region = row.some.regions[0]
    if row.depth and not row.objects and len(row.path) > 1 and _is_region(row):
        return _of_region(region)
    part = row.some
    if key.sort == LIBRARY:
        return _built(base_name(part.path), part)
    if part.path:
        return _built(_plural(_(Kind(key.sort).english), row), part)
    if key.sort in _PATHS and key.name:
        return special_name(region) or base_name(key.name)
    if key.sort == Kind.VDSO.value:
        return _(_KERNEL)
    return _plural(_label(key), row)


def _built(name: str, part: ObjectPart) -> str:
    """Say which build it is, where another one has the same path."""
    if not part.is_other:
        return name
    return _("{name}, build {id}").format(name=name, id=part.build[:_SHORT])


def _is_region(row: BesideRow) -> bool:
    return row.path[-2].sort != MORE


def _label(key: ObjectKey) -> str:
    if key.name:
        return safe(label_text(key.name))
    kind = Kind(key.sort)
    return _("thread stacks") if kind is Kind.THREAD_STACK else _(kind.english)


def _plural(name: str, row: BesideRow) -> str:
    """Say how many regions it is; both numbers where they differ."""
    counts = [_count(part.regions) for part in row.parts if part is not None]
    if max(counts) < 2:
        return name
    return f"{name} ×{'/'.join(map(str, dict.fromkeys(counts)))}"


def _count(regions: tuple[Region, ...]) -> int:
    """A guard is no stack."""
    return sum(one.kind is not Kind.GUARD for one in regions) or len(regions)


def _of_region(region: Region) -> str:
    return f"{region_label(region)} {region.perms}"


def _many(sort: str, count: int) -> str:
    if sort == LIBRARY:
        text = ngettext("{n} more library", "{n} more libraries", count)
    elif sort == Kind.FILE.value:
        text = ngettext("{n} more file", "{n} more files", count)
    else:
        text = ngettext("{n} more shared mapping", "{n} more shared mappings", count)
    return text.format(n=count)
