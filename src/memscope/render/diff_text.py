"""A diff of two snapshots as lines of text: sums first, then what is different."""

from collections.abc import Iterator, Sequence
from datetime import UTC

from memscope.i18n import _, ngettext
from memscope.model.diff import Diff, ProcessDiff, SegmentDiff, SideOfDiff
from memscope.model.process import Process, Thread
from memscope.model.snapshot import Gap
from memscope.render.diff_columns import DIFF_COLUMNS, SEGMENT_DIFF_COLUMNS
from memscope.render.runs import EMPTY, Line, Run, line
from memscope.render.table import table_lines
from memscope.render.wording import gap_text
from memscope.units import safe, shorten_path


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
        lines += [EMPTY, line(Run(f"− {_name(process)}", "bad"), _only("A"))]
    for process in diff.started:
        lines += [EMPTY, line(Run(f"+ {_name(process)}", "good"), _only("B"))]
    if diff.gaps:
        lines += [EMPTY, line(Run(_("not seen"), "title")), *map(_gap, diff.gaps)]
    if not diff.is_different and diff.is_complete:
        lines += [EMPTY, line(Run(_("no difference"), "strong"))]
    return lines


def _headline(diff: Diff) -> Line:
    title = f"memscope · {_moment(diff.before)} → {_moment(diff.after)} UTC"
    kernels = dict.fromkeys(
        safe(f"Linux {side.system.kernel} {side.system.machine}")
        for side in (diff.before, diff.after)
    )
    return line(Run(title, "title"), f" · {' → '.join(kernels)}")


def _moment(side: SideOfDiff) -> str:
    return f"{side.taken_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _only(letter: str) -> Run:
    return Run(" · " + _("only in {side}").format(side=letter))


def _name(process: Process) -> str:
    what = _("process {pid}").format(pid=process.pid)
    return f"{what} {safe(process.name)}"


def _process_lines(one: ProcessDiff, width: int | None) -> Iterator[Line]:
    yield line(Run(_heading(one), "title"), Run(f" · {_layout(one)}", "muted"))
    for sign, style, threads in (
        ("−", "bad", one.ended),
        ("+", "good", one.started),
    ):
        for thread in threads:
            yield line(Run(f"{sign} {_thread(thread)}", style))
    if one.regions is None:
        return
    yield line(_count(len(one.regions)))
    if changed := [sums for sums in one.segments if _is_changed(sums)]:
        yield EMPTY
        yield from table_lines(SEGMENT_DIFF_COLUMNS, changed, width=width)
    if one.regions:
        yield EMPTY
        yield from table_lines(
            DIFF_COLUMNS,
            one.regions,
            width=width,
            optional=("perms", "resident"),
            cut=shorten_path,
        )


def _heading(one: ProcessDiff) -> str:
    if one.before.pid == one.after.pid and one.before.name == one.after.name:
        return _name(one.after)
    return f"{_name(one.before)} → {_name(one.after)}"


def _layout(one: ProcessDiff) -> str:
    if one.same_process and not one.same_layout:
        return _("another program runs in it now: matched by meaning")
    if one.same_layout:
        return _("same layout: matched by address")
    return _("other layout: matched by meaning")


def _thread(thread: Thread) -> str:
    return _("thread {name} ({tid})").format(name=safe(thread.name), tid=thread.tid)


def _count(count: int) -> str:
    if count == 0:
        return _("all regions are the same")
    text = ngettext("{n} region is different", "{n} regions are different", count)
    return text.format(n=count)


def _is_changed(sums: SegmentDiff) -> bool:
    pairs: Sequence[tuple[int | None, int | None]]
    pairs = (sums.regions, sums.virtual, sums.resident)
    return any(was != now for was, now in pairs)


def _gap(gap: Gap) -> Line:
    what = gap_text(gap.what)
    if gap.pid is not None:
        what = _("{what} of process {pid}").format(what=what, pid=gap.pid)
    return line(Run(f"  {what}: {gap_text(gap.why)}", "warn"))
