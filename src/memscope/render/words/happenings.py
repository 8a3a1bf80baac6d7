"""What happened in a few words, with its sum and where: `heap +11M in 30 s, 55a8…`."""

from memscope.analyze.growth.events import Happening
from memscope.i18n import _, ngettext
from memscope.model.diff import Difference, ThreadChange
from memscope.model.label_text import label_text
from memscope.render.words.news import span_text
from memscope.units import format_address, safe, short_bytes, short_delta

_SHORTEST_S = 1.0
"""What took no longer happened at once."""


def happening_text(one: Happening) -> str:
    """Return what happened, in the reader's language."""
    name, place = safe(label_text(one.label)), format_address(one.address)
    match one.what:
        case None:
            return _("ended")
        case ThreadChange.STARTED:
            text = ngettext("{n} thread started", "{n} threads started", one.count)
            return text.format(n=one.count)
        case ThreadChange.ENDED:
            text = ngettext("{n} thread ended", "{n} threads ended", one.count)
            return text.format(n=one.count)
        case Difference.APPEARED | Difference.GONE:
            sign = "+" if one.what is Difference.APPEARED else "−"
            size = short_bytes(abs(one.bytes))
            count = f"{one.count}x " if one.count > 1 else ""
            return f"{sign}{count}{name} {size}, {place}"
        case Difference.PERMISSIONS:
            return _("{name}: other permissions, {address}").format(
                name=name, address=place
            )
        case _:
            return f"{name} {_sum(one)}, {place}"


def _sum(one: Happening) -> str:
    span = one.at - one.first_at
    size = short_delta(one.bytes)
    if span < _SHORTEST_S:
        return size
    return _("{size} in {span}").format(size=size, span=span_text(span))
