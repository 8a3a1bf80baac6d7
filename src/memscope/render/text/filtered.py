"""The regions that a filter shows, as text, and how much it hides."""

from collections.abc import Iterator, Sequence

from memscope.analyze.filter.matching import Tally
from memscope.i18n import _, ngettext
from memscope.model.process import Process
from memscope.model.snapshot import Snapshot
from memscope.render.runs import EMPTY, Line, Run, line
from memscope.render.text.snapshot import headlines, region_lines
from memscope.units import format_bytes, safe


def filtered_lines(
    snapshot: Snapshot,
    tallies: Sequence[Tally],
    *,
    width: int | None = None,
    every: bool = False,
) -> list[Line]:
    """Return title, counts and table of each process.

    Args:
        snapshot: With the regions that are shown.
        tallies: What they are of, in order of processes.
        width: Cells of a line; None: lines are as long as they have to be.
        every: Each region has its line, however many are alike.
    """
    lines = headlines(snapshot, width)
    for process, tally in zip(snapshot.processes, tallies, strict=True):
        lines += (EMPTY, *_process(process, tally))
        if process.regions:
            lines += region_lines(process, width, every)
    return lines


def _process(process: Process, tally: Tally) -> Iterator[Line]:
    title = _("process {pid}").format(pid=process.pid)
    yield line(Run(title, "title"), Run(f" {safe(process.name)}", "strong"))
    text = ngettext(
        "{n} of {all} region · {shown} in RAM shown, {hidden} hidden",
        "{n} of {all} regions · {shown} in RAM shown, {hidden} hidden",
        tally.all,
    )
    told = text.format(
        n=tally.shown,
        all=tally.all,
        shown=format_bytes(tally.shown_bytes),
        hidden=format_bytes(tally.hidden_bytes),
    )
    yield line("  ", Run(told))
    if tally.unknown:
        yield line("  ", Run(unknown_words(tally.unknown), "warn"))


def unknown_words(count: int) -> str:
    """Say of how many hidden regions nobody knows whether they are meant."""
    text = ngettext(
        "of {n} hidden region it is not known whether it is meant",
        "of {n} hidden regions it is not known whether they are meant",
        count,
    )
    return text.format(n=count)
