"""Rows of bytes with all that may be said of them, and their styles."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.model.page import PageState
from memscope.model.place import HexRow, NamedAt, Pointer, Symbol, SymbolKind, Variable
from memscope.render.text.hex import byte_lines, hex_lines, variable_lines
from tests.golden import check, sheet
from tests.unit.render.text.test_where import HEAP

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
DATA = b"\0\x1f ~\x7f\x80\xff\0" + bytes(range(0x41, 0x49))
NAME = Symbol("counter", 0x1004, 4, SymbolKind.OBJECT)
TO_HEAP = Pointer(0x1120, HEAP, 0x120)
TO_NAME = Pointer(0x4004, HEAP, 4, NamedAt(NAME, "/bin/a", 2, True, True))
HERE = PageState.PRESENT


def test_rows_of_bytes() -> None:
    rows = [
        HexRow(0x1000, 0x1010, HERE, DATA),
        HexRow(0x1007, 0x1010, HERE, DATA[7:]),
        HexRow(0x1008, 0x1010, HERE, DATA[8:]),
        HexRow(0x1000, 0x1007, HERE, DATA[:7]),
        HexRow(0x1000, 0x1010, HERE, DATA, (None, TO_HEAP), (NAME, NAME)),
        HexRow(0x1000, 0x1010, HERE, DATA, (TO_NAME, None)),
        HexRow(0x1000, 0x9000, PageState.ABSENT),
    ]
    looks = [("first", None), ("same", {0x1000: DATA}), ("shorter", {0x1000: DATA[:9]})]
    changed = {0x1000: b"\1" + DATA[1:8] + b"B" + DATA[9:]}
    parts = [(name, hex_lines(rows[:1], before)) for name, before in looks]
    parts.append(("changed", hex_lines(rows[:1], changed)))
    parts.append(("all", hex_lines(rows)))

    check(GOLDEN / "bytes.txt", sheet(parts))


def test_variables() -> None:
    short = Symbol("x", 0x10_0000, 1, SymbolKind.OBJECT)
    variables = [
        Variable(short, b"\x09"),
        Variable(NAME, (10).to_bytes(4, "little")),
        Variable(NAME, None),
        Variable(NAME, (0x1120).to_bytes(8, "little"), TO_HEAP),
    ]
    parts = [("both", variable_lines(variables)), ("none", variable_lines([]))]

    check(GOLDEN / "variables.txt", sheet(parts))


def test_the_facts_of_one_row() -> None:
    whole = HexRow(0x1010, 0x1020, HERE, DATA, (None, TO_HEAP), (NAME,))
    named = replace(NAME, address=0x1014)
    rows = [
        ("named", replace(whole, symbols=(named,))),
        ("bare", HexRow(0x1010, 0x1020, HERE, DATA)),
        ("absent", HexRow(0x1010, 0x2010, PageState.SWAPPED)),
    ]

    parts = [(name, byte_lines(row, HEAP)) for name, row in rows]

    check(GOLDEN / "facts.txt", sheet(parts))
