"""Reports of a snapshot and of a lesson: one HTML file, no network, no other file."""

from markupsafe import Markup

from memscope.codec.garbage import uncollected
from memscope.i18n import _
from memscope.model.claim import LessonResult, Verdict
from memscope.model.process import Process
from memscope.model.snapshot import Snapshot
from memscope.model.timeline import Timeline
from memscope.render.lesson_text import MARKS, STYLES, summary_parts
from memscope.render.map_svg import page_map
from memscope.render.names import process_name
from memscope.render.page import page
from memscope.render.page_rows import region_table, thread_table
from memscope.render.page_table import PageTable
from memscope.render.page_totals import page_totals
from memscope.render.process_facts import gap_subject, moment_facts, process_facts
from memscope.render.timeline_svg import timeline_picture
from memscope.render.wording import confidence_legend, gap_text
from memscope.units import format_ms, safe


def snapshot_page(snapshot: Snapshot, timeline: Timeline | None = None) -> str:
    """Return a page with the map, threads and regions of each process.

    Args:
        snapshot: What to show.
        timeline: Of the recording that it comes from, to be drawn above it.
    """
    with uncollected():
        return _snapshot_page(snapshot, timeline)


def _snapshot_page(snapshot: Snapshot, timeline: Timeline | None) -> str:
    moment, circumstances = moment_facts(snapshot)
    tables: dict[str, PageTable] = {}
    processes = []
    for at, process in enumerate(snapshot.processes):
        tables[f"threads-{at}"] = thread_table(process, snapshot.system.machine)
        tables[f"regions-{at}"] = region_table(process, snapshot.system.page_size)
        processes.append(_process(process, snapshot, timeline))
    names = ", ".join(process_name(one) for one in snapshot.processes[:4])
    return page(
        "snapshot.html.j2",
        tables,
        title=names or _("nothing seen"),
        moment=moment,
        circumstances=circumstances,
        processes=processes,
        gaps=[
            (gap_subject(one), gap_text(one.why), gap_text(one.remedy or ""))
            for one in snapshot.gaps
        ],
        legend=confidence_legend(),
    )


def lesson_page(result: LessonResult) -> str:
    """Return a page with every step of a lesson, what it claimed and what was seen."""
    return page(
        "lesson.html.j2",
        {},
        title=safe(result.title),
        steps=result.steps,
        summary=summary_parts(result),
        marks=MARKS,
        styles=STYLES,
        verdicts=list(Verdict),
        safe=safe,
        duration=format_ms,
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
        "totals": page_totals(process),
        "threads": len(process.threads),
        "regions": len(process.regions),
    }


def _timeline(process: Process, timeline: Timeline | None) -> Markup | None:
    if timeline is None:
        return None
    return Markup(timeline_picture(timeline, process.identity))
