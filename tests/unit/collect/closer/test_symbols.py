"""Addresses get the names of the file that is mapped there, moved to where it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.collect.closer.symbols import ProcessNames
from memscope.model.kinds import Kind
from memscope.model.place import NamedAt, Symbol, SymbolKind
from memscope.parse.elf import parse_elf
from memscope.proc.images import ElfFiles, Opened
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.symbols import SymbolFiles
from tests.tui.synthetic import process
from tests.unit.analyze.pages import SIZE
from tests.unit.analyze.regions import region
from tests.unit.parse.elf_bytes import elf_bytes
from tests.unit.parse.symbol_bytes import DYNSYM, SYMTAB, Sym, Table, file_with
from tests.unit.proc.fake_proc import fake_proc

pytestmark = [
    pytest.mark.unit,
    pytest.mark.skipif(PAGE_SIZE != SIZE, reason="made for pages of 4 KiB"),
]

BIAS = 0x1000_0000
CODE = replace(
    region(Kind.CODE, BIAS + 0x1000, perms="r-xp", inode=9, offset=0x1000),
    image="/lib/9.so",
)
HEAP = region(Kind.HEAP, BIAS + 0x9000, path="[heap]")
PROCESS = replace(process(), pid=77, regions=(CODE, HEAP))
FILE = f"map_files__{CODE.start:x}-{CODE.end:x}"
SYMBOLS = (
    Sym("_init", 0x1008, 8),
    Sym("main", 0x1030),
    Sym("helper\x1b[2J", 0x1080),
)
IMAGE = "/lib/9.so"


@contextmanager
def names(
    folder: Path, data: bytes | None = None, *, kind: int = SYMTAB
) -> Iterator[ProcessNames]:
    """Hold a process open whose library has sections, and symbols in `data`."""
    headers = elf_bytes()
    elf = parse_elf(lambda offset, size: headers[offset : offset + size])
    symbols = file_with(Table(kind, SYMBOLS)) if data is None else data
    files = {FILE: symbols} if symbols else {}
    with fake_proc(folder, 77, stat=b"", **files).process(77) as directory:
        key = CODE.device, CODE.inode
        known = {key: Opened(elf, None)}
        yield ProcessNames(directory, PROCESS, ElfFiles(), SymbolFiles(), _files=known)


def at(offset: int, name: str, start: int, *, is_inside: bool = True) -> NamedAt:
    symbol = Symbol(name, BIAS + start, 16, SymbolKind.FUNCTION)
    return NamedAt(symbol, IMAGE, offset, is_inside, is_complete=True)


def test_an_address_within_a_symbol_has_its_name(tmp_path: Path) -> None:
    with names(tmp_path) as here:
        assert here.symbol_at(BIAS + 0x1030) == at(0, "main", 0x1030)
        assert here.symbol_at(BIAS + 0x103F) == at(15, "main", 0x1030)
        assert here.symbol_at(BIAS + 0x1085) == at(5, "helper\x1b[2J", 0x1080)


def test_behind_a_symbol_it_is_only_the_nearest_one_below(tmp_path: Path) -> None:
    with names(tmp_path) as here:
        found = here.symbol_at(BIAS + 0x1040)

    assert found == at(16, "main", 0x1030, is_inside=False)


def test_the_nearest_symbol_of_another_section_is_no_name(tmp_path: Path) -> None:
    with names(tmp_path) as here:
        assert here.symbol_at(BIAS + 0x1024) is None
        assert here.section_at(BIAS + 0x1024) == ".text"
        assert here.section_at(BIAS + 0x1008) == ".init"
        assert here.section_at(BIAS + 0x1FFF) is None


def test_exported_names_alone_are_said_not_to_be_all(tmp_path: Path) -> None:
    with names(tmp_path, kind=DYNSYM) as here:
        found = here.symbol_at(BIAS + 0x1030)

    assert found is not None
    assert not found.is_complete


@pytest.mark.parametrize("address", [0, BIAS + 0xFFF, BIAS + 0x9008, (1 << 64) - 1])
def test_where_no_file_is_mapped_there_is_no_name(tmp_path: Path, address: int) -> None:
    with names(tmp_path) as here:
        assert here.symbol_at(address) is None
        assert here.section_at(address) is None
        assert here.symbols_in(address, address + 8) == []
        assert here.gaps == []


def test_a_word_points_somewhere_or_nowhere(tmp_path: Path) -> None:
    with names(tmp_path) as here:
        code, heap = here.pointer(BIAS + 0x1031), here.pointer(BIAS + 0x9008)
        unnamed = here.pointer(BIAS + 0x1031, named=False)
        nowhere = here.pointer(BIAS)

    assert code is not None
    assert (code.region, code.offset) == (CODE, 0x31)
    assert code.named == at(1, "main", 0x1030)
    assert heap is not None
    assert (heap.region, heap.offset, heap.named) == (HEAP, 8, None)
    assert unnamed is not None
    assert unnamed.named is None
    assert nowhere is None


def test_symbols_of_a_range_are_those_that_begin_in_it(tmp_path: Path) -> None:
    with names(tmp_path) as here:
        found = here.symbols_in(BIAS + 0x1030, BIAS + 0x1081)
        none = here.symbols_in(BIAS + 0x1031, BIAS + 0x1080)

    assert [(one.name, one.address - BIAS) for one in found] == [
        ("main", 0x1030),
        ("helper\x1b[2J", 0x1080),
    ]
    assert none == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the mapped file cannot be reached"),
        (b"#!/bin/sh", "its symbol table cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_gap_however_often_one_asks(
    tmp_path: Path, data: bytes, why: str
) -> None:
    with names(tmp_path, data) as here:
        assert here.symbol_at(BIAS + 0x1030) is None
        assert here.symbol_at(BIAS + 0x1030) is None
        (gap,) = here.gaps

    assert (gap.what, gap.pid, gap.why) == ("names in 9.so", 77, why)


def test_of_a_process_that_has_ended_nothing_is_missing(tmp_path: Path) -> None:
    with names(tmp_path, b"") as here:
        (tmp_path / "77" / "stat").unlink()

        assert here.symbol_at(BIAS + 0x1030) is None
        assert here.gaps == []


def test_a_mapping_that_the_headers_do_not_explain_has_no_names(
    tmp_path: Path,
) -> None:
    with names(tmp_path) as here:
        astray = replace(CODE, offset=0x7000)
        moved = replace(PROCESS, regions=(astray, HEAP))
        there = ProcessNames(
            here.directory, moved, ElfFiles(), SymbolFiles(), _files=here._files
        )

        assert there.symbol_at(BIAS + 0x1030) is None
        assert there.gaps == []
