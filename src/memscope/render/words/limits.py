"""A limit in words: what it is of, how much of it is used."""

from memscope.i18n import _
from memscope.model.limit import Limit
from memscope.units import UNKNOWN, format_bytes, safe


def limit_text(one: Limit) -> str:
    """Return `memory.max: 1.9 GiB of 2 GiB (95 %)`."""
    share = UNKNOWN if one.share is None else f"{one.share:.0%}"
    return _("{name}: {used} of {limit} ({share})").format(
        name=safe(one.name),
        used=_number(one.used, one.is_bytes),
        limit=_number(one.limit, one.is_bytes),
        share=share,
    )


def _number(value: int | None, is_bytes: bool) -> str:
    if value is None:
        return UNKNOWN
    return format_bytes(value) if is_bytes else f"{value:,}"
