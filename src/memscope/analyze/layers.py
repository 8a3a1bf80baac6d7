"""Which layer of a stacked picture a region belongs to: a dozen at most, in practice.

Coarser than sorts: all that comes from libraries is one layer, and all stacks are.
What a runtime keeps (Python's objects, the Java heap) is a layer of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from memscope.analyze.sorts import sort_of
from memscope.i18n import N_
from memscope.model import labels, sorts
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region

PROGRAM = N_("program")
LIBRARIES = N_("libraries")
STACKS = N_("stacks")
IMAGES = N_("program, libraries")
"""Where nobody knows which file the process runs."""
KERNEL = N_("kernel")


class LayerKey(NamedTuple):
    """Names a layer.

    Attributes:
        label: A row of `model/sorts.py`, of `model/labels.py` or of the four above.
        colour: Whose colour it wears: a kind, or `library`.
    """

    label: str
    colour: str


_IMAGES = {Kind.CODE, Kind.RODATA, Kind.RELRO, Kind.DATA, Kind.BSS}
_OF_KIND = {
    Kind.STACK: LayerKey(STACKS, Kind.STACK),
    Kind.THREAD_STACK: LayerKey(STACKS, Kind.STACK),
    Kind.GUARD: LayerKey(STACKS, Kind.STACK),
    Kind.ARENA: LayerKey(sorts.ARENAS, Kind.ARENA),
    Kind.HEAP: LayerKey(labels.HEAP, Kind.HEAP),
    Kind.FILE: LayerKey(sorts.FILES, Kind.FILE),
    Kind.SHARED: LayerKey(sorts.SHARED, Kind.SHARED),
    Kind.VDSO: LayerKey(KERNEL, Kind.VVAR),
    Kind.VSYSCALL: LayerKey(KERNEL, Kind.VVAR),
    Kind.VVAR: LayerKey(KERNEL, Kind.VVAR),
}
_PROGRAM = LayerKey(PROGRAM, Kind.CODE)
_LIBRARIES = LayerKey(LIBRARIES, "library")
_EITHER = LayerKey(IMAGES, Kind.CODE)
_PLAIN = {sorts.LARGE_BLOCKS, sorts.THREAD_DATA, sorts.NAMED, labels.RESERVED}
"""Of anonymous memory: no runtime's."""


def layer_of(region: Region, exe: str | None) -> LayerKey:
    """Return the layer of a region.

    Args:
        region: Of a process.
        exe: The file that the process runs; None: unknown.
    """
    kind = region.kind
    if kind in _IMAGES:
        return _image(region.image or region.path, exe)
    return _OF_KIND.get(kind) or _named(sort_of(region, exe).label, kind)


def _image(file: str, exe: str | None) -> LayerKey:
    if exe is None:
        return _EITHER
    return _PROGRAM if file == exe else _LIBRARIES


@lru_cache(maxsize=4096)
def _named(label: str, kind: Kind) -> LayerKey:
    """Anonymous memory has the name of what keeps it, if that is known."""
    is_plain = kind is Kind.ANON and label in _PLAIN
    return LayerKey(labels.ANONYMOUS if is_plain else label, kind._value_)


_alike = attrgetter("label", "path", "image", "perms", "kind._value_")


def layers_of(process: Process) -> Mapping[LayerKey, int]:
    """Return the bytes in RAM of each layer, as far as they are known.

    Args:
        process: With its regions.
    """
    together: dict[object, list[Region]] = defaultdict(list)
    for region, key in zip(process.regions, map(_alike, process.regions), strict=True):
        together[key].append(region)
    sums: dict[LayerKey, int] = defaultdict(int)
    for regions in together.values():
        resident = [one.usage.resident for one in regions]
        sums[layer_of(regions[0], process.exe)] += sum(filter(None, resident))
    return sums


_WORDS = {
    PROGRAM: "kind:code,rodata,relro,data,bss -kind:library",
    LIBRARIES: "kind:library",
    IMAGES: "kind:code,rodata,relro,data,bss",
    STACKS: "seg:stack",
    KERNEL: "kind:vdso,vsyscall,vvar",
}
_OF_KINDS = {key.label: f"kind:{kind}" for kind, key in _OF_KIND.items()}


def layer_filter(key: LayerKey, others: Iterable[LayerKey] = ()) -> str:
    """Return what shows the regions of a layer, in the language of the filter.

    Args:
        key: The layer.
        others: All that there are: the rest of a kind is what no other of it is.
    """
    if words := _WORDS.get(key.label) or _OF_KINDS.get(key.label):
        return words
    kind = f"kind:{key.colour}"
    if key.label != labels.ANONYMOUS:
        return f'{kind} name:"{key.label}"'
    named = [one for one in others if one.colour == key.colour and one != key]
    return " ".join((kind, *(f'-name:"{one.label}"' for one in named)))
