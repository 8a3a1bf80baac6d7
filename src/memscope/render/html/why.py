"""The answer to "why is it so large?" as one HTML file."""

from memscope.i18n import listed
from memscope.model.finding import Answer, Finding
from memscope.render.html.shell import page
from memscope.render.html.totals import PageTotals
from memscope.render.html.where import page_portions
from memscope.render.words.evidence import gap_text
from memscope.render.words.findings import (
    SEVERITY_STYLES,
    facts_text,
    headline,
    not_run_groups,
    remedy_text,
    size_text,
    sureness_text,
    totals_text,
)
from memscope.render.words.limits import limit_text
from memscope.render.words.processes import gap_subject


def answer_page(answer: Answer) -> str:
    """Return a page with all that `memscope why` says."""
    title, said = headline(answer)
    return page(
        "why.html.j2",
        {},
        title=title,
        said=said,
        moment=f"{answer.taken_at:%Y-%m-%d %H:%M:%S} UTC",
        totals=totals_text(answer.totals, is_shared=len(answer.targets) > 1),
        where=_where(answer),
        limits=[limit_text(one) for one in answer.limits if one.used is not None],
        findings=[_finding(one) for one in answer.findings],
        not_run=[(why, listed(names)) for why, names in not_run_groups(answer.not_run)],
        gaps=[
            (gap_subject(one), gap_text(one.why), gap_text(one.remedy or ""))
            for one in answer.gaps
        ],
    )


def _where(answer: Answer) -> PageTotals | None:
    if not answer.where:
        return None
    share, is_shared = answer.totals.proportional, len(answer.targets) > 1
    return page_portions(answer.where, share=share, is_shared=is_shared)


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
