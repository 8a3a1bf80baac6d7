import io

import pytest

from memscope.errors import ParseError
from memscope.model.place import SymbolKind
from memscope.parse.symbols import NAME_LENGTH, SymbolTable, read_symbols
from tests.unit.parse.symbol_bytes import (
    DYNSYM,
    FILE,
    FUNC,
    GLOBAL,
    IFUNC,
    LOCAL,
    NOTYPE,
    OBJECT,
    SECTION,
    SYMTAB,
    TLS,
    WEAK,
    Sym,
    Table,
    file_with,
)

pytestmark = pytest.mark.unit


def table_of(*symbols: Sym) -> SymbolTable:
    return read_symbols(io.BytesIO(file_with(Table(SYMTAB, symbols))))


def name_at(table: SymbolTable, address: int) -> str | None:
    found = table.covering(address)
    return found.name if found else None


@pytest.mark.parametrize("is_64", [True, False])
@pytest.mark.parametrize("order", ["<", ">"])
def test_symbols_are_read_in_every_width_and_byte_order(
    is_64: bool, order: str
) -> None:
    symbols = (Sym("work", 0x1000, 0x20), Sym("counter", 0x4000, 8, OBJECT))
    data = file_with(Table(SYMTAB, symbols), is_64=is_64, order=order)

    table = read_symbols(io.BytesIO(data))

    assert name_at(table, 0x1000) == name_at(table, 0x101F) == "work"
    assert name_at(table, 0x1020) is None
    found = table.covering(0x4007)
    assert found is not None
    assert (found.name, found.address, found.size) == ("counter", 0x4000, 8)
    assert found.kind is SymbolKind.OBJECT


def test_what_names_no_place_in_memory_is_left_out() -> None:
    table = table_of(
        Sym("undefined", 0x10, section=0),
        Sym("absolute", 0x10, section=0xFFF1),
        Sym("main.c", 0x10, kind=FILE),
        Sym("", 0x10, kind=SECTION),
        Sym("thread_local", 0x10, kind=TLS),
        Sym("real", 0x20, kind=IFUNC),
    )

    assert [one.name for one in table.between(0, 0x100, 10)] == ["real"]


def test_of_several_names_the_one_people_know_wins() -> None:
    table = table_of(
        Sym("__libc_malloc", 0x10),
        Sym("malloc", 0x10),
        Sym("a_label", 0x10, 0, NOTYPE),
        Sym("local_name", 0x30, binding=LOCAL),
        Sym("weak_name", 0x30, binding=WEAK),
        Sym("global_name", 0x30, binding=GLOBAL),
    )

    assert name_at(table, 0x18) == "malloc"
    assert name_at(table, 0x38) == "global_name"


def test_the_innermost_symbol_wins_over_the_one_around_it() -> None:
    table = table_of(
        Sym("outer", 0x100, 0x100), Sym("inner", 0x140, 0x10), Sym("label", 0x180, 0)
    )

    names = [name_at(table, one) for one in (0x13F, 0x140, 0x150, 0x180, 0x181)]

    assert names == ["outer", "inner", "outer", "label", "outer"]


def test_the_nearest_symbol_below_is_told_apart_from_one_that_covers() -> None:
    table = table_of(Sym("first", 0x100, 0x10), Sym("second", 0x200, 0x10))

    below = table.below(0x180)

    assert table.covering(0x180) is None
    assert below is not None
    assert below.name == "first"
    assert table.below(0xFF) is None


def test_without_a_full_table_the_exported_names_are_taken() -> None:
    exported = Table(DYNSYM, (Sym("exported", 0x10),))
    only = read_symbols(io.BytesIO(file_with(exported)))
    full = Table(SYMTAB, (Sym("everything", 0x10),))
    both = file_with(exported, full)

    assert (name_at(only, 0x10), only.is_complete) == ("exported", False)
    assert name_at(read_symbols(io.BytesIO(both)), 0x10) == "everything"
    asked = read_symbols(io.BytesIO(both), exported=True)
    assert name_at(asked, 0x10) == "exported"


def test_a_symbol_is_found_by_its_name() -> None:
    table = table_of(Sym("not_gHot", 0x20), Sym("gHot", 0x10))

    found = table.named("gHot")

    assert found is not None
    assert found.address == 0x10
    assert table.named("nothing") is None


def test_a_stripped_file_has_no_symbols() -> None:
    table = read_symbols(io.BytesIO(file_with()))

    assert len(table) == 0
    assert table.covering(0x1000) is None
    assert table.below(0x1000) is None


def test_a_name_that_is_not_utf8_survives() -> None:
    name = b"\xff\xfe".decode("utf-8", "surrogateescape")

    assert name_at(table_of(Sym(name, 0x10, kind=FUNC)), 0x10) == name


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x7fELF",
        b"#!/bin/sh\n" * 100,
        file_with(Table(SYMTAB, (Sym("x", 1),), claimed_size=1 << 40)),
        file_with(Table(SYMTAB, (Sym("x", 1),), claimed_strings=1 << 40)),
        file_with(Table(SYMTAB, (Sym("x", 1),)), more_sections=40_000),
    ],
    ids=["empty", "cut", "script", "huge-table", "huge-strings", "many-sections"],
)
def test_what_cannot_be_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_symbols(io.BytesIO(data))


def test_a_table_that_claims_to_go_on_past_the_file_is_cut_off() -> None:
    data = file_with(Table(SYMTAB, (Sym("x", 0x10),), claimed_size=24 * 1000))

    read_symbols(io.BytesIO(data))


@pytest.mark.parametrize("length", [NAME_LENGTH - 1, NAME_LENGTH, NAME_LENGTH + 1])
def test_a_name_has_so_many_bytes_at_most(length: int) -> None:
    found = table_of(Sym("x" * length, 0x1000)).covering(0x1000)

    assert found is not None
    assert found.name == "x" * min(length, NAME_LENGTH)


def test_a_label_gives_way_to_a_function_whatever_it_is_called() -> None:
    table = table_of(
        Sym("x", 0x1000, kind=NOTYPE), Sym("__long_name", 0x1000, kind=FUNC)
    )

    assert name_at(table, 0x1000) == "__long_name"
