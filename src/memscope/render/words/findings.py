"""Findings in the reader's language: how bad, how sure, what was seen."""

from memscope.i18n import _, listed
from memscope.model.finding import SEVERITIES, Fact, Finding, Severity
from memscope.render.words.evidence import confidence_word
from memscope.units import format_bytes, safe

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
