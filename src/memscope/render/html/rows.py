"""Rows for a page: what it shows of each region, and of each thread."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Generic

from msgspec import Struct

from memscope.analyze.repetition import Fold, folded_regions, folded_threads
from memscope.analyze.totals import add_known
from memscope.i18n import N_
from memscope.model.abi import address_digits
from memscope.model.kinds import Kind
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from memscope.model.snapshot import System
from memscope.parse.registers import register_digits
from memscope.render.columns.column import Column, Row, Value, select
from memscope.render.columns.folds import (
    fold_words,
    region_fold_columns,
    thread_fold_columns,
)
from memscope.render.columns.regions import (
    REGION_COLUMNS,
    THREAD_COLUMNS,
    address_range,
    in_digits,
    waits_column,
)
from memscope.render.html.table import PageTable, Shown, page_column
from memscope.render.pages.grid import pages_text
from memscope.render.palette import KIND_STYLES
from memscope.render.words.flags import flag_words, reasons_of
from memscope.render.words.memory import memory_words
from memscope.render.words.names import colour_key, region_name
from memscope.render.words.reasons import reason_for
from memscope.units import UNKNOWN, safe

_MONO = {"range", "perms", "sp", "stack", "flags", "device"}
_OF_FILE = ("offset", "device", "inode")
"""Say nothing of memory without a file."""
_BREAK = "\n"


class _RowLayout(Struct, Generic[Row], frozen=True):
    """The columns of a table, and what there is to say of a chosen row."""

    columns: list[Shown[Row]]
    details: list[Shown[Row]]


def process_tables(process: Process, system: System, at: int) -> dict[str, PageTable]:
    """Return the tables of a process, by the names that the template has for them.

    Where some rows are alike, there is a table of those told together as well.

    Args:
        process: Whose.
        system: The machine that it runs on.
        at: Its place on the page.
    """
    tables = {
        f"threads-{at}": thread_table(process, system.machine),
        f"regions-{at}": region_table(process, system.page_size),
    }
    threads = folded_threads(process.threads)
    if len(threads) < len(process.threads):
        layout = _thread_layout(process, system.machine)
        folds = _folded(layout, partial(thread_fold_columns, abi=process.abi))
        tables[f"threads-folds-{at}"] = _table(threads, folds)
    regions = folded_regions(process)
    if len(regions) < len(process.regions):
        both = _region_layout(process, system.page_size)
        more = {"filled": _percent_together, "name": fold_words}
        told = partial(region_fold_columns, abi=process.abi, more=more)
        tables[f"regions-folds-{at}"] = _table(
            regions, _folded(both, told), is_reversed=True
        )
    return tables


def region_table(process: Process, page_size: int) -> PageTable:
    """Return the table of a process's regions, high addresses first.

    Args:
        process: Whose.
        page_size: Bytes; regions that know their pages show them.
    """
    layout = _region_layout(process, page_size)
    return _table(process.regions, layout, is_reversed=True)


def thread_table(process: Process, machine: str) -> PageTable:
    """Return the table of a process's threads and their stacks."""
    return _table(process.threads, _thread_layout(process, machine))


def _table(
    rows: Sequence[Row], layout: _RowLayout[Row], *, is_reversed: bool = False
) -> PageTable:
    return PageTable(
        count=len(rows),
        columns=[page_column(one, rows) for one in layout.columns],
        details=[page_column(one, rows) for one in layout.details],
        reversed=is_reversed,
    )


def _folded(
    layout: _RowLayout[Row],
    told: Callable[[list[Column[Row]]], Sequence[Column[Fold[Row]]]],
) -> _RowLayout[Fold[Row]]:
    """Return the same columns for rows that are told together."""

    def shown(those: list[Shown[Row]]) -> list[Shown[Fold[Row]]]:
        columns = told([one.column for one in those])
        looks = [one.look for one in those]
        return list(map(Shown, columns, looks))

    return _RowLayout(shown(layout.columns), shown(layout.details))


