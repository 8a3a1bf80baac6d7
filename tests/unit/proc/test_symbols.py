"""Symbol tables are kept as long as their file stays as it was, and room lasts."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.model.region import Vma
from memscope.proc import symbols
from memscope.proc.fs import ProcDir
from memscope.proc.symbols import SymbolFiles
from tests.unit.parse.symbol_bytes import SYMTAB, Sym, Table, file_with
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

PID = 77


def mapping(number: int) -> Vma:
    start = number * 0x1000
    return Vma(start, start + 0x1000, "r-xp", 0, "fd:01", number, f"/lib/{number}.so")


ONE, OTHER = mapping(1), mapping(2)


def library(*names: str) -> bytes:
    table = (Sym(name, 0x1000 + 16 * at) for at, name in enumerate(names))
    return file_with(Table(SYMTAB, tuple(table)))


def path_of(folder: Path, vma: Vma) -> Path:
    return folder / str(PID) / "map_files" / f"{vma.start:x}-{vma.end:x}"


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[ProcDir]:
    fs = fake_proc(tmp_path, PID, stat=b"", map_files__README=b"")
    path_of(tmp_path, ONE).write_bytes(library("main", "helper"))
    path_of(tmp_path, OTHER).write_bytes(library("other"))
    with fs.process(PID) as opened:
        yield opened


def test_a_file_that_stays_the_same_is_read_once(directory: ProcDir) -> None:
    files = SymbolFiles()

    first, other = files.of(directory, ONE), files.of(directory, OTHER)

    assert first.table is not None
    assert first.table.named("helper")
    assert first.why is None
    assert other.table is not None
    assert other.table.named("helper") is None
    assert files.of(directory, ONE) is first
    assert SymbolFiles().of(directory, ONE) is not first


@pytest.mark.parametrize("is_longer", [True, False], ids=["size", "time"])
def test_a_file_that_was_replaced_is_read_anew(
    tmp_path: Path, directory: ProcDir, is_longer: bool
) -> None:
    files, path = SymbolFiles(), path_of(tmp_path, ONE)
    files.of(directory, ONE)
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns

    path.write_bytes(
        library("main", "helper", "new") if is_longer else library("main", "worker")
    )
    os.utime(path, ns=times if is_longer else (times[0], times[1] + 1_000_000))
    table = files.of(directory, ONE).table

    assert table is not None
    assert table.named("new" if is_longer else "worker")


@pytest.mark.parametrize("data", [b"", b"\x7fELF", b"#!/bin/sh\n", b"\x7fELF" * 99])
def test_what_is_no_elf_file_has_a_reason_and_no_table(
    tmp_path: Path, directory: ProcDir, data: bytes
) -> None:
    path_of(tmp_path, ONE).write_bytes(data)

    opened = SymbolFiles().of(directory, ONE)

    assert (opened.table, opened.why) == (None, "its symbol table cannot be read")


def test_a_stripped_file_has_an_empty_table_and_no_reason(
    tmp_path: Path, directory: ProcDir
) -> None:
    path_of(tmp_path, ONE).write_bytes(file_with())

    opened = SymbolFiles().of(directory, ONE)

    assert opened.table is not None
    assert (len(opened.table), opened.why) == (0, None)


def test_a_file_that_was_out_of_reach_is_tried_again(
    tmp_path: Path, directory: ProcDir
) -> None:
    files, path = SymbolFiles(), path_of(tmp_path, ONE)
    data = path.read_bytes()
    path.unlink()

    missing = files.of(directory, ONE)
    path.write_bytes(data)

    assert missing.table is None
    assert missing.why == "the mapped file cannot be reached"
    assert files.of(directory, ONE).table is not None


def test_where_room_is_short_the_one_that_was_not_used_longest_goes(
    directory: ProcDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    weight = SymbolFiles().of(directory, ONE).table
    assert weight is not None
    monkeypatch.setattr(symbols, "_MOST_KEPT", weight.weight)
    files = SymbolFiles()

    first = files.of(directory, ONE)
    alone = files.of(directory, ONE)
    other = files.of(directory, OTHER)

    assert alone is first
    assert files.of(directory, OTHER) is other
    assert files.of(directory, ONE) is not first
