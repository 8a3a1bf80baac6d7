"""From what was typed to an address."""

import pytest
from msgspec.structs import replace

from memscope.i18n import language, set_language
from memscope.model.kinds import Kind, Segment
from memscope.model.region import Region
from memscope.tui.find import find, parse_address
from tests.tui.synthetic import EXE, process, region

pytestmark = pytest.mark.unit


def guards() -> list[int]:
    """Return where the guards of a process lie, from high addresses down."""
    found = [one.start for one in process().regions if one.kind is Kind.GUARD]
    return sorted(found, reverse=True)


def at(address: int | None) -> Region:
    return next(one for one in process().regions if one.start == address)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("HEAP", Kind.HEAP),
        ("libc", Kind.BSS),
        ("guard", Kind.GUARD),
        ("worker-2", Kind.THREAD_STACK),
        ("  worker-2 ", Kind.THREAD_STACK),
        (EXE, Kind.BSS),
    ],
)
def test_find_by_name(text: str, kind: Kind) -> None:
    assert at(find(process(), text)).kind is kind


@pytest.mark.parametrize(
    ("text", "address"),
    [("0xff", 0xFF), ("7ffd3c21f000", 0x7FFD3C21F000), ("0x7ffd_3c21", 0x7FFD3C21)],
)
def test_find_by_address(text: str, address: int) -> None:
    assert find(process(), text) == address


@pytest.mark.parametrize("text", ["", "  ", "nonsense", "0xzz", "beef"])
def test_find_nothing(text: str) -> None:
    assert find(process(), text) is None


def test_an_address_need_not_be_mapped() -> None:
    assert find(process(), "0x10") == 0x10


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("deadbeef", 0xDEADBEEF),
        ("deadbee", None),
        ("0xa", 0xA),
        ("0x", None),
        ("", None),
        ("dead_beef", 0xDEADBEEF),
        ("deadbeefs", None),
    ],
)
def test_eight_digits_or_a_prefix_make_an_address(
    text: str, address: int | None
) -> None:
    assert parse_address(text) == address


def test_the_highest_hit_comes_first_and_the_next_one_below_it() -> None:
    high, low = guards()

    assert find(process(), "guard") == high
    assert find(process(), "guard", after=high) == low


def test_below_the_lowest_hit_it_starts_over() -> None:
    high, low = guards()

    assert find(process(), "guard", after=low) == high


def test_names_are_looked_for_in_the_segment_on_show_alone() -> None:
    assert find(process(), "libc.so", segment=Segment.HEAP) is None
    assert at(find(process(), "libc.so", segment=Segment.CODE)).kind is Kind.CODE


def test_an_address_is_found_whatever_segment_is_on_show() -> None:
    assert find(process(), "0xff", segment=Segment.HEAP) == 0xFF


def test_a_word_of_a_name_goes_before_the_name_of_a_segment() -> None:
    called = region(0x1000, 4096, Kind.ANON, label="my code")
    one = process(more=[called])

    assert find(one, "code", after=0x2000) == 0x1000


def test_the_name_of_a_segment_finds_what_is_called_otherwise() -> None:
    one = replace(
        process(), regions=(region(0x1000, 4096, Kind.ANON, label="anything"),)
    )

    assert find(one, "heap") == 0x1000


def test_a_label_is_found_in_the_readers_language_too() -> None:
    before = language()
    set_language("ja")
    try:
        found = find(process(), "ヒープ")
    finally:
        set_language(before)

    assert at(found).kind is Kind.HEAP
