"""A snapshot as text that one wants to paste into a bug report.

Regions come in order of address, as in maps. Without a width nothing is cut; with
one, only the last column is, and columns that say least give way first.
"""

from collections.abc import Iterable, Mapping, Sequence

from memscope.analyze.portions import portions, portions_of
from memscope.analyze.repetition import Fold, folded_regions, folded_threads
from memscope.analyze.stacks.unjoined import unjoined_stacks
from memscope.analyze.totals import only_executable
from memscope.i18n import _, ngettext
from memscope.model.abi import address_digits
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Gap, Snapshot
from memscope.parse.registers import register_digits
from memscope.render.columns.column import Column, select
from memscope.render.columns.folds import (
    fold_words,
    region_fold_columns,
    thread_fold_columns,
)
from memscope.render.columns.regions import (
    REGION_COLUMNS,
    THREAD_COLUMNS,
    in_digits,
    waits_column,
)
from memscope.render.columns.totals import (
    TOTALS_COLUMNS,
    SegmentRow,
    totals_rows,
)
from memscope.render.runs import EMPTY, Line, Run, line, plain, width_of, wrap
from memscope.render.text.portions import portion_lines
from memscope.render.text.standing import standing_lines
from memscope.render.text.table import table_lines
from memscope.render.words.access import access_sums
from memscope.render.words.evidence import confidence_legend, gap_text
from memscope.render.words.memory import same_bytes
from memscope.render.words.processes import (
    gap_subject,
    moment_facts,
    process_facts,
    totals_words,
)
from memscope.units import (
    cell_width,
    fit,
    format_bytes,
    safe,
    shorten,
    shorten_path,
)

_NUMBERS = ("range", "perms", "size", "resident", "proportional", "private")
_WORDS = ("letter", "kind", "sure", "evidence")
_REGIONS = select(REGION_COLUMNS, *_NUMBERS, *_WORDS, "what")
_WITH_DELETED = select(REGION_COLUMNS, *_NUMBERS, *_WORDS, "deleted", "what")
_THREADS = select(
    THREAD_COLUMNS,
    *("tid", "name", "state", "cpu_ms", "sp", "stack", "reserved", "limit"),
    *("touched", "depth", "guard", "sure", "evidence"),
)


def snapshot_lines(
    snapshot: Snapshot, *, width: int | None = None, every: bool = False
) -> list[Line]:
    """Return the snapshot as styled lines.

    Args:
        snapshot: What to show.
        width: Cells of a line; None: lines are as long as they have to be.
        every: Each region and each thread has its line, however many are alike.
    """
    lines = headlines(snapshot, width)
    for process in snapshot.processes:
        lines += (EMPTY, *_process_lines(process, snapshot, width, every))
    lines += _together_lines(snapshot, width)
    lines += _gap_lines(snapshot.gaps)
    return lines


def headlines(snapshot: Snapshot, width: int | None) -> list[Line]:
    """Return when and where it was taken."""
    moment, circumstances = moment_facts(snapshot)
    title = Run(f"memscope · {moment}", "title")
    whole = line(title, f" · {circumstances}")
    if width is None or width_of(whole) <= width:
        return [whole]
    return [line(title), *(line(one) for one in wrap(circumstances, width))]


def _process_lines(
    process: Process, snapshot: Snapshot, width: int | None, every: bool
) -> list[Line]:
    lines = [
        line(
            Run(_("process {pid}").format(pid=process.pid), "title"),
            Run(f" {safe(process.name)}", "strong"),
        )
    ]
    if process.regions:
        share = process.usage.proportional
        lines += portion_lines(portions(process), share=share, width=width)
        lines.append(EMPTY)
    lines += _fact_lines(process, snapshot, width)
    if process.regions:
        lines += (EMPTY, *_totals_lines(process, width))
    lines += standing_lines(process, width=width)
    if process.threads:
        machine = snapshot.system.machine
        lines += (EMPTY, *_thread_lines(process, machine, width, every))
    if process.regions:
        lines += (EMPTY, *region_lines(process, width, every))
    if any(region.pages is not None for region in process.regions):
        from memscope.render.pages.grid import region_pages_lines

        size = snapshot.system.page_size
        digits = address_digits(process.abi)
        pages = region_pages_lines(process.regions, size, width=width, digits=digits)
        lines += (EMPTY, _title(_("pages")), *pages)
    return lines


def _together_lines(snapshot: Snapshot, width: int | None) -> Iterable[Line]:
    """Tell what several processes take together, each shared page once."""
    if not (together := totals_words(snapshot)):
        return
    yield EMPTY
    yield from (line(Run(one, "title")) for one in wrap(together, width or 10_000))
    yield from portion_lines(
        portions_of(snapshot.processes),
        share=snapshot.totals.proportional,
        is_shared=True,
        width=width,
    )
    legend = _("resident: a page counts for each who maps it; share: once in all")
    yield line(Run(legend, "muted"))


def _fact_lines(process: Process, snapshot: Snapshot, width: int | None) -> list[Line]:
    shown = process_facts(process, snapshot)
    widest = max(cell_width(name) for name, _text in shown)
    lines = []
    for name, text in shown:
        pieces = [text] if width is None else wrap(text, max(width - widest - 4, 16))
        for at, piece in enumerate(pieces):
            heading = fit("" if at else name, widest)
            lines.append(line(Run(f"  {heading}  ", "muted"), piece))
    return lines


