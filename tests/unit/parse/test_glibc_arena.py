"""An arena's record in its layouts, found among a library's variables."""

import pytest

from memscope.parse.glibc_arena import ArenaForm, arenas_among, parse_arena
from tests.unit.parse.malloc_bytes import BASE, NEW, OLD, record

pytestmark = pytest.mark.unit

AT = 0x7F00_0000_0C80
TOP = BASE + 0x2000


@pytest.mark.parametrize("form", [OLD, NEW])
def test_a_record_says_where_the_top_is_and_how_much_there_is(form: ArenaForm) -> None:
    data = record(AT, TOP, 0x21000, form=form, after=AT + 0x10000, first=BASE + 0x40)

    found = parse_arena(data, AT, form)

    assert found is not None
    assert (found.top, found.system, found.next) == (TOP, 0x21000, AT + 0x10000)
    assert found.lists == (BASE + 0x40,)


def test_heads_of_fast_lists_are_kept() -> None:
    found = parse_arena(record(AT, TOP, 0x21000, fast=[0, BASE + 0x40]), AT, OLD)

    assert found is not None
    assert found.fast == (0, BASE + 0x40, *[0] * 8)


@pytest.mark.parametrize("form", [OLD, NEW])
@pytest.mark.parametrize("before", [0, 8, 0x88, 0x1000])
def test_the_record_is_found_among_variables(form: ArenaForm, before: int) -> None:
    start = AT - before
    data = bytes(before) + record(AT, TOP, 0x21000, form=form) + bytes(100)

    found = list(arenas_among(data, start))

    # The end is alike in all layouts: the ring tells which it is.
    assert [one.address for one in found if one.next == one.address] == [AT]


@pytest.mark.parametrize("at", [OLD.top, OLD.lists, OLD.lists + 8, OLD.next + 24])
def test_a_word_that_is_wrong_makes_it_none(at: int) -> None:
    data = bytearray(record(AT, TOP, 0x21000))
    data[at : at + 8] = (0x1235).to_bytes(8, "little")
    if at == OLD.next + 24:  # more than there ever was
        data[at : at + 8] = (0x22000).to_bytes(8, "little")

    assert parse_arena(bytes(data), AT, OLD) is None


def test_too_few_bytes_are_none() -> None:
    assert parse_arena(record(AT, TOP, 0x21000)[:-1], AT, OLD) is None
    assert list(arenas_among(b"", AT)) == []
    assert list(arenas_among(bytes(4096), AT)) == []
