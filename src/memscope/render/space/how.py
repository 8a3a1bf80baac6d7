"""The right end of the header: how we look, and at which moment."""

from dataclasses import dataclass

from memscope.i18n import _, ngettext
from memscope.model.word import Word
from memscope.render.runs import EMPTY, Line, Run, width_of
from memscope.render.words.news import clock_span
from memscope.units import safe, shorten


class Looking(Word):
    """How we look."""

    LIVE = "live"
    PAUSED = "paused"
    BACK = "back"
    """At an earlier moment, while looking goes on."""
    REPLAY = "replay"
    ENDED = "ended"
    """What was looked at is not there any more."""
    STOPPED = "stopped"
    """There is no more to come."""


@dataclass(frozen=True, slots=True)
class How:
    """How we look.

    Attributes:
        looking: At what.
        hz: Looks a second, as planned.
        back_s: Seconds before now, when looking back.
        speed: Of a replay.
        recorded_s: Seconds that went into a file by now; None: nothing is recorded.
        problem: Why there is no more to come; "" at a normal end.
        clock: Time of the look, without seconds; "": not told.
        language: `en` or `ja`.
        watching: How many others see this screen.
    """

    looking: Looking = Looking.LIVE
    hz: float = 2.0
    back_s: float = 0.0
    speed: float = 1.0
    recorded_s: float | None = None
    problem: str = ""
    clock: str = ""
    language: str = ""
    watching: int = 0


def how_runs(how: How, room: int) -> Line:
    """Return how we look, the clock and the language, as far as they fit.

    Args:
        how: How.
        room: Cells; the state is told at any rate, cut where there is no room.
    """
    state = _state(how)
    if how.recorded_s is not None:
        state = (Run(f"⏺ {clock_span(how.recorded_s)}", "bad"), Run("  "), *state)
    if how.watching:
        text = ngettext("{n} watches", "{n} watch", how.watching)
        seen = Run(text.format(n=how.watching), "accent")
        state = (Run("● ", "accent"), seen, Run("  "), *state)
    rest: Line = EMPTY
    for text in (how.language, how.clock):
        more = (Run("  "), Run(text, "muted")) if text else EMPTY
        if width_of((*state, *more, *rest)) <= room:
            rest = (*more, *rest)
    return (*state, *rest, Run(" "))


def _state(how: How) -> Line:
    match how.looking:
        case Looking.PAUSED:
            return (Run(_("‖ paused"), "warn"),)
        case Looking.BACK:
            return (Run(f"◀ −{clock_span(how.back_s)}", "alert"),)
        case Looking.REPLAY:
            text = _("replay {n}×").format(n=f"{how.speed:g}")
            return (Run("▶ ", "accent"), Run(text))
        case Looking.ENDED:
            return (Run("✕ ", "bad"), Run(_("ended")))
        case Looking.STOPPED:
            why = shorten(safe(how.problem), 40) or _("no more to come")
            return (Run("✕ ", "bad"), Run(why))
        case _:
            return (Run("● ", "good"), Run(_("live {hz} Hz").format(hz=f"{how.hz:g}")))