def _totals_lines(process: Process, width: int | None) -> list[Line]:
    end: Column[SegmentRow] = Column("end", "", lambda _row: None, lambda _value: "")
    lines = table_lines(
        (*TOTALS_COLUMNS, end), totals_rows(process), width=width, optional=("copies",)
    )
    return [*lines, *_doubtful_code(process)]


def _doubtful_code(process: Process) -> Iterable[Line]:
    """Say how much of the code's total may be anything."""
    size = only_executable(process)
    if size:
        text = _("of the code, {size} can be executed and nothing says what it is")
        yield line(Run("  " + text.format(size=format_bytes(size)), "muted"))


def _thread_lines(
    process: Process, machine: str, width: int | None, every: bool
) -> Iterable[Line]:
    count = len(process.threads)
    yield _title(ngettext("{n} thread", "{n} threads", count).format(n=count))
    shown = in_digits(_THREADS, process.abi)
    columns = [*shown[:3], waits_column(process, machine), *shown[3:]]
    if not any(thread.stack and thread.stack.limit for thread in process.threads):
        columns = [column for column in columns if column.id != "limit"]
    optional = ("cpu_ms", "limit", "sp", "guard", "syscall", "state", "stack")
    folds = [] if every else folded_threads(process.threads)
    if any(fold.count > 1 for fold in folds):
        together = thread_fold_columns(columns, process.abi)
        yield from table_lines(
            together, folds, width=width, optional=optional, cut=shorten
        )
    else:
        yield from table_lines(
            columns, process.threads, width=width, optional=optional, cut=shorten
        )
    yield from _unjoined_lines(process)
    for thread in process.threads:
        if thread.registers:
            yield from _register_lines(thread, thread.registers, width)


def _unjoined_lines(process: Process) -> Iterable[Line]:
    """Say what ended threads left behind: a leak, unless somebody joins them."""
    left = unjoined_stacks(process.regions)
    if left.count:
        text = ngettext(
            "{n} stack of an ended thread that nobody joined (yet): {size}, of which "
            "{resident} in RAM",
            "{n} stacks of ended threads that nobody joined (yet): {size}, of which "
            "{resident} in RAM",
            left.count,
        )
        size, resident = format_bytes(left.size), format_bytes(left.resident)
        yield line(Run("  " + text.format(n=left.count, size=size, resident=resident)))


def _register_lines(
    thread: Thread, registers: Mapping[str, int], width: int | None
) -> Iterable[Line]:
    stopped = _("registers of {tid}").format(tid=thread.tid)
    if thread.stopped_us is not None:
        stopped += ", " + _("stopped for {duration}").format(
            duration=f"{thread.stopped_us:.0f} µs"
        )
    yield EMPTY
    yield line(Run(stopped, "strong"))
    widest = max(map(len, registers))
    digits = register_digits(registers)
    cells = [
        f"{name:>{widest}} {value:0{digits}x}" for name, value in registers.items()
    ]
    many = max(((width or 110) - 2) // (widest + digits + 3), 1)
    for at in range(0, len(cells), many):
        yield line("  " + "  ".join(cells[at : at + many]))


def region_lines(process: Process, width: int | None, every: bool) -> Iterable[Line]:
    """Yield the table of regions, and what its signs mean."""
    regions = process.regions
    columns = _WITH_DELETED if any(one.deleted for one in regions) else _REGIONS
    folds = [] if every else folded_regions(process)
    yield _title(_region_title(len(regions), len(folds)))
    columns = in_digits(columns, process.abi)
    optional = ("evidence", "private", "proportional", "kind", "resident")
    if 0 < len(folds) < len(regions):
        together = region_fold_columns(columns, process.abi)
        lines = table_lines(
            together, folds, width=width, optional=optional, cut=shorten_path
        )
        yield lines[0]
        for fold, one in zip(folds, lines[1:], strict=True):
            yield one
            yield from _rest_of(fold, one, width)
    else:
        yield from table_lines(
            columns, regions, width=width, optional=optional, cut=shorten_path
        )
    legend = _("share: a page in RAM counts in equal parts for all who map it")
    yield line(Run(f"{confidence_legend()} · {legend}", "muted"))
    yield from (line(Run(text, style)) for style, text in access_sums(regions))
    twice = same_bytes(regions, address_digits(process.abi))
    yield from (line(Run(one, "muted")) for one in twice)


def _rest_of(fold: Fold[Region], row: Line, width: int | None) -> Iterable[Line]:
    """Say below a row what found no room at its end."""
    words = fold_words(fold) if fold.count > 1 else ""
    if words and width is not None and not plain(row).endswith(words):
        for part in wrap(words, max(width - 4, 16)):
            yield line("    ", Run(part, "muted"))


def _region_title(count: int, lines: int) -> str:
    title = ngettext("{n} region", "{n} regions", count).format(n=count)
    if not 0 < lines < count:
        return title
    text = _("{title}, in {n} lines, alike ones together; each one: --all")
    return text.format(title=title, n=lines)


def _gap_lines(gaps: Sequence[Gap]) -> Iterable[Line]:
    if not gaps:
        return
    yield EMPTY
    yield _title(_("not seen"))
    for gap in gaps:
        remedy = f" → {gap_text(gap.remedy)}" if gap.remedy else ""
        why = f": {gap_text(gap.why)}{remedy}"
        yield line(Run("  "), Run(gap_subject(gap), "warn"), why)


def _title(text: str) -> Line:
    return line(Run(text, "title"))
