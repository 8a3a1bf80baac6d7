"""What a layer of memory is called where there is little room."""

import re
from collections.abc import Iterable

from memscope.analyze import layers
from memscope.analyze.layers import LayerKey
from memscope.i18n import N_, _
from memscope.model import labels, sorts
from memscope.model.label_text import label_text
from memscope.units import cell_width, safe

_SHORT = {
    labels.PYTHON_OBJECTS: N_("Python"),
    labels.ANONYMOUS: N_("anon"),
    labels.JAVA_HEAP: N_("Java heap"),
    labels.V8_HEAP: N_("V8 heap"),
    sorts.ARENAS: N_("arenas"),
    sorts.SHARED: N_("shared"),
    layers.PROGRAM: layers.PROGRAM,
    layers.LIBRARIES: layers.LIBRARIES,
    layers.STACKS: layers.STACKS,
    layers.IMAGES: layers.IMAGES,
    layers.KERNEL: layers.KERNEL,
}
_SHORTEST = {
    labels.JAVA_HEAP: "Java",
    labels.V8_HEAP: "V8",
    layers.LIBRARIES: N_("libs"),
    layers.IMAGES: "ELF",
}
"""Where even those are too long."""
_PARTS = re.compile(r"[^\s\-_./:,]+")
REST = N_("rest")
"""Of layers that are too thin to draw, together."""


def layer_name(key: LayerKey) -> str:
    """Return a short name in the reader's language: `Python`, `heap`, `anon`."""
    short = _SHORT.get(key.label)
    return safe(_(short) if short else label_text(key.label))


def shortest_name(key: LayerKey) -> str:
    """Return its name where even the short one is too long; the same, mostly."""
    shortest = _SHORTEST.get(key.label)
    return _(shortest) if shortest else layer_name(key)


def whole_words(names: Iterable[str], room: int) -> str:
    """Return the first of some names that fits, else as many whole words as do.

    Args:
        names: The one that says most first.
        room: Cells.

    Returns:
        "" where not even a word fits.
    """
    found = list(names)
    whole = next((one for one in found if cell_width(one) <= room), "")
    cut = (one[: part.end()] for one in found for part in _PARTS.finditer(one))
    return whole or max((one for one in cut if cell_width(one) <= room), key=len,
                        default="")  # fmt: skip
