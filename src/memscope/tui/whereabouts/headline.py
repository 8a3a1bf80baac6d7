"""What the title of a page says of a process: `shop.py 225M ▲ · memscope`."""

from dataclasses import dataclass
from enum import StrEnum

from memscope.units import safe, short_bytes, shorten

_LONGEST = 40
"""Cells of a name; a tab shows no more."""


class State(StrEnum):
    """What the icon of the page says."""

    LIVE = "live"
    PAST = "past"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Headline:
    """What is seen, for the title and the icon of a page.

    Attributes:
        name: Of the process, lesson, or recording; "": home.
        resident: Bytes; None: not known, or not what is seen.
        is_growing: It has grown within the last minute.
        state: Now, some time ago, or over.
    """

    name: str = ""
    resident: int | None = None
    is_growing: bool = False
    state: State = State.LIVE

    @property
    def title(self) -> str:
        """The title in one line."""
        words = [shorten(safe(self.name), _LONGEST)]
        if self.resident is not None:
            words.append(short_bytes(self.resident))
        if self.is_growing:
            words.append("▲")
        said = " ".join(filter(None, words))
        return f"{said} · memscope" if said else "memscope"
