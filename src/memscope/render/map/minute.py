"""The last minute of each process, and what happened, a line each."""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.i18n import N_, _
from memscope.model.diff import Change
from memscope.render.bars import Sample, resample, sparkline
from memscope.render.map.row import compact_bytes
from memscope.render.runs import Line, Run, cell, fit_line, width_of
from memscope.render.words.changes import summary_of

SPAN_S = 60.0
_CALM = {"resident": 1 << 20, "heap": 256 << 10, "stack": 64 << 10}
"""Bytes below which a difference is not worth a mountain."""
_STYLES = {
    "resident": "ink.library",
    "heap": "ink.heap",
    "stack": "ink.stack",
}
_NAMES = {"heap": N_("heap"), "stack": N_("stacks"), "resident": N_("resident")}


@dataclass(frozen=True, slots=True)
class Minute:
    """What one process did in the last minute.

    Attributes:
        letter: Its letter on screen.
        series: Samples by name: heap, stack, resident.
        age_s: Seconds since its last event; None: there was none.
        changes: That event; empty when the process ended then.
    """

    letter: str
    series: dict[str, Sequence[Sample]]
    age_s: float | None
    changes: Sequence[Change]


def minute_line(minute: Minute, now: float, width: int) -> Line:
    """Draw one process: sparklines on the left, its last event on the right."""
    spark = max(4, min(24, (width - 50) // 8))
    runs: list[Run] = [Run(f" {minute.letter} ", "strong")]
    for name, samples in minute.series.items():
        if name == "resident" and width < 90:
            break  # what happened says more
        block = _series(name, samples, now, spark)
        if width_of(runs) + width_of(block) > width:
            break
        runs += block
    runs.append(Run(" "))
    runs += _event(minute)
    return fit_line(runs, width)


def event_line(
    age_s: float, letter: str, changes: Sequence[Change], width: int
) -> Line:
    """Draw one event of the past; no changes: the process ended."""
    what = summary_of(changes, most=6) if changes else _("ended")
    age = _("{n} s ago").format(n=round(age_s))
    return fit_line(
        (cell(age, 12, "muted", ">"), Run(f"  {letter}  ", "strong"), Run(what)), width
    )


def _series(name: str, samples: Sequence[Sample], now: float, width: int) -> Line:
    values = resample(samples, width, now=now, span_s=SPAN_S)
    style = _STYLES[name]
    return (
        Run(f" {_(_NAMES[name])} ", style),
        *sparkline(values, style, _CALM[name]),
        cell(compact_bytes(samples[-1][1] if samples else None), 5, "strong", ">"),
        Run("  "),
    )


def _event(minute: Minute) -> Line:
    if minute.age_s is None:
        return (Run(_("quiet"), "muted"),)
    if not minute.changes:
        return (Run(_("ended"), "bad"),)
    style = "changed" if minute.age_s < 3 else "muted"
    age = _("{n} s ago").format(n=round(minute.age_s))
    return (Run(summary_of(minute.changes), style), Run(f"  {age}", "muted"))
