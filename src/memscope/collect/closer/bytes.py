"""Look into memory: rows of bytes, and variables with their values.

    reader = ContentReader()                      # kept: it knows symbol tables
    layout = reader.layout(process, region.start, region.end)
    rows = reader.rows(process, layout, first=0, count=40)

Pages that are not in RAM are never touched, so looking changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from memscope.analyze.hex_layout import HexLayout, hex_layout
from memscope.collect.closer.chains import with_chains
from memscope.collect.closer.symbols import Names, ProcessNames
from memscope.collect.closer.target import living_directory
from memscope.model.abi import pointer_size
from memscope.model.page import PageState
from memscope.model.place import (
    ROW,
    HexRow,
    Pointer,
    Symbol,
    SymbolKind,
    Variable,
)
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.parse.pagemap import Pages
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.scan import scan_pages

_MOST_ROWS = 4096
_VALUE = 64


@dataclass(slots=True)
class ContentReader:
    """Reads memory for views; for one thread at a time."""

    fs: ProcFs = field(default_factory=ProcFs)
    _names: Names = field(default_factory=Names)

    def layout(self, process: Process, start: int, end: int) -> HexLayout:
        """Return which rows there are for [start, end), as pages are now.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not know which of its pages are in RAM.
            NotProvided: This kernel does not say.
        """
        with living_directory(self.fs, process) as directory:
            return hex_layout(start, end, _scan(directory, start, end))

    def rows(
        self, process: Process, layout: HexLayout, first: int, count: int
    ) -> list[HexRow]:
        """Return rows with their bytes, pointers and symbols.

        Args:
            process: From a snapshot; pointers are looked up in its regions.
            layout: Of the range; pages that have left RAM since are shown as absent.
            first: Number of the first row wanted.
            count: How many, 4096 at most.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        last = min(first + min(count, _MOST_ROWS), layout.rows)
        bounds = [layout.bounds(row) for row in range(max(first, 0), last)]
        shown = [(low, high) for low, high, state in bounds if _has_bytes(state)]
        with living_directory(self.fs, process) as directory:
            names = self._names.of(directory, process)
            pages = _scan(directory, shown[0][0], shown[-1][1]) if shown else Pages()
            memory = TargetMemory(directory, pages)
            found = memory.read_each([low - low % ROW for low, _ in shown], ROW)
            data = dict(zip(shown, found, strict=True))
            rows = [
                _row(names, low, high, state, data.get((low, high)))
                for low, high, state in bounds
            ]
            return _followed(names, rows)

    def variables(self, process: Process, region: Region) -> list[Variable]:
        """Return the global variables in a region of an ELF image, and their values.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        with living_directory(self.fs, process) as directory:
            names = self._names.of(directory, process)
            symbols = _variables_of(
                [*_reaching_into(names, region), *_begun_in(names, region)]
            )
            if not symbols:
                return []
            pages = _scan(directory, symbols[0].address, symbols[-1].end)
            memory = TargetMemory(directory, pages)
            found = [
                _variable(names, symbol, _value(memory, symbol)) for symbol in symbols
            ]
            pointers = [one.pointer for one in found if one.pointer is not None]
            chains = iter(with_chains(names, pointers))
            return [replace(one, pointer=one.pointer and next(chains)) for one in found]


def _followed(names: ProcessNames, rows: list[HexRow]) -> list[HexRow]:
    """Return the rows with what is beyond their pointers."""
    pointers = [one for row in rows for one in row.pointers if one is not None]
    if not pointers:
        return rows
    chains = iter(with_chains(names, pointers))
    return [
        replace(
            row,
            pointers=tuple(
                None if one is None else next(chains) for one in row.pointers
            ),
        )
        for row in rows
    ]


def _scan(directory: ProcDir, start: int, end: int) -> Pages:
    low = start - start % PAGE_SIZE
    return scan_pages(directory, [(low, end + -end % PAGE_SIZE)])


def _has_bytes(state: PageState) -> bool:
    return state is PageState.PRESENT


def _row(
    names: ProcessNames, low: int, high: int, state: PageState, data: bytes | None
) -> HexRow:
    word = pointer_size(names.process.abi)
    if data is None:
        state = PageState.ABSENT if state is PageState.PRESENT else state
        return HexRow(low, high, state, word=word)
    skipped = low % ROW
    return HexRow(
        low,
        high,
        state,
        data[skipped : skipped + high - low],
        tuple(_pointers(names, data, word)),
        _typed(names.symbols_in(low, high)),
        word,
    )


def hex_row(names: ProcessNames, low: int, high: int, data: bytes) -> HexRow:
    """Return a row of bytes that were read already, [low, high) of one row of 16."""
    word = pointer_size(names.process.abi)
    is_whole = high - low == ROW
    pointers = tuple(_pointers(names, data, word)) if is_whole else ()
    symbols = _typed(names.symbols_in(low, high))
    return HexRow(low, high, PageState.PRESENT, data, pointers, symbols, word)


def _typed(symbols: list[Symbol]) -> tuple[Symbol, ...]:
    """Leave out labels of the linker, such as the end of a section."""
    return tuple(one for one in symbols if one.kind is not SymbolKind.OTHER)


def _pointers(names: ProcessNames, data: bytes, word: int) -> Iterator[Pointer | None]:
    for at in range(0, len(data), word):
        yield names.pointer(int.from_bytes(data[at : at + word], "little"))


def _begun_in(names: ProcessNames, region: Region) -> list[Symbol]:
    return names.symbols_in(region.start, region.end)


def _reaching_into(names: ProcessNames, region: Region) -> list[Symbol]:
    found = names.symbol_at(region.start)
    return [found.symbol] if found is not None and found.is_inside else []


def _variables_of(symbols: list[Symbol]) -> list[Symbol]:
    """Keep variables, one name for each place."""
    found: dict[int, Symbol] = {}
    for symbol in symbols:
        if symbol.kind is SymbolKind.OBJECT and symbol.size:
            found.setdefault(symbol.address, symbol)
    return list(found.values())


def _value(memory: TargetMemory, symbol: Symbol) -> bytes | None:
    return memory.read(symbol.address, min(symbol.size, _VALUE))


def _variable(names: ProcessNames, symbol: Symbol, value: bytes | None) -> Variable:
    size = pointer_size(names.process.abi)
    is_word = value is not None and symbol.size == size and symbol.address % size == 0
    word = int.from_bytes(value, "little") if value is not None and is_word else 0
    return Variable(symbol, value, names.pointer(word) if word else None)
