"""The two lines above several processes: how many, and what they take together.

What is shared counts once, and RSS says that it was added up: it must not be.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.layers import LayerKey
from memscope.analyze.news import News
from memscope.analyze.several.totals import Several
from memscope.i18n import _, ngettext
from memscope.render.runs import Line, Run, fit_line, width_of
from memscope.render.space.header import DrawnHeader, news_badge
from memscope.render.space.how import How, how_runs
from memscope.render.space.layer_bar import layer_bar
from memscope.render.space.several import several_sums
from memscope.units import safe

_LEAST_BAR = 0.25
"""Of the width."""


@dataclass(frozen=True, slots=True, eq=False)
class TogetherFacts:
    """What the header says of several processes.

    Attributes:
        several: Their totals.
        layers: What each has in RAM, shared pages for each; the largest first.
        news: The worst that is known of one of them; None: nothing.
        whose: Whose news that is, such as `A 4242 python3`.
    """

    several: Several
    layers: Sequence[tuple[LayerKey, int]] = ()
    news: News | None = None
    whose: str = ""


def header_together(facts: TogetherFacts, how: How, width: int) -> DrawnHeader:
    """Draw the header of several processes.

    Args:
        facts: What to say.
        how: How we look.
        width: Cells.
    """
    return DrawnHeader((_first(facts, how, width), _second(facts, width)))


def _first(facts: TogetherFacts, how: How, width: int) -> Line:
    several = facts.several
    count = ngettext("{n} process", "{n} processes", several.count)
    threads = sum(one.threads for one in several.processes)
    text = ngettext("{n} thread", "{n} threads", threads).format(n=threads)
    name: Line = (Run(count.format(n=several.count), "strong"),)
    right = how_runs(how, max(width - width_of(name) - 2, 0))
    room = width - width_of(right) - 2
    left: Line = (*name, Run(f" · {text}", "muted"))
    left = left if width_of(left) <= room else name
    whose = Run(f"  {safe(facts.whose)}", "muted")
    badge = news_badge(facts.news, room - width_of((*left, whose)))
    if badge:
        left = (*left, whose, *badge)
    return (*fit_line(left, room + 2), *right)


def _second(facts: TogetherFacts, width: int) -> Line:
    numbers = _numbers(facts.several, width - int(width * _LEAST_BAR))
    label = Run(_("RSS of each") + " ", "muted")
    room = width - width_of(numbers) - width_of((label,)) - 1
    whole = sum(size for _key, size in facts.layers)
    bar = tuple(part.run for part in layer_bar(facts.layers, whole, room))
    return fit_line((label, *bar, Run(" "), *numbers), width)


def _numbers(several: Several, room: int) -> Line:
    """Return what fits, the sum that must not be read as one last."""
    shown: list[Run] = []
    for text in several_sums(several):
        gap = " · " if shown else " "
        more = [*shown, Run(gap, "muted"), Run(text, "" if shown else "strong")]
        if width_of(more) > room:
            break
        shown = more
    return tuple(shown)
