"""From a view to what the header says of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from memscope.analyze.layers import LayerKey
from memscope.analyze.news import Known, Matter, News, news_of
from memscope.analyze.series_together import process_colour
from memscope.analyze.several.totals import Several
from memscope.model.finding import Finding
from memscope.model.limit import Limit
from memscope.model.region import ProcessUsage
from memscope.render.space.header import HeaderFacts
from memscope.render.space.header_together import TogetherFacts
from memscope.render.words.names import process_name
from memscope.tui.measuring import NOTHING_MEASURED, MeasuredProcess
from memscope.tui.view import ProcessView, View

_URGENCY = {matter: at for at, matter in enumerate(Matter)}


def facts_of(
    view: ProcessView,
    measured: MeasuredProcess = NOTHING_MEASURED,
    *,
    findings: Sequence[Finding] = (),
    limits: Sequence[Limit] = (),
    user: str = "",
    began: datetime | None = None,
    taken_at: datetime | None = None,
    tell: Callable[[Known], News | None] = news_of,
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
        tell: Says what the worst is.
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
        news=tell(known),
        measured=_of(measured, view.key),
        user=user,
        up_s=None if up is None else max(up, 0.0),
        gaps=len(view.gaps),
    )


def facts_together(
    view: View, several: Several, news: Sequence[tuple[ProcessView, News]] = ()
) -> TogetherFacts:
    """Return what the header says of several processes.

    Args:
        view: The look that is drawn.
        several: Totals of all of them.
        news: What is known of each; the worst is told.
    """
    worst = min(news, key=lambda one: _URGENCY[one[1].matter], default=None)
    return TogetherFacts(
        several,
        _each(view, several),
        worst[1] if worst else None,
        _called(worst[0]) if worst else "",
    )


def _called(one: ProcessView) -> str:
    return f"{one.letter} {one.process.pid} {process_name(one.process)}"


def _each(view: View, several: Several) -> tuple[tuple[LayerKey, int], ...]:
    """Return what each has in RAM, in the colours that it has in the history."""
    numbers = {one.key: number for number, one in enumerate(view.processes)}
    names = {one.key: _called(one) for one in view.processes}
    found = {}
    for one in several.processes:
        number = numbers.setdefault(one.key, len(numbers))
        name = names.get(one.key, f"{one.key[0]} {one.name}")
        found[LayerKey(name, process_colour(number))] = one.resident or 0
    return _largest_first(found)


def _largest_first(
    layers: Mapping[LayerKey, int],
) -> tuple[tuple[LayerKey, int], ...]:
    return tuple(sorted(layers.items(), key=lambda row: (-row[1], row[0])))


def _of(measured: MeasuredProcess, key: tuple[int, int]) -> ProcessUsage | None:
    return measured.usage if measured.key == key else None
