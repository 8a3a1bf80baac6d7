"""Reports of a snapshot and of a lesson: one HTML file, no network, no other file."""

from collections.abc import Sequence

from markupsafe import Markup

from memscope.garbage import uncollected
from memscope.i18n import _
from memscope.model.claim import LessonResult, Scene
from memscope.model.finding import Finding
from memscope.model.process import Process
from memscope.model.recording import StepMark, Timeline, lesson_runs
from memscope.model.snapshot import Snapshot
from memscope.render.html.findings import page_findings
from memscope.render.html.legend import page_kinds
from memscope.render.html.map_svg import page_map
from memscope.render.html.rows import process_tables
from memscope.render.html.shell import page
from memscope.render.html.steps import PageStep, page_steps
from memscope.render.html.table import PageTable
from memscope.render.html.timeline_svg import timeline_picture
from memscope.render.html.totals import page_totals
from memscope.render.html.where import page_together, page_where
from memscope.render.lesson.text import MARKS, STYLES, summary_parts
from memscope.render.words.access import access_sums
from memscope.render.words.evidence import confidence_legend, gap_text
from memscope.render.words.names import process_name
from memscope.render.words.processes import (
    gap_subject,
    moment_facts,
    process_facts,
    totals_words,
)
from memscope.units import safe


def snapshot_page(
    snapshot: Snapshot,
    timeline: Timeline | None = None,
    findings: Sequence[Finding] = (),
) -> str:
    """Return a page with the map, threads and regions of each process.

    Args:
        snapshot: What to show.
        timeline: Of the recording that it comes from, to be drawn above it.
        findings: What is wrong with the memory, to stand above all.
    """
    with uncollected():
        return _snapshot_page(snapshot, timeline, findings)


def _snapshot_page(
    snapshot: Snapshot, timeline: Timeline | None, findings: Sequence[Finding]
) -> str:
    moment, circumstances = moment_facts(snapshot)
    tables: dict[str, PageTable] = {}
    processes = []
    for at, process in enumerate(snapshot.processes):
        tables |= process_tables(process, snapshot.system, at)
        processes.append(_process(process, snapshot, timeline))
    names = ", ".join(process_name(one) for one in snapshot.processes[:4])
    return page(
        "snapshot.html.j2",
        tables,
        title=names or _("nothing seen"),
        moment=moment,
        circumstances=circumstances,
        together=page_together(snapshot),
        together_words=totals_words(snapshot),
        findings=page_findings(findings),
        processes=processes,
        lessons=_lessons(timeline.steps if timeline else ()),
        gaps=[
            (gap_subject(one), gap_text(one.why), gap_text(one.remedy or ""))
            for one in snapshot.gaps
        ],
        legend=confidence_legend(),
    )


def lesson_page(result: LessonResult, scenes: Sequence[Scene] = ()) -> str:
    """Return a page with every step of a lesson, what it claimed and what was seen.

    Args:
        result: Of the lesson.
        scenes: What was on stage after each step, to be drawn; () when nobody looked.
    """
    return page(
        "lesson.html.j2",
        {},
        title=safe(result.title),
        steps=page_steps(result.steps, scenes),
        summary=[
            (STYLES[verdict] if count else "faint", MARKS[verdict], count, words)
            for verdict, count, words in summary_parts(result)
        ],
    )


def _process(
    process: Process, snapshot: Snapshot, timeline: Timeline | None
) -> dict[str, object]:
    return {
        "name": process_name(process),
        "pid": process.pid,
        "facts": process_facts(process, snapshot),
        "map": page_map(process, has_links=True) if process.regions else None,
        "timeline": _timeline(process, timeline),
        "where": page_where(process),
        "totals": page_totals(process),
        "kinds": page_kinds(process),
        "access": access_sums(process.regions),
        "threads": len(process.threads),
        "regions": len(process.regions),
    }


def _lessons(marks: Sequence[StepMark]) -> list[tuple[str, list[PageStep]]]:
    """Return the lessons that a recording is of: titles and steps."""
    return [
        (safe(run[-1].title), page_steps([mark.step for mark in run]))
        for run in lesson_runs(marks)
    ]


def _timeline(process: Process, timeline: Timeline | None) -> Markup | None:
    if timeline is None:
        return None
    return Markup(timeline_picture(timeline, process.identity))
