"""Which allocators a process has loaded, and the memory that bears their marks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from memscope.analyze.anonymous.allocators import (
    ASAN,
    JEMALLOC,
    MIMALLOC,
    MSAN,
    MUSL,
    SYMBOLS,
    TCMALLOC,
    TSAN,
    library_of,
    loaded_allocators,
)
from memscope.analyze.brk import BrkArea
from memscope.analyze.meanings import file_name
from memscope.analyze.spans import Span
from memscope.collect.look.look import Look
from memscope.collect.look.watched import Watched
from memscope.model.process import Allocator
from memscope.model.region import Vma
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.program_symbols import ProgramSymbols
from memscope.proc.variables import variable_address

_MOST_PIECES = 256
"""Pieces of at most a MiB of an allocator's variables."""


@dataclass(slots=True)
class Allocators:
    """Finds allocators; keeps what it learns of files."""

    _symbols: ProgramSymbols = field(default_factory=ProgramSymbols)

    def loaded(self, look: Look, watched: Watched) -> tuple[Allocator, ...]:
        """Return those that are loaded, by files and by the program's symbols."""
        return watched.allocators.of((look.vmas,), partial(self._loaded, look))

    def spans(
        self,
        look: Look,
        watched: Watched,
        loaded: Sequence[Allocator],
        memory: TargetMemory,
        brk: BrkArea,
    ) -> list[Span]:
        """Return the memory that is theirs, in order of address.

        Args:
            look: What was read.
            watched: What is remembered of the process; its files are those of now.
            loaded: Those that are loaded.
            memory: Of the process.
            brk: Where its brk area lies.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        # Few processes have one of these, and a short command feels each import.
        found: list[Span] = []
        names = {one.name for one in loaded}
        vmas, read = look.vmas, memory.read_each
        if ASAN in names:
            from memscope.analyze.anonymous.sanitizers import (
                SHADOW_VARIABLE,
                asan_spans,
            )

            offset = self._variable(look, watched, ASAN, SHADOW_VARIABLE, memory)
            found += asan_spans(vmas, offset, read) if offset else []
        if JEMALLOC in names:
            from memscope.analyze.anonymous.jemalloc import jemalloc_spans

            variables = _variables(look, watched, JEMALLOC, memory)
            found += jemalloc_spans(vmas, variables, read)
        if MIMALLOC in names:
            from memscope.analyze.anonymous.mimalloc import mimalloc_spans

            found += mimalloc_spans(vmas, read)
        if MSAN in names:
            from memscope.analyze.anonymous.msan import MSAN_TABLE, msan_spans

            table = self._address(look, watched, MSAN, MSAN_TABLE)
            found += msan_spans(vmas, table, read) if table else []
        if MUSL in names:
            from memscope.analyze.anonymous.musl_malloc import musl_spans

            found += musl_spans(vmas, read, memory.pages.resident.within)
        if TCMALLOC in names:
            from memscope.analyze.anonymous.tcmalloc import tcmalloc_spans

            variables = _variables(look, watched, TCMALLOC, memory)
            found += tcmalloc_spans(vmas, variables, brk.start, brk.end)
        library = _library(vmas, TSAN) if TSAN in names else None
        if library is not None:
            from memscope.analyze.anonymous.sanitizers import tsan_spans

            found += tsan_spans(vmas, file_name(library.path))
        return found

    def _loaded(self, look: Look) -> tuple[Allocator, ...]:
        paths = {vma.path for vma in look.vmas if vma.inode and vma.perms[2] == "x"}
        program = _program(look)
        symbols = (
            self._symbols.names_in(look.directory, program, SYMBOLS)
            if program is not None
            else frozenset[str]()
        )
        return loaded_allocators(paths, symbols)

    def _variable(
        self,
        look: Look,
        watched: Watched,
        name: str,
        symbol: str,
        memory: TargetMemory,
    ) -> int | None:
        """Return the value of a variable of an allocator's library or program."""
        address = self._address(look, watched, name, symbol)
        data = memory.read(address, 8) if address else None
        return int.from_bytes(data, "little") if data else None

    def _address(
        self, look: Look, watched: Watched, name: str, symbol: str
    ) -> int | None:
        """Return where a variable of an allocator's library or program is."""
        for vma in (_library(look.vmas, name), _program(look)):
            if vma is None:
                continue
            opened = watched.files.get((vma.device, vma.inode))
            # Exported: found by a hash table, while to read all symbols takes long.
            address = (
                variable_address(look.directory, vma, opened, symbol)
                if opened is not None
                else None
            ) or self._symbols.address_of(look.directory, vma, symbol)
            if address:
                return address
        return None


def _variables(
    look: Look, watched: Watched, name: str, memory: TargetMemory
) -> list[tuple[int, bytes]]:
    """Return what is in RAM of the variables of an allocator's library or program.

    The end of .bss is a mapping without a file behind the last one of the file. The
    kernel merges it with others, so that only the file's headers tell how far it goes.
    """
    begin = _library(look.vmas, name) or _program(look)
    if begin is None:
        return []
    file = [
        at
        for at, vma in enumerate(look.vmas)
        if (vma.device, vma.inode) == (begin.device, begin.inode)
    ]
    rows = look.vmas[file[0] : file[-1] + 2]
    last = look.vmas[file[-1]]
    opened = watched.files.get((begin.device, begin.inode))
    end = opened.elf.end_from(begin.start, PAGE_SIZE) if opened and opened.elf else None
    pieces = (
        piece
        for vma in rows
        if vma.is_writable and (vma.inode or vma.start == last.end)
        for piece in memory.present_pieces(
            vma.start, vma.end if vma.inode or end is None else min(vma.end, end)
        )
    )
    return list(islice(pieces, _MOST_PIECES))


def _library(vmas: Sequence[Vma], name: str) -> Vma | None:
    """Return where the file of an allocator begins in memory."""
    begins = (vma for vma in vmas if vma.inode and not vma.offset)
    return next((vma for vma in begins if library_of(vma.path) == name), None)


def _program(look: Look) -> Vma | None:
    """Return where the program's own file begins in memory."""
    path = look.exe
    begins = (
        vma for vma in look.vmas if vma.inode and not vma.offset and vma.path == path
    )
    return next(begins, None)
