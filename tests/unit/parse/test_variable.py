"""Where a file has a variable, whatever its tables claim."""

from struct import pack_into

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.parse.variable import address_of_variable, gnu_hash
from tests.unit.parse.hash_bytes import exporting, headers_of
from tests.unit.parse.symbol_bytes import (
    DYNSYM,
    FUNC,
    OBJECT,
    SYMTAB,
    Sym,
    Table,
    file_with,
)

pytestmark = pytest.mark.unit

MINE = Sym("__curbrk", 0x5008, kind=OBJECT)
OTHERS = (Sym("malloc", 0x100), Sym("environ", 0x5000, kind=OBJECT))


def found(data: bytes, name: bytes = b"__curbrk") -> int | None:
    return address_of_variable(
        lambda at, size: data[at : at + size], headers_of(data), name
    )


def test_the_hash_is_the_loaders() -> None:
    assert gnu_hash(b"") == 0x1505
    assert gnu_hash(b"printf") == 0x156B2BB8


@pytest.mark.parametrize("is_wide", [True, False])
def test_an_exported_variable_is_found_by_its_hash(is_wide: bool) -> None:
    data = exporting(*OTHERS, MINE, is_wide=is_wide)

    assert found(data) == 0x5008
    assert found(data, b"environ") == 0x5000
    assert found(data, b"none") is None


@pytest.mark.parametrize("is_64", [True, False])
def test_a_program_that_exports_nothing_may_list_it(is_64: bool) -> None:
    table = Table(SYMTAB, (*OTHERS, Sym("my__curbrk", 1, kind=OBJECT), MINE))

    assert found(file_with(table, is_64=is_64)) == 0x5008
    assert found(file_with(Table(DYNSYM, (MINE,)), is_64=is_64)) is None


@pytest.mark.parametrize(
    "symbol",
    [
        Sym("__curbrk", 0x5008, kind=FUNC),
        Sym("__curbrk", 0x5008, kind=OBJECT, section=0),
    ],
    ids=["function", "asked for"],
)
def test_what_is_no_variable_or_not_here_is_not_found(symbol: Sym) -> None:
    assert found(exporting(symbol)) is None
    assert found(file_with(Table(SYMTAB, (symbol,)))) is None


@pytest.mark.parametrize(
    "data",
    [
        exporting(MINE, buckets=0),
        exporting(MINE, buckets=0xFFFFFFFF),
        exporting(MINE, first=2),
        exporting(),
        file_with(Table(SYMTAB, (MINE,), claimed_size=1 << 40)),
        file_with(Table(SYMTAB, (MINE,), claimed_strings=5 << 20)),
        file_with(Table(SYMTAB, (MINE,)), order=">"),
        b"\x7fELF\x02\x01",
        b"",
    ],
)
def test_tables_that_lie_end_the_search(data: bytes) -> None:
    assert found(data) is None


@given(st.integers(0, 300), st.integers(0, 2**32 - 1), st.booleans())
def test_no_table_leads_further_than_it_may(at: int, value: int, wide: bool) -> None:
    data = bytearray(exporting(*OTHERS, MINE, is_wide=wide))
    pack_into("<I", data, min(at, len(data) - 4), value)
    read: list[int] = []

    def reader(offset: int, size: int) -> bytes:
        read.append(size)
        return bytes(data[offset : offset + size])

    address_of_variable(reader, headers_of(bytes(data)), b"__curbrk")

    assert len(read) < 600
    assert max(read) <= 4 << 20
