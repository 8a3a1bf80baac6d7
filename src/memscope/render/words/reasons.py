"""Why a region is there, in plain words: one short paragraph for each kind."""

from memscope.i18n import N_, _
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.render.palette import KIND_STYLES
from memscope.render.words.special import special_reason

HOLE_REASON = N_(
    "Nothing is mapped here. A program that touches these addresses is stopped with a "
    "segmentation fault. Most of an address space is like this."
)


def reason_for(region: Region) -> str:
    """Return the answer to "why is this here?" in the reader's language."""
    return special_reason(region) or kind_reason(region.kind)


def kind_reason(kind: Kind) -> str:
    """Return why there are regions of a kind, in the reader's language."""
    return _(KIND_STYLES[kind].reason)
