import pytest

from memscope.analyze.where import parse_address
from memscope.errors import UsageProblem

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("0x7f3a00001000", 0x7F3A00001000),
        ("7f3a00001000", 0x7F3A00001000),
        ("0X7F3A00001000", 0x7F3A00001000),
        ("  0x10 ", 0x10),
        ("00400000", 0x400000),
        ("0", 0),
        ("ffffffffff600000", 0xFFFFFFFFFF600000),
    ],
)
def test_an_address_is_hexadecimal(text: str, address: int) -> None:
    assert parse_address(text, 47).choose(lambda _: False) == address


def test_digits_alone_may_be_decimal_where_only_that_leads_somewhere() -> None:
    written = parse_address("94000000000000", 47)

    assert written.choose({94000000000000}.__contains__) == 94000000000000
    both = parse_address("4198400", 47)
    assert both.choose({0x4198400, 4198400}.__contains__) == 0x4198400
    assert both.choose({4198400}.__contains__) == 4198400
    assert both.choose(lambda _: False) == 0x4198400


def test_what_pythons_id_prints_is_read_as_it_was_meant() -> None:
    """140,000,000,000,000 has more digits than an address has in hexadecimal."""
    written = parse_address("140234567890123", 47)

    assert written.readings == (140234567890123,)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "0x", "x10", "zz", "-5", "+5", "1 2", "1000-2000", "0x1_000"),
        *("10h", "１２", "٣", "main", "[heap]", "1.5", "1e5x", "0x1\n2"),
    ],
)
def test_what_is_no_number_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        parse_address(text, 47)

    assert caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("0x800000000000", 47),
        ("0x7fffffffffffffff", 47),
        ("0x100000000000000", 56),
        ("0xffff7fffffffffff", 47),
        ("0x10000000000000000", 47),
        ("f" * 400, 47),
        ("9" * 5000, 47),
    ],
)
def test_an_address_that_no_program_can_have_is_refused(text: str, bits: int) -> None:
    with pytest.raises(UsageProblem):
        parse_address(text, bits)


def test_five_levels_of_page_tables_allow_more() -> None:
    assert parse_address("0x800000000000", 56).readings[0] == 1 << 47
