"""CPython's table of arenas: what may lead to it, and what is none."""

from struct import pack

import pytest

from memscope.parse.python_arenas import (
    ENTRY,
    PythonArena,
    TableVariable,
    parse_arenas,
    variables_in,
)
from tests.unit.parse.runtime_bytes import arena_entry

pytestmark = pytest.mark.unit

AT, TABLE, BASE = 0x400000, 0x1234560, 0x7F0000001000
UNUSED = bytes(ENTRY)


@pytest.mark.parametrize(
    ("words", "pointer", "count"),
    [((TABLE, 16), 0, 8), ((16, TABLE), 8, 0), ((16, 0, TABLE), 16, 0)],
    ids=["since 3.12", "before", "linked as one"],
)
def test_the_number_of_entries_is_beside_the_pointer(
    words: tuple[int, ...], pointer: int, count: int
) -> None:
    data = pack("=5Q", 0, *words, *[0] * (4 - len(words)))

    assert list(variables_in(data, AT)) == [
        TableVariable(AT + 8 + pointer, AT + 8 + count, TABLE, 16)
    ]


@pytest.mark.parametrize(
    "words",
    [
        (TABLE, 17),
        (TABLE, 8),
        (TABLE, 1 << 17),
        (TABLE + 8, 16),
        (0, 16),
        (1 << 47, 16),
    ],
    ids=["no power", "few", "many", "odd", "none", "far"],
)
def test_other_words_lead_nowhere(words: tuple[int, int]) -> None:
    assert list(variables_in(pack("=2Q", *words), AT)) == []


def test_entries_of_arenas_are_told_from_those_without() -> None:
    data = UNUSED + arena_entry(BASE) + UNUSED + arena_entry(BASE + 0x40000)

    assert parse_arenas(data) == [PythonArena(1, BASE), PythonArena(3, BASE + 0x40000)]


@pytest.mark.parametrize(
    "entry",
    [
        arena_entry(BASE + 8),
        arena_entry(BASE, pools=65),
        arena_entry(BASE, free=65),
        arena_entry(BASE, next_pool=BASE),
        arena_entry(1 << 47),
    ],
    ids=["no page", "pools", "free", "empty", "far"],
)
def test_one_entry_that_makes_no_sense_makes_it_no_table(entry: bytes) -> None:
    assert parse_arenas(arena_entry(BASE) + entry) is None


def test_no_bytes_are_no_arenas() -> None:
    assert parse_arenas(b"") == []
    assert list(variables_in(b"", AT)) == []
