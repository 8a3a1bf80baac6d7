"""A limit in words: what it is of, how much of it is used."""

from collections.abc import Sequence

from memscope.i18n import _
from memscope.model.limit import Limit
from memscope.units import UNKNOWN, format_bytes, safe

NEAR = 0.5
"""The share from which on a limit is worth a line."""


def near_limits(limits: Sequence[Limit]) -> list[Limit]:
    """Return the limits that are near, or else the nearest one that is known."""
    known = [one for one in limits if one.share is not None]
    return [one for one in known if (one.share or 0.0) >= NEAR] or known[:1]


def limit_text(one: Limit) -> str:
    """Return `memory.max: 1.9 GiB of 2 GiB (95 %)`."""
    share = UNKNOWN if one.share is None else f"{one.share:.0%}"
    return _("{name}: {used} of {limit} ({share})").format(
        name=safe(one.name),
        used=amount_text(one.used, is_bytes=one.is_bytes),
        limit=amount_text(one.limit, is_bytes=one.is_bytes),
        share=share,
    )


def amount_text(value: int | None, *, is_bytes: bool) -> str:
    """Return how much of a limit is used, or what it is."""
    if value is None:
        return UNKNOWN
    return format_bytes(value) if is_bytes else f"{value:,}"


def whose_text(of: object) -> str:
    """Return whose limit it is; "": the process's own."""
    if of is None:
        return ""
    name = str(of)
    if name == "machine":
        return _("the whole machine")
    word, _blank, number = name.partition(" ")
    if word == "user" and number.isdigit():
        return _("user {user}").format(user=number)
    return _("control group {path}").format(path=safe(name))
