"""Pointers are followed to an end, whatever memory holds."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.chains import MOST, STEPS, followed, text_at
from memscope.model.kinds import Kind
from memscope.model.place import (
    NamedAt,
    Onward,
    Pointer,
    Symbol,
    SymbolKind,
    Trail,
)
from tests.unit.analyze.pages import BASE
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

HEAP = region(Kind.HEAP, BASE, 4)
CODE = region(Kind.CODE, BASE + 0x10000, perms="r-xp")


def point(value: int) -> Pointer | None:
    for one in (HEAP, CODE):
        if value in one:
            return Pointer(value, one, value - one.start)
    return None


def chains(memory: Mapping[int, bytes], *values: int, word: int = 8) -> list[Onward]:
    """Follow pointers through memory that is given by address."""

    def read(asked: Sequence[Pointer]) -> list[bytes | None]:
        return [memory.get(one.value) for one in asked]

    first = [one for one in map(point, values) if one is not None]
    found = followed(first, read, point, word)
    assert [one.value for one in found] == list(values)
    return [one.beyond for one in found if one.beyond is not None]


def word(value: int) -> bytes:
    return value.to_bytes(8, "little") + bytes(24)


def test_a_text_ends_a_chain() -> None:
    memory = {BASE: word(BASE + 64), BASE + 64: b"a text\0rest".ljust(32, b"x")}

    (beyond,) = chains(memory, BASE)

    assert [one.value for one in beyond.links] == [BASE + 64]
    assert beyond.end is Trail.TEXT
    assert text_at(beyond.data) == "a text"


@pytest.mark.parametrize(
    ("data", "end"),
    [
        (word(7), Trail.VALUE),
        (word(0), Trail.VALUE),
        (None, Trail.ABSENT),
        (b"\1\2\3", Trail.ABSENT),
        (word(BASE), Trail.LOOP),
        (b"abc\0".ljust(32, b"\1"), Trail.VALUE),
    ],
)
def test_other_ends(data: bytes | None, end: Trail) -> None:
    memory = {} if data is None else {BASE: data}

    (beyond,) = chains(memory, BASE)

    assert beyond.end is end


def test_code_is_not_looked_into() -> None:
    through, direct = chains({BASE: word(CODE.start + 4)}, BASE, CODE.start)

    assert [one.value for one in through.links] == [CODE.start + 4]
    assert through.end is direct.end is Trail.CODE
    assert direct.links == ()


def test_a_loop_is_told_with_the_place_that_it_leads_back_to() -> None:
    memory = {
        BASE: word(BASE + 8),
        BASE + 8: word(BASE + 16),
        BASE + 16: word(BASE + 8),
    }

    (beyond,) = chains(memory, BASE)

    assert beyond.end is Trail.LOOP
    assert [one.value - BASE for one in beyond.links] == [8, 16, 8]


def test_no_chain_is_followed_for_ever() -> None:
    memory = {BASE + 8 * at: word(BASE + 8 * at + 8) for at in range(20)}

    (beyond,) = chains(memory, BASE)

    assert beyond.end is Trail.MORE
    assert len(beyond.links) == STEPS


def test_a_value_is_as_wide_as_its_variable() -> None:
    counter = Symbol("counter", BASE, 4, SymbolKind.OBJECT)
    named = NamedAt(counter, "/bin/x", 0, is_inside=True, is_complete=True)
    first = Pointer(BASE, HEAP, 0, named)
    data = (42).to_bytes(4, "little") + word(BASE + 8)[:28]

    (found,) = followed([first], lambda asked: [data] * len(asked), point, 8)

    assert found.beyond == Onward((), Trail.VALUE, data[:4])


def test_a_32_bit_program_has_words_of_four_bytes() -> None:
    memory = {BASE: (5).to_bytes(4, "little") + b"\xff" * 28}

    (beyond,) = chains(memory, BASE, word=4)

    assert beyond.data == (5).to_bytes(4, "little")


def test_only_so_many_are_followed_at_once() -> None:
    values = [BASE + at for at in range(MOST + 3)]

    assert len(chains({}, *values)) == MOST


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"four\0", "four"),
        (b"thr\0", None),
        (b"\0", None),
        (b"", None),
        (b"caf\xc3\xa9\0", None),
        (b"x" * 24 + b"\0", "x" * 24),
        (b"x" * 25 + b"\0", "x" * 24 + "…"),
        (b"x" * 32, "x" * 24 + "…"),
    ],
)
def test_what_looks_like_a_text(data: bytes, text: str | None) -> None:
    assert text_at(data) == text


@given(
    memory=st.dictionaries(
        st.integers(0, 6).map(lambda at: BASE + 8 * at),
        st.integers(0, 7).map(lambda at: word(BASE + 8 * at)) | st.binary(max_size=32),
    ),
    values=st.lists(st.integers(BASE, BASE + 60), max_size=5),
)
def test_any_memory_has_chains_that_end(
    memory: dict[int, bytes], values: list[int]
) -> None:
    for beyond in chains(memory, *values):
        assert len(beyond.links) <= STEPS + 1
        assert (beyond.end in (Trail.TEXT, Trail.VALUE)) == bool(beyond.data)
