from array import array

import pytest

from memscope.analyze.goto.symbol_names import SymbolNames
from memscope.parse.symbols import SymbolTable

pytestmark = pytest.mark.unit


def table(*names: str, shared: tuple[str, ...] = ()) -> SymbolTable:
    """Return a table; `shared` are names that are the end of one of the others."""
    text = b"\0" + b"".join(name.encode() + b"\0" for name in names)
    places = [text.index(b"\0" + name.encode() + b"\0") + 1 for name in names]
    places += [text.index(name.encode() + b"\0") for name in shared]
    count = len(places)
    starts, sizes = array("Q", range(0, 16 * count, 16)), array("Q", [8] * count)
    return SymbolTable(starts, sizes, array("Q", places), bytes([18] * count), text)


def names(found: SymbolNames, wanted: str, most: int = 100) -> list[str]:
    return [one.name for one in found.find(wanted, most)]


LIBRARY = SymbolNames(
    table("free", "malloc", "__libc_malloc", "malloc_trim", "Py_Malloc", "realloc")
)


def test_the_likeliest_is_first() -> None:
    assert names(LIBRARY, "malloc") == [
        "malloc",
        "malloc_trim",
        "Py_Malloc",
        "__libc_malloc",
    ]
    assert names(LIBRARY, "__libc") == ["__libc_malloc"]
    assert names(LIBRARY, "malloc", 1) == ["malloc"]


def test_capitals_count_where_there_are_some() -> None:
    assert names(LIBRARY, "Malloc") == ["Py_Malloc"]


def test_an_address_goes_with_the_name() -> None:
    assert [one.address for one in LIBRARY.find("malloc_trim", 1)] == [48]


def test_a_name_that_is_the_end_of_another_is_found() -> None:
    found = SymbolNames(table("my_open64", "other", shared=("open64",)))
    assert names(found, "open64") == ["open64", "my_open64"]
    assert names(found, "pen6") == ["open64", "my_open64"]


@pytest.mark.parametrize("wanted", ["", "x" * 600, "nothing", "\0", "(", "[a-z]", "あ"])
def test_what_is_not_there_is_not_found(wanted: str) -> None:
    assert names(LIBRARY, wanted) == []


def test_nothing_is_found_in_an_empty_table() -> None:
    assert names(SymbolNames(SymbolTable()), "malloc") == []


def test_it_stops_when_it_is_told_to() -> None:
    assert LIBRARY.find("malloc", 100, lambda: True) == []


def test_symbols_beyond_a_piece_are_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memscope.analyze.goto.symbol_names._PIECE", 7)
    many = [f"f{number * 37 % 101:03}" for number in range(101)]
    found = SymbolNames(table(*many))
    assert [names(found, name) for name in many] == [[name] for name in many]
