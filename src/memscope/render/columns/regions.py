"""Columns of regions, of threads, and of what threads wait for."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from memscope.i18n import N_, _
from memscope.model.abi import address_digits
from memscope.model.kinds import Confidence, Kind, Segment
from memscope.model.label_text import label_text
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import Region
from memscope.render.columns.column import (
    Column,
    Row,
    Value,
    name_text,
    number_column,
    perms_column,
    size_column,
)
from memscope.render.palette import KIND_STYLES, SEGMENT_STYLES
from memscope.render.words.evidence import (
    confidence_mark,
    confidence_word,
    evidence_list,
    evidence_of_cell,
    evidence_short,
    state_word,
)
from memscope.render.words.labels import path_or_label
from memscope.render.words.syscalls import syscall_name
from memscope.units import UNKNOWN, format_address, format_ms

_DIGITS = 12


def _address(id: str, title: str, value: Callable[[Row], int | None]) -> Column[Row]:
    return Column(id, title, value, _hex, "address", ">")


def _hex(value: Value, digits: int = _DIGITS) -> str:
    return format_address(value, digits) if isinstance(value, int) else UNKNOWN


def _duration(value: Value) -> str:
    return format_ms(value) if isinstance(value, int) else UNKNOWN


def _label(value: Value) -> str:
    """Paths are no labels: they begin with a slash or a bracket."""
    return name_text(label_text(str(value)))


def address_range(start: int, end: int, digits: int = _DIGITS) -> str:
    """Return a range as in maps; those of 64-bit programs take 25 cells."""
    return f"{format_address(start, digits)}-{format_address(end, digits)}"


def _deleted(value: Value) -> str:
    return _("deleted") if value else ""


def _flags_of(region: Region) -> str | None:
    return None if region.flags is None else " ".join(region.flags)


def _backing(region: Region) -> str | None:
    return None if region.backing is None else region.backing.value


def _first_evidence(value: Value) -> str:
    return evidence_short(str(value).partition(" ")[0]) if value else UNKNOWN


def _all_evidence(value: Value) -> str:
    return evidence_list(evidence_of_cell(str(value))) if value else UNKNOWN


def _kind_letter(value: Value) -> str:
    return KIND_STYLES[Kind(str(value))].letter


def _mark(value: Value) -> str:
    return confidence_mark(Confidence(str(value))) if value else ""


# `_value_` and not `value`, which enums compute in Python: 65,000 times a column.
REGION_COLUMNS: tuple[Column[Region], ...] = (
    _address("start", N_("start"), lambda r: r.start),
    _address("end", N_("end"), lambda r: r.end),
    Column("range", N_("addresses"), lambda r: address_range(r.start, r.end), str),
    perms_column(lambda r: r.perms),
    size_column("size", N_("size"), lambda r: r.end - r.start),
    size_column("resident", N_("resident"), lambda r: r.usage.resident),
    size_column("proportional", N_("share"), lambda r: r.usage.proportional),
    size_column("private", N_("private"), lambda r: r.usage.private),
    size_column("shared", N_("shared"), lambda r: r.usage.shared),
    size_column("swapped", N_("swapped"), lambda r: r.usage.swapped),
    size_column("locked", N_("locked"), lambda r: r.usage.locked),
    Column(
        "letter",
        "",
        lambda r: r.kind._value_,
        _kind_letter,
        style=lambda kind: f"spine.{kind}",
    ),
    Column(
        "segment",
        N_("segment"),
        lambda r: r.segment.value,
        lambda segment: _(SEGMENT_STYLES[Segment(str(segment))].name),
    ),
    Column(
        "kind",
        N_("kind"),
        lambda r: r.kind._value_,
        lambda kind: _(Kind(str(kind)).english),
    ),
    number_column("thread", N_("thread"), lambda r: r.thread),
    Column("sure", "", lambda r: r.confidence._value_, _mark),
    Column(
        "confidence",
        N_("confidence"),
        lambda r: r.confidence._value_,
        lambda word: confidence_word(Confidence(str(word))),
    ),
    Column("evidence", N_("evidence"), lambda r: " ".join(r.evidence), _first_evidence),
    Column("label", N_("label"), lambda r: r.label, _label),
    Column("image", N_("image"), lambda r: r.image, name_text),
    Column("path", N_("path"), lambda r: r.path, name_text),
    Column("what", N_("what"), path_or_label, _label),
    _address("vma_start", N_("mapping starts"), lambda r: r.vma[0]),
    _address("vma_end", N_("mapping ends"), lambda r: r.vma[1]),
    number_column("offset", N_("offset"), lambda r: r.offset),
    Column("device", N_("device"), lambda r: r.device, name_text),
    number_column("inode", N_("inode"), lambda r: r.inode),
    Column("flags", N_("flags"), _flags_of, name_text),
    Column("deleted", "", lambda r: int(r.deleted), _deleted),
    size_column("clean", N_("clean"), lambda r: r.usage.clean),
    size_column("dirty", N_("dirty"), lambda r: r.usage.dirty),
    size_column("copies", N_("own copies"), lambda r: r.usage.copies),
    size_column("huge", N_("huge pages"), lambda r: r.usage.huge),
    size_column("lazy_free", N_("lazily freed"), lambda r: r.usage.lazy_free),
    Column("backing", N_("backing"), _backing, name_text),
    size_column("allocated", N_("allocated"), lambda r: r.allocated),
    size_column("cached", N_("cached"), lambda r: r.cached),
)
"""Everything that is known of a region. `what`: its path, or what we call it."""


Of = TypeVar("Of", str, int)


def _of_stack(get: Callable[[Stack], Of | None]) -> Callable[[Thread], Of | None]:
    def value(thread: Thread) -> Of | None:
        return None if thread.stack is None else get(thread.stack)

    return value


THREAD_COLUMNS: tuple[Column[Thread], ...] = (
    number_column("tid", N_("tid"), lambda t: t.tid),
    Column("name", N_("name"), lambda t: t.name, name_text),
    Column(
        "state", N_("state"), lambda t: t.state, lambda letter: state_word(str(letter))
    ),
    Column("cpu_ms", N_("CPU time"), lambda t: t.cpu_ms, _duration, "ms", ">"),
    _address("sp", N_("SP"), lambda t: t.sp),
    _address("pc", N_("PC"), lambda t: t.pc),
    Column(
        "stack",
        N_("stack"),
        _of_stack(lambda s: address_range(s.start, s.end)),
        name_text,
    ),
    size_column("reserved", N_("reserved"), _of_stack(lambda s: s.size)),
    size_column("limit", N_("up to"), _of_stack(lambda s: s.limit)),
    size_column("touched", N_("touched"), _of_stack(lambda s: s.resident)),
    size_column("depth", N_("in use"), _of_stack(lambda s: s.depth)),
    size_column("guard", N_("guard"), _of_stack(lambda s: s.guard)),
    Column("sure", "", _of_stack(lambda s: s.confidence.value), _mark),
    Column(
        "evidence", N_("evidence"), _of_stack(lambda s: " ".join(s.evidence)),
        _all_evidence,
    ),
)  # fmt: skip
"""Everything that is known of a thread and its stack."""


def in_digits(
    columns: Sequence[Column[Row]], *abis: str | None
) -> tuple[Column[Row], ...]:
    """Return the columns with addresses as wide as those of all these programs are.

    Args:
        columns: Any; those without addresses stay as they are.
        abis: Of the programs, as in `Process.abi`.
    """
    digits = max(map(address_digits, abis))
    return tuple(_in_digits(one, digits) for one in columns)


def _in_digits(column: Column[Row], digits: int) -> Column[Row]:
    if digits == _DIGITS:
        return column
    if column.unit == "address":
        return replace(column, words=partial(_address_words, column, digits))
    if column.id in ("range", "stack"):
        return replace(column, words=lambda value: _narrow(value, digits))
    return column


def _address_words(column: Column[Row], digits: int, value: Value) -> str:
    """What stands in place of an address stays as it is."""
    return _hex(value, digits) if isinstance(value, int) else column.words(value)


def _narrow(value: Value, digits: int) -> str:
    """Shorten both ends of a range, which begin with zeros."""
    if value is None:
        return UNKNOWN
    return "-".join(
        format_address(int(end, 16), digits) for end in str(value).split("-")
    )


def waits_column(process: Process, machine: str) -> Column[Thread]:
    """Declare the column; system calls have other numbers in other ABIs."""
    abi = process.abi or machine

    def words(number: Value) -> str:
        known = number if isinstance(number, int) else None
        return syscall_name(known, abi) or UNKNOWN

    return Column("syscall", N_("waits in"), lambda thread: thread.syscall, words)
