"""A snapshot as text that one wants to paste into a bug report.

Regions come in order of address, as in maps. Without a width nothing is cut; with
one, only the last column is, and columns that say least give way first.
"""

import shlex
from collections.abc import Iterable, Sequence
from datetime import UTC

from memscope.analyze.totals import Total, segment_totals, total_of
from memscope.i18n import N_, _, ngettext
from memscope.model.kinds import Segment
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Gap, Snapshot
from memscope.model.usage import ProcessUsage
from memscope.render.columns import (
    REGION_COLUMNS,
    THREAD_COLUMNS,
    Column,
    Value,
    number_column,
    select,
    size_column,
)
from memscope.render.page_grid import region_pages_lines
from memscope.render.palette import SEGMENT_LOOKS
from memscope.render.runs import EMPTY, Line, Run, line, wrap
from memscope.render.syscalls import syscall_name
from memscope.render.table import table_lines
from memscope.render.wording import confidence_legend, gap_text, state_word
from memscope.units import (
    UNKNOWN,
    cell_width,
    fit,
    format_bytes,
    format_ms,
    safe,
    shorten,
    shorten_path,
)

_TICKS_PER_S = 100
"""The kernel counts start times in this unit for all programs (USER_HZ)."""

_REGIONS = select(
    REGION_COLUMNS,
    *("range", "perms", "size", "resident", "proportional", "private"),
    *("letter", "kind", "sure", "evidence", "what"),
)
_THREADS = select(
    THREAD_COLUMNS,
    *("tid", "name", "state", "cpu_ms", "sp", "stack", "reserved", "limit"),
    *("touched", "depth", "guard", "sure", "evidence"),
)

SegmentRow = tuple[Segment | None, Total]
_TOTALS: tuple[Column[SegmentRow], ...] = (
    Column(
        "letter",
        "",
        lambda row: row[0] and row[0].value,
        lambda name: SEGMENT_LOOKS[Segment(str(name))].letter if name else "",
        style=lambda name: f"spine.segment-{name}" if name else "",
    ),
    Column(
        "segment",
        N_("segment"),
        lambda row: row[0] and row[0].value,
        lambda name: _(SEGMENT_LOOKS[Segment(str(name))].name) if name else _("all"),
    ),
    number_column("regions", N_("regions"), lambda row: row[1].regions),
    size_column("virtual", N_("virtual"), lambda row: row[1].virtual),
    size_column("resident", N_("resident"), lambda row: row[1].resident),
    size_column("proportional", N_("share"), lambda row: row[1].proportional),
    Column("end", "", lambda _row: None, lambda _value: ""),
)


def snapshot_lines(snapshot: Snapshot, *, width: int | None = None) -> list[Line]:
    """Return the snapshot as styled lines.

    Args:
        snapshot: What to show.
        width: Cells of a line; None: lines are as long as they have to be.
    """
    lines = [_headline(snapshot)]
    for process in snapshot.processes:
        lines += (EMPTY, *_process_lines(process, snapshot, width))
    lines += _gap_lines(snapshot.gaps)
    return lines


def _headline(snapshot: Snapshot) -> Line:
    moment = snapshot.taken_at.astimezone(UTC)
    system = snapshot.system
    return line(
        Run(f"memscope · {moment:%Y-%m-%d %H:%M:%S} UTC", "title"),
        f" · Linux {safe(system.kernel)} {safe(system.machine)} · ",
        _("taken in {duration}").format(duration=format_ms(snapshot.took_ms)),
    )


def _process_lines(
    process: Process, snapshot: Snapshot, width: int | None
) -> list[Line]:
    lines = [
        line(
            Run(_("process {pid}").format(pid=process.pid), "title"),
            Run(f" {safe(process.name)}", "strong"),
        )
    ]
    lines += _facts(process, snapshot, width)
    if process.regions:
        lines += (EMPTY, *_totals_lines(process, width))
    if process.threads:
        machine = snapshot.system.machine
        lines += (EMPTY, *_thread_lines(process, machine, width))
    if process.regions:
        lines += (EMPTY, *_region_lines(process.regions, width))
    if any(region.pages is not None for region in process.regions):
        size = snapshot.system.page_size
        pages = region_pages_lines(process.regions, size, width=width)
        lines += (EMPTY, _title(_("pages")), *pages)
    return lines


