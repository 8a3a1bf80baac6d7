"""Where a Python interpreter keeps its table of arenas, and what that says.

The variables are searched once for each file: where they lie in it never changes. What
is remembered is tested anew in every look, and forgotten when it does not fit.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from memscope.analyze.anonymous.python_arenas import python_spans
from memscope.analyze.anonymous.runtimes import is_python
from memscope.analyze.spans import Span, VmaIndex
from memscope.collect.look.look import Look
from memscope.collect.look.watched import Watched
from memscope.model.kinds import Kind
from memscope.model.region import Vma
from memscope.parse.python_arenas import (
    BEGIN,
    REACH,
    PythonArena,
    TableVariable,
    may_lead,
    parse_arenas,
    variables_in,
)
from memscope.proc.images import FileKey
from memscope.proc.memory import TargetMemory
from memscope.proc.variables import variable_address

_RUNTIME = "_PyRuntime"
"""The interpreter's state, which all builds export; since 3.12 the table is in it."""
_PIECE = 1 << 16
_MOST_SEARCHED = 4 << 20
"""Bytes of an interpreter's variables."""
_AGAIN_S = 30.0
"""An interpreter without arenas, as those without a global lock, is asked so seldom."""

_PLACES: dict[FileKey, tuple[int, int]] = {}
"""Bytes from where a file begins to the pointer and to the count; files are shared."""


@dataclass(slots=True)
class PythonArenas:
    """Finds the arenas of Python interpreters."""

    _places: dict[FileKey, tuple[int, int]] = field(default_factory=lambda: _PLACES)

    def spans(
        self,
        look: Look,
        watched: Watched,
        elf: Sequence[Span],
        memory: TargetMemory,
    ) -> list[Span]:
        """Return the memory of the interpreter's objects, in order of address.

        Args:
            look: What was read.
            watched: What is remembered of the process; its files are those of now.
            elf: Spans of ELF images.
            memory: Of the process.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        tables = _Tables(look.vmas, memory)
        begins = list(_interpreters(watched))
        for begin in begins:
            place = self._places.get((begin.device, begin.inode))
            variable = tables.at(begin, place) if place else None
            spans = tables.spans(variable) if variable else []
            if spans:
                return spans
        now = time.monotonic()
        if begins and now - watched.no_python_table_at < _AGAIN_S:
            return []
        for begin in begins:
            for variable in _searched(look, watched, begin, elf, memory):
                spans = tables.spans(variable)
                if spans:
                    self._places[begin.device, begin.inode] = (
                        variable.pointer_at - begin.start,
                        variable.count_at - begin.start,
                    )
                    return spans
        watched.no_python_table_at = now
        return []


class _Tables:
    """Reads tables of arenas."""

    def __init__(self, vmas: Sequence[Vma], memory: TargetMemory) -> None:
        self._vmas = vmas
        self._index = VmaIndex(vmas)
        self._memory = memory

    def at(self, begin: Vma, place: tuple[int, int]) -> TableVariable | None:
        """Return the variable at a place that it had in the file before."""
        pointer_at, count_at = (begin.start + one for one in place)
        words = self._memory.read_each([pointer_at, count_at], 8)
        table, count = (int.from_bytes(one or b"", "little") for one in words)
        if not may_lead(table, count):
            return None
        return TableVariable(pointer_at, count_at, table, count)

    def spans(self, variable: TableVariable) -> list[Span]:
        """Return the arenas, if what the variable leads to is their table."""
        arenas = self._arenas(variable)
        if not arenas:
            return []
        return python_spans(self._vmas, arenas, self._memory.read_each)

    def _arenas(self, variable: TableVariable) -> list[PythonArena] | None:
        start, end = variable.table, variable.table + variable.size
        vmas = self._index.over(start, end) or ()
        if not vmas or not all(vma.is_private_writable for vma in vmas):
            return None
        begin = self._memory.read(start, BEGIN)
        if begin is None or parse_arenas(begin) is None:
            return None
        return parse_arenas(self._memory.read(start, variable.size) or b"")


def _interpreters(watched: Watched) -> Iterator[Vma]:
    """Yield where files that may have the interpreter in them begin in memory."""
    for rows in watched.file_rows.values():
        if is_python(rows[0].path):
            yield from (vma for vma in rows if not vma.offset)


def _searched(
    look: Look, watched: Watched, begin: Vma, elf: Sequence[Span], memory: TargetMemory
) -> Iterator[TableVariable]:
    """Yield what may lead to the table, in .bss first: mostly it is there."""
    mine = [span for span in elf if span.image == begin.path]
    for span in mine:
        if span.kind is Kind.BSS:
            yield from _variables(memory, span.start, span.end)
    data = [span for span in mine if span.kind is Kind.DATA]
    opened = watched.files.get((begin.device, begin.inode)) if data else None
    if opened is None:
        return
    state = variable_address(look.directory, begin, opened, _RUNTIME)
    for span in data if state is not None else ():
        if state is not None and span.end > state:
            yield from _variables(memory, max(span.start, state), span.end)


def _variables(memory: TargetMemory, start: int, end: int) -> Iterator[TableVariable]:
    before, end_before = b"", 0
    low, high = start - start % 8, min(end, start + _MOST_SEARCHED)
    for address, data in memory.present_pieces(low, high, most=_PIECE):
        # The two words may lie on either side of a cut.
        if address != end_before:
            before = b""
        yield from variables_in(before + data, address - len(before))
        end_before = address + len(data)
        before = data[-REACH:] if not end_before % 8 else b""
