"""Columns, declared once: what each is called, in what unit, and how it reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from memscope.i18n import N_, _
from memscope.model.process import Stack, Thread
from memscope.model.region import Region
from memscope.render.palette import KIND_LOOKS, SEGMENT_LOOKS
from memscope.render.wording import (
    confidence_mark,
    confidence_word,
    evidence_list,
    state_word,
)
from memscope.units import UNKNOWN, format_address, format_bytes, format_ms, safe

Row = TypeVar("Row")
Value = str | int | None


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of a table.

    Attributes:
        id: Name for programs; never translated, never renamed.
        title: Heading, marked with `N_`; "" for none.
        value: The bare value, for programs; None is unknown.
        text: What people read; safe for a terminal.
        unit: Of `value`: `bytes`, `ms`, `address`, or "".
        align: `<` or `>`.
        style: Name of a style for the cell; see `render/runs.py`.
    """

    id: str
    title: str
    value: Callable[[Row], Value]
    text: Callable[[Row], str]
    unit: str = ""
    align: str = "<"
    style: Callable[[Row], str] = lambda _row: ""

    @property
    def heading(self) -> str:
        """The title in the reader's language."""
        return _(self.title)


def _bytes(id: str, title: str, value: Callable[[Row], int | None]) -> Column[Row]:
    return Column(id, title, value, lambda row: format_bytes(value(row)), "bytes", ">")


def _address(
    id: str, title: str, value: Callable[[Row], int | None], width: int = 0
) -> Column[Row]:
    def text(row: Row) -> str:
        return format_address(value(row), width)

    return Column(id, title, value, text, "address", ">")


def _word(id: str, title: str, value: Callable[[Row], str | None]) -> Column[Row]:
    def text(row: Row) -> str:
        word = value(row)
        return UNKNOWN if word is None else safe(word)

    return Column(id, title, value, text)


def _number(id: str, title: str, value: Callable[[Row], int | None]) -> Column[Row]:
    def text(row: Row) -> str:
        number = value(row)
        return UNKNOWN if number is None else str(number)

    return Column(id, title, value, text, align=">")


def address_range(start: int, end: int) -> str:
    """Return a range as in maps; user addresses take 25 cells."""
    return f"{start:012x}-{end:012x}"


def visible_end(name: str) -> str:
    """Return a name made safe, with blanks at its end made visible, too."""
    bare = name.rstrip(" ")
    return safe(bare) + "\\x20" * (len(name) - len(bare))


def _what(region: Region) -> str:
    """Return the path when there is one; else what we call it."""
    return visible_end(region.path or region.label)


REGION_COLUMNS: tuple[Column[Region], ...] = (
    _address("start", N_("start"), lambda r: r.start, 12),
    _address("end", N_("end"), lambda r: r.end, 12),
    Column(
        "range",
        N_("addresses"),
        lambda r: f"{r.start:#x}-{r.end:#x}",
        lambda r: address_range(r.start, r.end),
    ),
    _word("perms", N_("perms"), lambda r: r.perms),
    _bytes("size", N_("size"), lambda r: r.size),
    _bytes("resident", N_("resident"), lambda r: r.usage.resident),
    _bytes("proportional", N_("share"), lambda r: r.usage.proportional),
    _bytes("private", N_("private"), lambda r: r.usage.private),
    _bytes("shared", N_("shared"), lambda r: r.usage.shared),
    _bytes("swapped", N_("swapped"), lambda r: r.usage.swapped),
    _bytes("locked", N_("locked"), lambda r: r.usage.locked),
    Column(
        "letter",
        "",
        lambda r: KIND_LOOKS[r.kind].letter,
        lambda r: KIND_LOOKS[r.kind].letter,
        style=lambda r: f"spine.{r.kind.value}",
    ),
    Column(
        "segment",
        N_("segment"),
        lambda r: r.segment.value,
        lambda r: _(SEGMENT_LOOKS[r.segment].name),
    ),
    Column(
        "kind",
        N_("kind"),
        lambda r: r.kind.value,
        lambda r: _(KIND_LOOKS[r.kind].name),
    ),
    _number("thread", N_("thread"), lambda r: r.thread),
    Column(
        "sure",
        "",
        lambda r: r.confidence.value,
        lambda r: confidence_mark(r.confidence),
    ),
    Column(
        "confidence",
        N_("confidence"),
        lambda r: r.confidence.value,
        lambda r: confidence_word(r.confidence),
    ),
    Column(
        "evidence",
        N_("evidence"),
        lambda r: " ".join(r.evidence),
        lambda r: evidence_list(r.evidence[:1]),
    ),
    _word("label", N_("label"), lambda r: r.label),
    _word("image", N_("image"), lambda r: r.image),
    Column("path", N_("path"), lambda r: r.path, lambda r: visible_end(r.path)),
    Column("what", N_("what"), lambda r: r.path or r.label, _what),
    _address("vma_start", N_("mapping starts"), lambda r: r.vma[0], 12),
    _address("vma_end", N_("mapping ends"), lambda r: r.vma[1], 12),
    _number("offset", N_("offset"), lambda r: r.offset),
    _word("device", N_("device"), lambda r: r.device),
    _number("inode", N_("inode"), lambda r: r.inode),
    _word("flags", N_("flags"), lambda r: " ".join(r.flags)),
    _number("deleted", N_("deleted"), lambda r: int(r.deleted)),
)
"""Everything that is known of a region."""


Of = TypeVar("Of", str, int)


def _of_stack(get: Callable[[Stack], Of | None]) -> Callable[[Thread], Of | None]:
    def value(thread: Thread) -> Of | None:
        return None if thread.stack is None else get(thread.stack)

    return value


def _stack_mark(thread: Thread) -> str:
    return " " if thread.stack is None else confidence_mark(thread.stack.confidence)


THREAD_COLUMNS: tuple[Column[Thread], ...] = (
    _number("tid", N_("tid"), lambda t: t.tid),
    _word("name", N_("name"), lambda t: t.name),
    Column("state", N_("state"), lambda t: t.state, lambda t: state_word(t.state)),
    Column(
        "cpu_ms",
        N_("CPU time"),
        lambda t: t.cpu_ms,
        lambda t: format_ms(t.cpu_ms),
        "ms",
        ">",
    ),
    _address("sp", N_("SP"), lambda t: t.sp, 12),
    _address("pc", N_("PC"), lambda t: t.pc, 12),
    _word("stack", N_("stack"), _of_stack(lambda s: address_range(s.start, s.end))),
    _bytes("reserved", N_("reserved"), _of_stack(lambda s: s.size)),
    _bytes("limit", N_("up to"), _of_stack(lambda s: s.limit)),
    _bytes("touched", N_("touched"), _of_stack(lambda s: s.resident)),
    _bytes("depth", N_("in use"), _of_stack(lambda s: s.depth)),
    _bytes("guard", N_("guard"), _of_stack(lambda s: s.guard)),
    Column(
        "sure",
        "",
        _of_stack(lambda s: s.confidence.value),
        _stack_mark,
    ),
    Column(
        "evidence",
        N_("evidence"),
        _of_stack(lambda s: " ".join(s.evidence)),
        lambda t: evidence_list(t.stack.evidence) if t.stack else UNKNOWN,
    ),
)
"""Everything that is known of a thread and its stack."""


def select(columns: tuple[Column[Row], ...], *ids: str) -> tuple[Column[Row], ...]:
    """Return some columns by id, in the order asked for."""
    by_id = {column.id: column for column in columns}
    return tuple(by_id[one] for one in ids)