def _facts(process: Process, snapshot: Snapshot, width: int | None) -> list[Line]:
    facts = [
        (_("executable"), safe(process.exe) if process.exe else ""),
        (_("command line"), safe(shlex.join(process.cmdline))),
        (_("state"), state_word(process.state)),
        (_("parent"), str(process.ppid) if process.ppid else ""),
        (_("started"), _start(process.start_ticks)),
        (_("address space"), _address_space(process, snapshot.processes)),
        (_("memory"), _usage(process.usage)),
    ]
    shown = [(name, text) for name, text in facts if text]
    widest = max(cell_width(name) for name, _text in shown)
    lines = []
    for name, text in shown:
        pieces = [text] if width is None else wrap(text, max(width - widest - 4, 16))
        for at, piece in enumerate(pieces):
            heading = fit("" if at else name, widest)
            lines.append(line(Run(f"  {heading}  ", "muted"), piece))
    return lines


def _start(ticks: int) -> str:
    minutes, seconds = divmod(ticks / _TICKS_PER_S, 60)
    hours, minutes = divmod(int(minutes), 60)
    return _("{time} after the machine was started").format(
        time=f"{hours}:{minutes:02d}:{seconds:05.2f}"
    )


def _address_space(process: Process, others: Sequence[Process]) -> str:
    name = process.address_space
    if name is None:
        return ""
    same = [
        str(other.pid)
        for other in others
        if other.address_space == name and other.pid != process.pid
    ]
    if not same:
        return safe(name)
    text = _("{name}, the same as that of {pids}")
    return text.format(name=safe(name), pids=", ".join(same))


def _usage(usage: ProcessUsage) -> str:
    parts = (
        (_("{size} virtual"), usage.virtual),
        (_("{size} resident"), usage.resident),
        (_("{size} its share"), usage.proportional),
        (_("{size} its own"), usage.unique),
        (_("{size} swapped"), usage.swapped),
    )
    known = [
        text.format(size=format_bytes(size)) for text, size in parts if size is not None
    ]
    return ", ".join(known)


def _totals_lines(process: Process, width: int | None) -> list[Line]:
    rows: list[SegmentRow] = list(segment_totals(process).items())
    rows.append((None, total_of(list(process.regions))))
    return table_lines(_TOTALS, rows, width=width)


def _thread_lines(process: Process, machine: str, width: int | None) -> Iterable[Line]:
    count = len(process.threads)
    yield _title(ngettext("{n} thread", "{n} threads", count).format(n=count))
    waits: Column[Thread] = Column(
        "syscall",
        N_("waits in"),
        lambda thread: thread.syscall,
        lambda number: syscall_name(_number(number), machine) or UNKNOWN,
    )
    columns = [*_THREADS[:3], waits, *_THREADS[3:]]
    if not any(thread.stack and thread.stack.limit for thread in process.threads):
        columns = [column for column in columns if column.id != "limit"]
    yield from table_lines(
        columns,
        process.threads,
        width=width,
        optional=("cpu_ms", "limit", "sp", "guard", "syscall", "state", "stack"),
        cut=shorten,
    )
    for thread in process.threads:
        if thread.registers:
            yield from _register_lines(thread, thread.registers, width)


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _register_lines(
    thread: Thread, registers: dict[str, int], width: int | None
) -> Iterable[Line]:
    stopped = _("registers of {tid}").format(tid=thread.tid)
    if thread.stopped_us is not None:
        stopped += ", " + _("stopped for {duration}").format(
            duration=f"{thread.stopped_us:.0f} µs"
        )
    yield EMPTY
    yield line(Run(stopped, "strong"))
    widest = max(map(len, registers))
    cells = [f"{name:>{widest}} {value:016x}" for name, value in registers.items()]
    many = max(((width or 110) - 2) // (widest + 19), 1)
    for at in range(0, len(cells), many):
        yield line("  " + "  ".join(cells[at : at + many]))


def _region_lines(regions: Sequence[Region], width: int | None) -> Iterable[Line]:
    count = len(regions)
    yield _title(ngettext("{n} region", "{n} regions", count).format(n=count))
    yield from table_lines(
        _REGIONS,
        regions,
        width=width,
        optional=("evidence", "private", "proportional", "kind", "resident"),
        cut=shorten_path,
    )
    legend = _("share: a page in RAM counts in equal parts for all who map it")
    yield line(Run(f"{confidence_legend()} · {legend}", "muted"))


def _gap_lines(gaps: Sequence[Gap]) -> Iterable[Line]:
    if not gaps:
        return
    yield EMPTY
    yield _title(_("not seen"))
    for gap in gaps:
        remedy = f" → {gap_text(gap.remedy)}" if gap.remedy else ""
        why = f": {gap_text(gap.why)}{remedy}"
        yield line(Run("  "), Run(_what_of(gap), "warn"), why)


def _what_of(gap: Gap) -> str:
    if gap.pid is None:
        return gap_text(gap.what)
    if gap.what == "process":
        return _("process {pid}").format(pid=gap.pid)
    text = _("{what} of process {pid}")
    return text.format(what=gap_text(gap.what), pid=gap.pid)


def _title(text: str) -> Line:
    return line(Run(text, "title"))
