"""What a layer of memory is called where there is little room."""

from memscope.analyze import layers
from memscope.analyze.layers import LayerKey
from memscope.i18n import N_, _
from memscope.model import labels, sorts
from memscope.model.label_text import label_text
from memscope.units import safe

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
REST = N_("rest")
"""Of layers that are too thin to draw, together."""


def layer_name(key: LayerKey) -> str:
    """Return a short name in the reader's language: `Python`, `heap`, `anon`."""
    short = _SHORT.get(key.label)
    return safe(_(short) if short else label_text(key.label))
