"""Findings for a page: how bad, how sure, what to do, by what evidence."""

from collections.abc import Sequence

from memscope.model.finding import Finding
from memscope.render.words.findings import (
    SEVERITY_STYLES,
    facts_text,
    remedy_text,
    size_text,
    sureness_text,
)


def page_findings(findings: Sequence[Finding]) -> list[dict[str, object]]:
    """Return what the template draws of each."""
    return [_finding(one) for one in findings]


def _finding(one: Finding) -> dict[str, object]:
    return {
        "id": one.id,
        "style": SEVERITY_STYLES[one.severity],
        "size": size_text(one),
        "sure": sureness_text(one),
        "title": one.title,
        "text": one.text,
        "remedy": remedy_text(one),
        "command": one.remedy.command if one.remedy else None,
        "evidence": facts_text(one) if one.evidence else "",
        "more": one.more,
    }
