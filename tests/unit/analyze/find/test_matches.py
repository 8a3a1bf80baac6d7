"""Each way of matching finds what a slow and simple loop finds."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.find.matches import matches_of
from memscope.analyze.find.patterns import integer, octets, pointers, text
from memscope.model.find import Pattern
from memscope.model.ranges import Ranges

pytestmark = pytest.mark.unit


def found(pattern: Pattern, data: bytes, address: int = 0x1000) -> list[int]:
    buffer = bytearray(data + data)  # what lies behind the piece does not count
    return [*matches_of(pattern)(buffer, len(data), address)]


def slowly(pattern: Pattern, data: bytes, address: int) -> Iterable[int]:
    for at in range(len(data) - pattern.size + 1):
        piece = data[at : at + pattern.size]
        mask = pattern.mask or b"\xff" * pattern.size
        value = int.from_bytes(piece, "little")
        if (address + at) % pattern.align:
            continue
        if pattern.data:
            wanted = zip(piece, pattern.data, mask, strict=True)
            if all(one & bits == other & bits for one, other, bits in wanted):
                yield at
        elif value in pattern.into:
            yield at


def test_overlapping_hits_are_hits() -> None:
    assert found(text("aa"), b"aaaa") == [0, 1, 2]
    assert found(octets("61 ?1"), b"aaaa") == [0, 1, 2]


def test_a_newline_is_a_byte_like_any_other() -> None:
    assert found(octets("61 ?? 62"), b"a\nb") == [0]


def test_every_byte_stands_for_itself() -> None:
    for value in range(256):
        written = f"{value:02x} ??"
        assert found(octets(written), bytes([value, 1])) == [0], written
        assert re.escape(bytes([value]))


PIECES = st.lists(
    st.sampled_from([b"\0", b"\1", b"\x7f", b"\0\x10\0\0\0\0\0\0", b"ab", b"\xff"]),
    max_size=60,
).map(b"".join)
PATTERNS = st.sampled_from(
    [
        text("ab"),
        text("aba"),
        octets("?? 61"),
        octets("6? ?2 00"),
        integer("0", width=1),
        integer("256"),
        integer("4096"),
        integer("-1", width=2),
        integer("4096", width=8),
        integer("1", big=True),
        integer("4096", aligned=False),
        pointers("a", Ranges([0x1000], [0x1001]), word=8),
        pointers("b", Ranges([0, 0x1000], [2, 0x2000]), word=8),
        pointers("c", Ranges([0x100], [0x7F000000]), word=4),
        pointers("d", Ranges([*range(0, 4096, 256)], [*range(2, 4098, 256)]), word=4),
        pointers("e", Ranges(), word=8),
    ]
)


@given(pattern=PATTERNS, data=PIECES, address=st.integers(0, 64))
def test_nothing_is_missed_and_nothing_made_up(
    pattern: Pattern, data: bytes, address: int
) -> None:
    assert found(pattern, data, address) == [*slowly(pattern, data, address)]


@pytest.mark.parametrize("width", [4, 8])
def test_memory_full_of_words_that_look_alike_is_searched_too(width: int) -> None:
    data = (b"\1" + bytes(width - 1)) * 512
    for wanted in (integer("1", width=width), integer("256", width=width)):
        assert found(wanted, data, 0) == [*slowly(wanted, data, 0)]
