"""Any memory may look like a header, and any file may call itself ELF."""

import contextlib
import io
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.analyze.anonymous.malloc_blocks import BlockWalk
from memscope.analyze.anonymous.v8_pages import v8_spans
from memscope.analyze.spans import Span
from memscope.errors import MemscopeError, ParseError
from memscope.parse.glibc_malloc import arenas_in_use
from memscope.parse.hotspot import field_place, text_places
from memscope.parse.python_pool import LAYOUTS, arena_index
from memscope.parse.registers import parse_registers
from memscope.parse.symbols import read_symbols
from tests.fuzz.mutations import mutated
from tests.unit.analyze.mapping import mapped
from tests.unit.parse.symbol_bytes import DYNSYM, OBJECT, SYMTAB, Sym, Table, file_with

pytestmark = pytest.mark.fuzz

SYMBOLS = tuple(Sym(f"name_{n}", n * 64, n, n % 3, n % 2) for n in range(40))
ELF = file_with(
    Table(SYMTAB, SYMBOLS), Table(DYNSYM, (Sym("exported", 0x40, 8, OBJECT),))
)
START, PAGE = 0x7F00_0000_0000, 0x1000
WORDS = st.sampled_from(
    [0, 2, 0x21002, 0x41002, 0x40000, 0x1002, START, START + 0x1148, (1 << 64) - 1]
) | st.integers(0, (1 << 64) - 1)


@settings(max_examples=300)
@given(data=st.data())
def test_a_spoiled_file_has_symbols_or_is_refused(data: st.DataObject) -> None:
    spoiled = data.draw(mutated(ELF))

    with contextlib.suppress(ParseError):
        table = read_symbols(io.BytesIO(spoiled))
        assert list(table.starts) == sorted(table.starts)
        for symbol in table.between(0, 1 << 64, 1000):
            table.covering(symbol.address)
            table.below(symbol.address)


@given(data=st.binary(max_size=400))
def test_any_bytes_are_refused_as_a_file_of_symbols(data: bytes) -> None:
    with contextlib.suppress(ParseError):
        read_symbols(io.BytesIO(b"\x7fELF" + data))


@given(data=st.binary(max_size=300), machine=st.sampled_from(["x86_64", "aarch64"]))
def test_any_bytes_are_registers_or_refused(data: bytes, machine: str) -> None:
    with contextlib.suppress(ParseError):
        values = parse_registers(data, machine).values()
        assert all(0 <= one < 1 << 64 for one in values)


@given(memory=st.lists(WORDS, max_size=60), python=st.booleans(), glibc=st.booleans())
def test_whatever_stands_in_memory_spans_stay_inside_and_in_order(
    memory: list[int], python: bool, glibc: bool
) -> None:
    data = b"".join(word.to_bytes(8, "little") for word in memory)
    end = START + 300 * PAGE

    def read(addresses: Sequence[int], size: int) -> list[bytes | None]:
        """Every page begins with the same bytes."""
        assert all(one >= START for one in addresses)
        return [data.ljust(size, b"\0")[:size] for _ in addresses]

    def present(start: int, end: int) -> list[tuple[int, int]]:
        return [(start, end)]

    walk = BlockWalk(read, present, has_glibc=glibc, has_python=python, budget=500)
    assert_ordered(walk.over(START, end), START, end)
    vmas = mapped(f"{START:x}-{end:x} rw-p", f"{end:x}-{end + PAGE:x} r-xp")
    assert_ordered(v8_spans(vmas, read), START, end + PAGE)


def assert_ordered(spans: list[Span], start: int, end: int) -> None:
    assert all(start <= span.start < span.end <= end for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@given(data=st.binary(max_size=64), address=st.integers(0, 1 << 47))
def test_any_bytes_are_a_pool_or_not(data: bytes, address: int) -> None:
    for layout in LAYOUTS:
        number = arena_index(data, address, layout)
        assert number is None or number >= 0


@given(table=st.binary(max_size=400), places=st.lists(st.integers(0, 1 << 63)))
def test_any_bytes_are_a_table_of_fields_or_not(
    table: bytes, places: list[int]
) -> None:
    field_place(table, places[:2], places[2:4])
    text_places(table, 0, "x")


@given(
    blocks=st.dictionaries(st.integers(1, 9), st.binary(min_size=1000, max_size=1100))
)
def test_any_bytes_below_thread_pointers_are_bearable(blocks: dict[int, bytes]) -> None:
    found = arenas_in_use(blocks, [0, START])
    assert found is None or set(found) <= set(blocks)


@given(text=st.text(max_size=40))
def test_any_text_is_an_address_or_a_clear_error(text: str) -> None:
    from memscope.analyze.where import parse_address

    with contextlib.suppress(MemscopeError):
        readings = parse_address(text, 47).readings
        assert 1 <= len(readings) <= 2
        assert all(one < 1 << 47 or one >= (1 << 64) - (1 << 47) for one in readings)
