"""What a diff says, in words that text and page share."""

from collections.abc import Sequence
from datetime import UTC

from memscope.i18n import _, ngettext
from memscope.model.diff import Diff, ProcessDiff, SegmentDiff, SideOfDiff
from memscope.model.process import Process, Thread
from memscope.render.words.processes import machine_words
from memscope.units import safe


def kernels_text(diff: Diff) -> str:
    """Return the kernel of both sides, or both kernels."""
    kernels = dict.fromkeys(
        machine_words(side.system) for side in (diff.before, diff.after)
    )
    return " → ".join(kernels)


def moment_text(side: SideOfDiff) -> str:
    """Return when one of the looks was taken, in UTC."""
    return f"{side.taken_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def name_text(process: Process) -> str:
    """Return what a process is called."""
    what = _("process {pid}").format(pid=process.pid)
    return f"{what} {safe(process.name)}"


def pair_text(one: ProcessDiff) -> str:
    """Return what the process is called on both sides."""
    if one.before.pid == one.after.pid and one.before.name == one.after.name:
        return name_text(one.after)
    return f"{name_text(one.before)} → {name_text(one.after)}"


def layout_text(one: ProcessDiff) -> str:
    """Say how regions were matched."""
    if one.regions is None:
        return _("nothing to match: the memory of one look was not seen")
    if one.same_process and not one.same_layout:
        return _("another program runs in it now: matched by meaning")
    if one.same_layout:
        return _("same layout: matched by address")
    return _("other layout: matched by meaning")


def thread_text(thread: Thread) -> str:
    """Return what a thread is called."""
    return _("thread {name} ({tid})").format(name=safe(thread.name), tid=thread.tid)


def count_text(count: int) -> str:
    """Say how many regions are different."""
    if count == 0:
        return _("all regions are the same")
    text = ngettext("{n} region is different", "{n} regions are different", count)
    return text.format(n=count)


def is_changed(sums: SegmentDiff) -> bool:
    """Tell whether a segment is worth a row."""
    pairs: Sequence[tuple[int | None, int | None]]
    pairs = (sums.regions, sums.virtual, sums.resident)
    return any(was != now for was, now in pairs)
