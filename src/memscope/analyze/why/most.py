"""Names what has most of something, for a finding's evidence."""

from collections import Counter

from memscope.i18n import listed
from memscope.model.label_text import label_text
from memscope.units import format_bytes, safe

_SHOWN = 3


def most_of(sums: Counter[str]) -> str:
    """Return the largest by name, with their bytes; "" where there are none.

    Args:
        sums: Bytes by label, or by path.
    """
    return listed(
        f"{safe(label_text(name))} {format_bytes(size)}"
        for name, size in sums.most_common(_SHOWN)
        if size > 0
    )
