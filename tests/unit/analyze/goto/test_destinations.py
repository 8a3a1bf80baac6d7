import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.goto.destination import Destination, FoundSymbol, Way
from memscope.analyze.goto.destinations import MOST, destinations
from memscope.analyze.goto.letters import LETTERS
from memscope.model.address import Address
from memscope.model.kinds import Kind
from memscope.model.place import Symbol, SymbolKind
from memscope.model.process import Process, Stack, Thread
from tests.unit.analyze.filter.ground import BEARINGS, NAMES, SHOP
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

STACK = Stack(Address(0x7F2000001000), Address(0x7F2000801000))
SP, PC = Address(0x7F2000800F00), Address(0x7F1000100040)
WAITRESS = Thread(4250, "waitress-1", "S", 0, SP, PC, STACK)
RUNNING = replace(WAITRESS, sp=None, pc=None)


def with_threads(*threads: Thread) -> Bearings:
    return Bearings(replace(SHOP, threads=threads), appeared={0x7F0000000000: 95})


HERE = with_threads(SHOP.threads[0], WAITRESS)


def led(
    text: str, bearings: Bearings = HERE, thread: Thread | None = WAITRESS
) -> list[tuple[str, int | None]]:
    return [
        (one.way.value, one.address) for one in destinations(text, [bearings], thread)
    ]


@pytest.mark.parametrize(
    ("letter", "address"),
    [
        ("h", 0x600000),
        ("s", 0x7F2000800F00),
        ("p", 0x7F1000100040),
        ("c", 0x400000),
        ("l", 0x600000),
        ("n", 0x7F0000000000),
        ("S", None),
    ],
)
def test_a_letter_leads_to_its_place(letter: str, address: int | None) -> None:
    assert led(letter)[0] == ("letter", address)


def test_a_letter_that_leads_nowhere_says_why() -> None:
    for letter in LETTERS:
        empty = Process(
            *(1, 0, 1, "x", None, (), "S", None), SHOP.usage, threads=(), regions=()
        )
        (one,) = destinations(letter.letter, [Bearings(empty)])
        assert one.address is None
        assert one.why_not


def test_of_a_running_thread_neither_sp_nor_pc_is_made_up() -> None:
    assert led("p", with_threads(RUNNING), RUNNING)[0] == ("letter", None)
    assert led("s", with_threads(RUNNING), RUNNING)[0] == ("letter", STACK.end - 1)


def test_the_main_stack_is_that_of_the_kernel() -> None:
    stack = region(Kind.STACK, 0x7FFF00000000)
    process = replace(SHOP, regions=(*SHOP.regions, stack))
    assert led("S", Bearings(process))[0] == ("letter", 0x7FFF00000000)


def test_an_address_is_where_it_says() -> None:
    assert led("0x600010") == [("address", 0x600010)]
    assert led("7f10_0010_0010") == [("address", 0x7F1000100010)]
    assert led("0x10") == [("address", 0x10)]
    (nowhere,) = destinations("12345678f", [HERE])
    assert (nowhere.address, nowhere.region) == (0x12345678F, None)


def test_ambiguous_digits_offer_both_readings() -> None:
    low = region(Kind.ANON, 0x4000, pages=4)
    decimal = region(Kind.ANON, 0x1000, end=0x2000)
    process = replace(
        SHOP, regions=(decimal, low, *SHOP.regions), threads=HERE.process.threads
    )
    assert led("4250", Bearings(process))[:3] == [
        ("thread", WAITRESS.sp),
        ("address", 0x4250),
        ("decimal", 4250),
    ]


def test_a_process_has_a_number_too() -> None:
    assert [way for way, _at in led("4200")] == ["thread", "process"]


def test_names_are_grouped_and_the_best_is_first() -> None:
    found = destinations("ssl", [HERE])
    assert [(one.way, one.name, one.count) for one in found] == [
        (Way.NAME, "libssl.so.3", 2)
    ]
    assert found[0].region is SHOP.regions[NAMES.index("text")]


def test_paths_and_threads_are_found() -> None:
    assert [one.name for one in destinations("/lib", [HERE])] == [
        "/usr/lib/libssl.so.3"
    ]
    ways = [one.way for one in destinations("wait", [HERE])]
    assert ways == [Way.THREAD, Way.NAME]


def found(name: str, address: int = 0x7F1000100040) -> FoundSymbol:
    return FoundSymbol(Symbol(name, address, 8, SymbolKind.FUNCTION), "/lib/x")


def test_a_symbol_of_exactly_this_name_comes_before_names() -> None:
    symbols = [found("heap"), found("heapify")]
    ways = [(one.way, one.name) for one in destinations("heap", [HERE], None, symbols)]
    assert ways == [(Way.SYMBOL, "heap"), (Way.NAME, "[heap]"), (Way.SYMBOL, "heapify")]


def test_there_are_only_so_many() -> None:
    symbols = [found(f"x{n}") for n in range(500)]
    assert len(destinations("x", [HERE], None, symbols)) == MOST


@given(st.one_of(st.text(max_size=30), st.from_regex(r"(0x)?[0-9a-f_]{1,20}")))
def test_any_text_leads_somewhere_or_nowhere(text: str) -> None:
    for one in destinations(text, [BEARINGS, HERE]):
        assert isinstance(one, Destination)
        assert one.address is None or one.address >= 0
        assert one.region is None or one.address is not None