def _region_layout(process: Process, page_size: int) -> _RowLayout[Region]:
    exe, rows = process.exe, process.regions
    digits = address_digits(process.abi)
    columns = [
        Shown(_letter(exe), "letter"),
        *_addresses(process),
        *_shown("what", "perms", "size", "resident"),
        Shown(_filled(), "bar"),
        *_shown("proportional", "private", "kind", "sure", "evidence"),
    ]
    if any(region.deleted for region in rows):
        columns[3:3] = _shown("deleted")
    if not any(region.usage.proportional is not None for region in rows):
        columns = [one for one in columns if one.column.id != "proportional"]
    details = [
        Shown(_made("name", "", lambda region: region_name(region, exe))),
        Shown(_made("reason", "", reason_for)),
        *_shown("confidence"),
        Shown(_made("why", N_("evidence"), _sentences)),
        Shown(_made("memory", N_("memory"), partial(_memory, digits=digits))),
        Shown(_whole(digits)),
        *_shown("segment", "thread", "image", "path"),
        *(Shown(_of_file(one)) for one in select(REGION_COLUMNS, *_OF_FILE)),
        *_shown("shared", "swapped", "locked", "clean", "dirty", "flags"),
    ]
    if any(region.pages is not None for region in rows):
        details.append(Shown(_pages(page_size), "mono"))
    return _RowLayout(columns, details)


def _thread_layout(process: Process, machine: str) -> _RowLayout[Thread]:
    ids = ["tid", "name", "state", "cpu_ms", "stack", "reserved", "limit", "touched"]
    if not any(one.stack and one.stack.limit for one in process.threads):
        ids.remove("limit")
    columns = in_digits(
        select(THREAD_COLUMNS, *ids, "depth", "guard", "sure", "evidence"), process.abi
    )
    shown = [Shown(one, _look(one.id)) for one in columns]
    shown.insert(3, Shown(waits_column(process, machine)))
    more = in_digits(select(THREAD_COLUMNS, "name", "sp", "pc"), process.abi)
    details = [Shown(one, "mono") for one in more]
    details.append(Shown(_registers(), "mono"))
    return _RowLayout(shown, details)


def _registers() -> Column[Thread]:
    """All registers, one a line; none unless they were asked for."""

    def value(thread: Thread) -> Value:
        registers = thread.registers or {}
        digits = register_digits(registers)
        return _BREAK.join(
            f"{safe(name):<8} {number:0{digits}x}" for name, number in registers.items()
        )

    return Column("registers", N_("registers"), value, str)


def _addresses(process: Process) -> list[Shown[Region]]:
    columns = in_digits(select(REGION_COLUMNS, "range"), process.abi)
    return [Shown(one, _look(one.id)) for one in columns]


def _shown(*ids: str) -> list[Shown[Region]]:
    return [Shown(one, _look(one.id)) for one in select(REGION_COLUMNS, *ids)]


def _look(name: str) -> str:
    return "mono" if name in _MONO else "text"


def _made(name: str, title: str, value: Callable[[Region], Value]) -> Column[Region]:
    """A column whose values are words already."""
    return Column(name, title, value, lambda words: str(words or ""))


def _of_file(column: Column[Region]) -> Column[Region]:
    def value(region: Region) -> Value:
        return column.value(region) if region.inode else None

    return replace(column, value=value)


def _letter(exe: str | None) -> Column[Region]:
    def letter(key: Value) -> str:
        kind = Kind.CODE if key == "library" else Kind(str(key))
        return KIND_STYLES[kind].letter

    return Column("letter", "", lambda region: colour_key(region, exe), letter)


def _filled() -> Column[Region]:
    """How much of a region is in RAM, in percent."""

    def words(value: Value) -> str:
        return UNKNOWN if value is None else f"{value} %"

    return Column("filled", N_("touched"), _percent, words, align=">")


def _percent(region: Region) -> int | None:
    """Return 0 for nothing and 100 for all alone."""
    return _percent_of(region.usage.resident, region.size)


def _percent_together(fold: Fold[Region]) -> int | None:
    resident = add_known(one.usage.resident for one in fold.rows)
    return _percent_of(resident, sum(one.size for one in fold.rows))


def _percent_of(resident: int | None, size: int) -> int | None:
    if resident is None:
        return None
    if resident <= 0 or resident >= size:
        return 100 if resident > 0 else 0
    return min(max(round(100 * resident / size), 1), 99)


def _pages(page_size: int) -> Column[Region]:
    """Every page as a letter, as in the text; one letter may stand for many."""

    def value(region: Region) -> Value:
        return pages_text(region, page_size, columns=32, rows=16)

    return _made("pages", N_("pages"), value)


def _memory(region: Region, digits: int) -> str:
    return _BREAK.join(memory_words(region, digits))


def _sentences(region: Region) -> str:
    return _BREAK.join((*flag_words(region), *reasons_of(region)))


def _whole(digits: int) -> Column[Region]:
    """The mapping that a region is only a part of."""

    def value(region: Region) -> Value:
        return "" if region.is_whole_vma else address_range(*region.vma, digits)

    return _made("part", N_("part of mapping"), value)
