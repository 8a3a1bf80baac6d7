"""The answer to "why is it so large?" as one HTML file."""

from memscope.i18n import listed
from memscope.model.finding import Answer
from memscope.render.html.findings import page_findings
from memscope.render.html.shell import page
from memscope.render.html.where import page_portions
from memscope.render.words.evidence import gap_text
from memscope.render.words.findings import headline, not_run_groups, totals_text
from memscope.render.words.limits import limit_text, near_limits
from memscope.render.words.processes import gap_subject


def answer_page(answer: Answer) -> str:
    """Return a page with all that `memscope why` says."""
    title, said = headline(answer)
    is_shared = len(answer.targets) > 1
    share = answer.totals.proportional
    return page(
        "why.html.j2",
        {},
        title=title,
        said=said,
        moment=f"{answer.taken_at:%Y-%m-%d %H:%M:%S} UTC",
        totals=totals_text(answer.totals, is_shared=is_shared),
        where=page_portions(answer.where, share=share, is_shared=is_shared)
        if answer.where
        else None,
        limits=[limit_text(one) for one in near_limits(answer.limits)],
        findings=page_findings(answer.findings),
        not_run=[(why, listed(names)) for why, names in not_run_groups(answer.not_run)],
        gaps=[
            (gap_subject(one), gap_text(one.why), gap_text(one.remedy or ""))
            for one in answer.gaps
        ],
    )
