"""What looks like a leak, and what speaks for it."""

from collections.abc import Sequence

from memscope.analyze.growth.leak import Leak
from memscope.i18n import _
from memscope.units import format_bytes


def leak_lines(leak: Leak) -> Sequence[str]:
    """Return what was seen, a sentence each; that it is a leak stays a guess."""
    text = _("grew in {n} of {all} parts of {minutes} min, gave back {size}")
    return (
        text.format(
            n=leak.grew_in,
            all=leak.parts,
            minutes=round(leak.span_s / 60),
            size=format_bytes(leak.gave_back),
        ),
    )
