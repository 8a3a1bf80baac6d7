"""From a view to what the header says of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from memscope.analyze.layers import LayerKey
from memscope.analyze.news import Known, news_of
from memscope.model.finding import Finding
from memscope.model.limit import Limit
from memscope.model.region import ProcessUsage
from memscope.render.space.header import HeaderFacts
from memscope.tui.measuring import NOTHING_MEASURED, MeasuredProcess
from memscope.tui.view import ProcessView


def facts_of(
    view: ProcessView,
    measured: MeasuredProcess = NOTHING_MEASURED,
    *,
    findings: Sequence[Finding] = (),
    limits: Sequence[Limit] = (),
    user: str = "",
    began: datetime | None = None,
    taken_at: datetime | None = None,
) -> HeaderFacts:
    """Return what the header says of a process.

    Args:
        view: The process, at the moment that is drawn.
        measured: What a close look told, of whichever process.
        findings: What `why` found of it, the worst first.
        limits: Those in force, where they were asked for.
        user: Whose it is; "": unknown.
        began: When it was started; None: unknown.
        taken_at: When the look was taken.
    """
    known = Known(
        view.process,
        ended=view.ended,
        gaps=view.gaps,
        growth=view.growth,
        findings=findings,
        limits=limits,
    )
    up = (taken_at - began).total_seconds() if taken_at and began else None
    return HeaderFacts(
        process=view.process,
        layers=_largest_first(view.layers),
        news=news_of(known),
        measured=_of(measured, view.key),
        user=user,
        up_s=None if up is None else max(up, 0.0),
        gaps=len(view.gaps),
    )


def _largest_first(
    layers: Mapping[LayerKey, int],
) -> tuple[tuple[LayerKey, int], ...]:
    return tuple(sorted(layers.items(), key=lambda row: (-row[1], row[0])))


def _of(measured: MeasuredProcess, key: tuple[int, int]) -> ProcessUsage | None:
    return measured.usage if measured.key == key else None
