"""Findings in the reader's language: how bad, how sure, what was seen."""

from collections.abc import Sequence

from memscope.i18n import _, listed, ngettext
from memscope.model.finding import (
    SEVERITIES,
    Answer,
    Fact,
    Finding,
    NotRun,
    Severity,
)
from memscope.model.region import ProcessUsage
from memscope.render.words.evidence import confidence_word
from memscope.units import format_bytes, safe

_SHOWN = 4
"""Names of processes."""

SEVERITY_STYLES = {
    Severity.PROBLEM: "bad",
    Severity.NOTICE: "warn",
    Severity.HARMLESS: "good",
}


def sureness_text(one: Finding) -> str:
    """Return `certain`, `likely`, or `harmless` where it is."""
    if one.severity is Severity.HARMLESS:
        return _(SEVERITIES[one.severity])
    return confidence_word(one.confidence)


def size_text(one: Finding) -> str:
    """Return the bytes at stake; "" when it is not about bytes."""
    return "" if one.bytes is None else format_bytes(one.bytes)


def fact_text(fact: Fact) -> str:
    """Return what was seen: `arenas walked whole: 64`."""
    value = fact.value
    if fact.is_bytes and isinstance(value, int):
        shown = format_bytes(value)
    elif isinstance(value, float):
        shown = f"{value:.2f}"
    elif isinstance(value, int):
        shown = f"{value:,}"
    else:
        shown = safe(value or "–")
    return _("{what}: {value}").format(what=fact.what, value=shown)


def facts_text(one: Finding) -> str:
    """Return all that was seen, and where it was read."""
    seen = listed(map(fact_text, one.evidence))
    sources = listed(dict.fromkeys(safe(fact.source) for fact in one.evidence))
    return _("{facts} (from {sources})").format(facts=seen, sources=sources)


def remedy_text(one: Finding) -> str:
    """Return what to do, and what it gives back; "" when there is nothing to do."""
    remedy = one.remedy
    if remedy is None:
        return ""
    if remedy.saves is None:
        return remedy.text
    saved = _("gives back about {size}").format(size=format_bytes(remedy.saves))
    return _("{remedy} ({saved})").format(remedy=remedy.text, saved=saved)


def headline(answer: Answer) -> tuple[str, str]:
    """Return whom it is about, and how it was looked at."""
    names = listed(
        f"{one.pid} {safe(one.name)}" if one.pid else safe(one.name)
        for one in answer.targets[:_SHOWN]
    )
    if len(answer.targets) > _SHOWN:
        names += " …"
    missing = len(answer.not_run)
    parts = [_looked(answer), _ran(answer.rules - missing)]
    if missing:
        parts.append(
            ngettext("{n} could not", "{n} could not", missing).format(n=missing)
        )
    return _("why {names}").format(names=names), listed(parts)


def _ran(count: int) -> str:
    return ngettext("{n} rule ran", "{n} rules ran", count).format(n=count)


def _looked(answer: Answer) -> str:
    sources = {one.source for one in answer.targets} - {"live"}
    if sources:
        return _("from {file}").format(file=safe(min(sources)))
    if not answer.looked_s:
        return _("looked once")
    return _("looked for {seconds:.0f} s").format(seconds=answer.looked_s)


def totals_text(totals: ProcessUsage, *, is_shared: bool = False) -> str:
    """Return the sums in one sentence: resident, of what, clean, on swap.

    Args:
        totals: What it is about.
        is_shared: They are of several processes, which share pages.
    """
    clean = ""
    if totals.clean:
        text = _(" ({size} of it clean: can be dropped)")
        clean = text.format(size=format_bytes(totals.clean))
    once = ""
    if is_shared and totals.proportional is not None:
        text = _(" (added up; shared pages counted once: {size})")
        once = text.format(size=format_bytes(totals.proportional))
    return _(
        "resident {resident}{once} · anonymous {anonymous} · files {file}{clean} · "
        "shared memory {shmem} · on swap {swapped}"
    ).format(
        resident=format_bytes(totals.resident),
        once=once,
        anonymous=format_bytes(totals.anonymous),
        file=format_bytes(totals.file),
        clean=clean,
        shmem=format_bytes(totals.shmem),
        swapped=format_bytes(totals.swapped),
    )


def not_run_groups(not_run: Sequence[NotRun]) -> list[tuple[str, list[str]]]:
    """Return every reason not to run, with the rules that have it."""
    reasons: dict[str, list[str]] = {}
    for one in not_run:
        reasons.setdefault(one.why, []).append(one.id)
    return [*reasons.items()]
