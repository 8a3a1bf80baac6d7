"""What people write becomes bytes, or one clear line."""

import struct

import pytest

from memscope.analyze.find.patterns import MOST, integer, octets, pointers, real, text
from memscope.errors import UsageProblem
from memscope.model.find import Form
from memscope.model.ranges import Ranges

pytestmark = pytest.mark.unit


def test_text_is_utf8_unless_wanted_otherwise() -> None:
    assert text("né").data == b"n\xc3\xa9"
    assert text("né", utf16=True).data == b"n\0\xe9\0"
    assert text("né", utf16=True, big=True).data == b"\0n\0\xe9"
    assert text("né", utf16=True).form is Form.UTF16


def test_a_word_of_the_command_line_that_is_not_utf8_is_its_bytes() -> None:
    assert text("\udcff\udcfe").data == b"\xff\xfe"
    with pytest.raises(UsageProblem, match="utf-16"):
        text("\udcff", utf16=True)


@pytest.mark.parametrize("written", ["de ad be ef", "deadbeef", "DE,AD,BE,EF"])
def test_bytes_are_two_digits_each(written: str) -> None:
    assert octets(written).data == b"\xde\xad\xbe\xef"
    assert octets(written).mask == b""


def test_a_question_mark_stands_for_any_digit() -> None:
    found = octets("de ?? e? ?f")

    assert found.data == b"\xde\x00\xe0\x0f"
    assert found.mask == b"\xff\x00\xf0\x0f"
    assert found.size == 4


@pytest.mark.parametrize(
    "written", ["", "  ", "d", "dea", "zz", "?? ??", "de" * (MOST + 1), "d? " * 300]
)
def test_what_is_no_bytes_is_refused(written: str) -> None:
    with pytest.raises(UsageProblem):
        octets(written)


@pytest.mark.parametrize(
    ("written", "width", "data"),
    [
        ("42", None, b"\x2a\0\0\0"),
        ("-1", None, b"\xff\xff\xff\xff"),
        ("4294967295", None, b"\xff\xff\xff\xff"),
        ("4294967296", None, b"\0\0\0\0\x01\0\0\0"),
        ("-2147483649", None, b"\xff\xff\xff\x7f\xff\xff\xff\xff"),
        ("0x1234", 2, b"\x34\x12"),
        ("-128", 1, b"\x80"),
        ("007", 1, b"\x07"),
        ("0b101", 1, b"\x05"),
    ],
)
def test_whole_numbers(written: str, width: int | None, data: bytes) -> None:
    assert integer(written, width=width).data == data
    assert integer(written, width=width, big=True).data == data[::-1]


def test_numbers_are_looked_for_where_compilers_put_them() -> None:
    assert integer("1", width=8).align == 8
    assert integer("1", width=8, aligned=False).align == 1


@pytest.mark.parametrize(
    ("written", "width"),
    [("256", 1), ("-129", 1), ("1" * 60, None), ("9" * 5000, None)]
    + [(one, None) for one in ("", "x", "0x", "1.5", "1_000", "٣", "--1", "1e3")],
)
def test_what_is_no_such_number_is_refused(written: str, width: int | None) -> None:
    with pytest.raises(UsageProblem):
        integer(written, width=width)


def test_real_numbers_are_their_bits() -> None:
    assert real("0.1").data == struct.pack("<d", 0.1)
    assert real("0.1", width=4, big=True).data == struct.pack(">f", 0.1)
    for written, width in (("x", None), ("1e300", 4), ("1", 2)):
        with pytest.raises(UsageProblem):
            real(written, width=width)


def test_a_pointer_is_as_wide_as_the_program_says() -> None:
    found = pointers("heap", Ranges([4096], [8192]), word=4)

    assert (found.size, found.align, found.data) == (4, 4, b"")
