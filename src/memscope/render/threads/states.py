"""How the state of a thread appears: a mark, a colour, and a letter without colour."""

from typing import NamedTuple

from memscope.analyze.lanes.lane import LOCK
from memscope.i18n import N_


class StateLook(NamedTuple):
    """How one state appears.

    Attributes:
        mark: One cell, before the thread.
        letter: Where there is no colour.
        style: Of mark and strip.
        name: English; to be translated when it is shown.
    """

    mark: str
    letter: str
    style: str
    name: str


_LOOKS = {
    "R": StateLook("▶", "R", "good", N_("runs")),
    "D": StateLook("◆", "D", "accent", N_("disk")),
    LOCK: StateLook("‖", "L", "bad", N_("waits for a lock")),
    "S": StateLook("‖", "S", "muted", N_("sleeps")),
    "T": StateLook("■", "T", "warn", N_("stopped")),
    "t": StateLook("■", "t", "warn", N_("stopped by a debugger")),
    "Z": StateLook("✕", "Z", "bad", N_("ended")),
    "X": StateLook("✕", "X", "bad", N_("ended")),
    "I": StateLook("·", "I", "faint", N_("idle")),
}
_STRANGE = StateLook("?", "?", "muted", N_("unknown"))
ENDED = StateLook("✕", "X", "faint", N_("ended"))


def look_of(state: str) -> StateLook:
    """Return how a state appears."""
    return _LOOKS.get(state, _STRANGE)
