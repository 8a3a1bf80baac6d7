import pytest

from memscope.model.page import PageState
from memscope.model.place import HexRow, NamedAt, Pointer, Symbol, SymbolKind, Variable
from memscope.render.runs import plain
from memscope.render.text.hex import byte_lines, hex_lines, value_words, variable_lines
from tests.unit.render.text.test_where import HEAP

pytestmark = pytest.mark.unit

DATA = b"hello\0\x1b\xff" + bytes(range(0x20, 0x28))


def symbol(name: str = "counter", size: int = 4) -> Symbol:
    return Symbol(name, 0x1000, size, SymbolKind.OBJECT)


def text_of(row: HexRow, before: dict[int, bytes] | None = None) -> str:
    (line,) = hex_lines([row], before)
    return plain(line)


def test_a_row_has_address_bytes_and_characters() -> None:
    text = text_of(HexRow(0x1000, 0x1010, PageState.PRESENT, DATA))

    assert text == (
        "000000001000  68 65 6c 6c 6f 00 1b ff  20 21 22 23 24 25 26 27  "
        "hello... !\"#$%&'"
    )


def test_a_row_that_begins_or_ends_early_keeps_its_columns() -> None:
    whole = text_of(HexRow(0x1000, 0x1010, PageState.PRESENT, DATA))
    late = text_of(HexRow(0x1009, 0x1010, PageState.PRESENT, DATA[9:]))
    early = text_of(HexRow(0x1000, 0x1003, PageState.PRESENT, DATA[:3]))

    assert late.index("21 22") == whole.index("21 22")
    assert late.rindex("!") == whole.rindex("!")
    assert early.rindex("hel") == whole.rindex("hel")


def test_a_row_of_a_32_bit_program_has_four_words_and_eight_digits() -> None:
    heap = Pointer(0x1010, HEAP, 0x10)
    data = bytes.fromhex("00000000 10100000 00000000 00000000")
    row = HexRow(
        0x1000, 0x1010, PageState.PRESENT, data, (None, heap, None, None), word=4
    )

    assert text_of(row).startswith("00001000  00 00 00 00 10 10 ")
    (line,) = hex_lines([row])
    (pointing,) = [run.text for run in line if run.style == "accent"][:1]
    assert pointing == "10"
    assert plain(byte_lines(row, HEAP)[-1]) == "+4  00001010 → heap +0x10"


@pytest.mark.parametrize("state", PageState)
def test_what_is_not_in_ram_is_said_in_one_row(state: PageState) -> None:
    text = text_of(HexRow(0x1000, 0x101000, state))

    assert text.startswith("000000001000  ┆ 1 MiB · ")


def test_pointers_and_names_stand_behind_the_bytes() -> None:
    named = NamedAt(
        Symbol("malloc", 0, 9, SymbolKind.FUNCTION), "/l/libc.so.6", 4, True, True
    )
    pointers = (Pointer(0x1120, HEAP, 0x120), Pointer(0x4004, HEAP, 4, named))
    row = HexRow(0x1000, 0x1010, PageState.PRESENT, DATA, pointers, (symbol("x\x1b"),))

    text = text_of(row)

    assert text.endswith(r"x\x1b  → heap +0x120  → libc.so.6:malloc+0x4")
    assert text.isprintable()


def test_bytes_that_differ_from_the_last_look_are_marked() -> None:
    row = HexRow(0x1000, 0x1010, PageState.PRESENT, DATA)
    (line,) = hex_lines([row], {0x1000: DATA[:-1] + b"x"})

    marked = [run.text for run in line if "warn" in run.style]

    assert marked == ["27", "'"]


@pytest.mark.parametrize(
    ("size", "value", "words"),
    [
        (4, (42).to_bytes(4, "little"), "42 (0x2a)"),
        (4, b"\xff\xff\xff\xff", "-1"),
        (2, (-700 % 65536).to_bytes(2, "little"), "-700 (0xfd44)"),
        (1, b"\x07", "7"),
        (8, bytes(8), "0"),
        (32, b"some text".ljust(32, b"\0"), '"some text"'),
        (100, b"x" * 64, '"' + "x" * 64 + '"…'),
        (3, b"\x01\x02\x03", "01 02 03"),
        (100, bytes(64), "00 " * 63 + "00…"),
        (12, b"ab\0\0\x01" + bytes(7), "61 62 00 00 01 00 00 00 00 00 00 00"),
    ],
)
def test_a_value_is_read_as_well_as_can_be_without_its_type(
    size: int, value: bytes, words: str
) -> None:
    assert value_words(Variable(symbol(size=size), value)) == words


def test_a_pointer_variable_says_where_it_leads() -> None:
    pointer = Pointer(0x1120, HEAP, 0x120)
    variable = Variable(symbol(size=8), (0x1120).to_bytes(8, "little"), pointer)

    assert value_words(variable) == "0x1120 → heap +0x120"


def test_a_variable_that_is_not_in_ram_has_no_value() -> None:
    assert value_words(Variable(symbol(), None)) == "not mapped here"


def test_variables_stand_in_columns() -> None:
    lines = variable_lines(
        [Variable(symbol("short"), b"\1\0\0\0"), Variable(symbol("much_longer"), None)]
    )

    first, second = map(plain, lines)
    assert first == "000000001000  short             4 B  1"
    assert second == "000000001000  much_longer       4 B  not mapped here"
    assert variable_lines([]) == []
