"""A diff of two snapshots as lines of text: sums first, then what is different."""

from collections.abc import Iterator

from memscope.i18n import _
from memscope.model.diff import Diff, ProcessDiff
from memscope.model.snapshot import Gap
from memscope.render.columns.diff import SEGMENT_DIFF_COLUMNS, diff_columns
from memscope.render.runs import EMPTY, Line, Run, line
from memscope.render.text.table import table_lines
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
from memscope.units import shorten_path


def diff_lines(diff: Diff, *, width: int | None = None) -> list[Line]:
    """Return the diff as styled lines.

    Args:
        diff: What to show.
        width: Cells of a line; None: lines are as long as they have to be.
    """
    lines = [_headline(diff)]
    for one in diff.processes:
        lines += [EMPTY, *_process_lines(one, width)]
    for process in diff.ended:
        lines += [EMPTY, line(Run(f"− {name_text(process)}", "bad"), _only("A"))]
    for process in diff.started:
        lines += [EMPTY, line(Run(f"+ {name_text(process)}", "good"), _only("B"))]
    if diff.gaps:
        lines += [EMPTY, line(Run(_("not seen"), "title")), *map(_gap, diff.gaps)]
    if not diff.is_different and diff.is_complete:
        lines += [EMPTY, line(Run(_("no difference"), "strong"))]
    return lines


def _headline(diff: Diff) -> Line:
    both = f"{moment_text(diff.before)} → {moment_text(diff.after)}"
    return line(Run(f"memscope · {both} UTC", "title"), f" · {kernels_text(diff)}")


def _only(letter: str) -> Run:
    return Run(" · " + _("only in {side}").format(side=letter))


def _process_lines(one: ProcessDiff, width: int | None) -> Iterator[Line]:
    yield line(Run(pair_text(one), "title"), Run(f" · {layout_text(one)}", "muted"))
    for sign, style, threads in (
        ("−", "bad", one.ended),
        ("+", "good", one.started),
    ):
        for thread in threads:
            yield line(Run(f"{sign} {thread_text(thread)}", style))
    if one.regions is None:
        return
    yield line(count_text(len(one.regions)))
    if changed := [sums for sums in one.segments if is_changed(sums)]:
        yield EMPTY
        yield from table_lines(SEGMENT_DIFF_COLUMNS, changed, width=width)
    if one.regions:
        yield EMPTY
        yield from table_lines(
            diff_columns(one),
            one.regions,
            width=width,
            optional=("perms", "resident"),
            cut=shorten_path,
        )


def _gap(gap: Gap) -> Line:
    what = gap_text(gap.what)
    if gap.pid is not None:
        what = _("{what} of process {pid}").format(what=what, pid=gap.pid)
    return line(Run(f"  {what}: {gap_text(gap.why)}", "warn"))
