"""The right end of the top line: how the picture comes about."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from memscope.i18n import _, language
from memscope.model.kinds import Segment
from memscope.render.map.exact import Order
from memscope.render.palette import SEGMENT_STYLES
from memscope.render.runs import Run
from memscope.tui.widgets.address_map import Mode
from memscope.units import cell_width


@dataclass(frozen=True, slots=True)
class StatusLine:
    """How we look.

    Attributes:
        interval_s: Seconds between looks.
        is_paused: The reader paused.
        problem: Why there is nothing more to come; "" at a normal end; None: live.
        segment: Only this one is shown.
        order: Order of the exact map.
        gaps: How many things could not be seen.
        mode: How the maps are drawn.
        is_recording: What is seen goes into a file.
        finding: The worst that was found of the process, in words; "": not asked.
    """

    interval_s: float
    is_paused: bool = False
    problem: str | None = None
    segment: Segment | None = None
    order: Order = Order.ADDRESS
    gaps: int = 0
    mode: Mode = Mode.TEXTBOOK
    is_recording: bool = False
    finding: str = ""


def status_runs(status: StatusLine, room: int) -> Sequence[Run]:
    """Return the pieces, from left to right.

    Args:
        status: How we look.
        room: Cells; the pieces that matter least give way where it is narrow.
    """
    rights = _("root") if os.geteuid() == 0 else _("unprivileged")
    view, rest = _view(status), [rights, language()]
    found = [status.finding] if status.finding else []
    parts = [*found, *view, *_state(status), *_notices(status), *rest]
    for dispensable in (*reversed(rest), *view, *found):
        if cell_width(_joined(parts)) > room:
            parts.remove(dispensable)
    return (Run(_joined(parts), "header"),)


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(parts) + " "


def _notices(status: StatusLine) -> list[str]:
    """Say what nobody should overlook."""
    notices = [_("◉ recording")] if status.is_recording else []
    if status.gaps:
        notices.append(_("{n} not seen").format(n=status.gaps))
    return notices


def _view(status: StatusLine) -> list[str]:
    parts = [_(status.mode.value)]
    if status.segment is not None:
        name = _(SEGMENT_STYLES[status.segment].short)
        parts.append(_("only {segment}").format(segment=name))
    if status.order is Order.SIZE:
        parts.append(_("largest first"))
    elif status.order is Order.RESIDENT:
        parts.append(_("most touched first"))
    return parts


def _state(status: StatusLine) -> list[str]:
    if status.problem:
        return [f"✕ {status.problem}"]
    if status.problem is not None:
        return [_("✕ no more to come")]
    if status.is_paused:
        return [_("‖ paused")]
    return [_("● live {hz} Hz").format(hz=f"{1 / status.interval_s:g}")]
