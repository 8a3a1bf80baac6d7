"""A diff as one HTML file: both maps, the sums, and what is different."""

from memscope.garbage import uncollected
from memscope.i18n import _
from memscope.model.diff import Diff, ProcessDiff, RegionDiff, SegmentDiff
from memscope.render.columns.diff import SEGMENT_DIFF_COLUMNS, diff_columns
from memscope.render.html.map_svg import page_map
from memscope.render.html.shell import page
from memscope.render.html.table import PageTable, Shown, page_column
from memscope.render.words.diff import (
    count_text,
    is_changed,
    kernels_text,
    layout_text,
    moment_text,
    name_text,
    pair_text,
    thread_text,
)
from memscope.render.words.evidence import gap_text
from memscope.render.words.processes import gap_subject

_LOOKS = {"mark": "sign", "range": "mono", "perms": "mono", "letter": "letter"}
_GONE, _NEW = ("−", "bad"), ("+", "good")


def diff_page(diff: Diff) -> str:
    """Return a page with everything that is different between two looks."""
    with uncollected():
        return page(
            "diff.html.j2",
            {
                f"regions-{at}": _table(one, one.regions)
                for at, one in enumerate(diff.processes)
                if one.regions
            },
            title=_title(diff),
            moments=f"A {moment_text(diff.before)} → B {moment_text(diff.after)} UTC",
            kernels=kernels_text(diff),
            verdict=_verdict(diff),
            processes=[_process(one) for one in diff.processes],
            others=[
                *((*_GONE, _only(name_text(one), "A")) for one in diff.ended),
                *((*_NEW, _only(name_text(one), "B")) for one in diff.started),
            ],
            gaps=[
                (gap_subject(one), gap_text(one.why), gap_text(one.remedy or ""))
                for one in diff.gaps
            ],
        )


def _verdict(diff: Diff) -> str:
    is_same = diff.is_complete and not diff.is_different
    return _("no difference") if is_same else ""


def _title(diff: Diff) -> str:
    names = [pair_text(one) for one in diff.processes[:4]]
    return ", ".join(names) or _("no process is in both")


def _only(name: str, side: str) -> str:
    return f"{name} · {_('only in {side}').format(side=side)}"


def _process(one: ProcessDiff) -> dict[str, object]:
    sums = [_sums(row) for row in one.segments if is_changed(row)]
    both = (one.before, one.after) if one.regions else ()
    return {
        "name": pair_text(one),
        "layout": layout_text(one),
        "maps": [page_map(side) for side in both if side.regions],
        "headings": [column.heading for column in SEGMENT_DIFF_COLUMNS[1:]],
        "sums": sums,
        "threads": [
            *((*_GONE, thread_text(thread)) for thread in one.ended),
            *((*_NEW, thread_text(thread)) for thread in one.started),
        ],
        "regions": len(one.regions or ()),
        "count": "" if one.regions is None else count_text(len(one.regions)),
    }


def _sums(row: SegmentDiff) -> dict[str, object]:
    letter, *others = (column.text(row) for column in SEGMENT_DIFF_COLUMNS)
    return {
        "letter": letter,
        "key": f"segment-{row.segment.value}",
        "texts": others,
    }


def _table(process: ProcessDiff, rows: tuple[RegionDiff, ...]) -> PageTable:
    shown = [Shown(one, _LOOKS.get(one.id, "text")) for one in diff_columns(process)]
    details = [one for one in shown if one.column.id in {"detail", "differences"}]
    return PageTable(
        count=len(rows),
        columns=[page_column(one, rows) for one in shown],
        details=[page_column(one, rows) for one in reversed(details)],
    )
