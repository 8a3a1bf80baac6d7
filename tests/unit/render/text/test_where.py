"""The answer to "what is there?" in words, from made-up places."""

import pytest
from msgspec.structs import replace

from memscope.model.address import Address
from memscope.model.evidence import HEAP_INFO, KERNEL_NAME
from memscope.model.kinds import Confidence, Kind, Segment
from memscope.model.page import PageState
from memscope.model.place import NamedAt, Neighbour, Place, Pointer, Symbol, SymbolKind
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import Backing, ProcessUsage, Region, RegionUsage
from memscope.model.snapshot import Gap
from memscope.render.runs import plain
from memscope.render.text.where import pointer_words, symbol_words, where_lines

pytestmark = pytest.mark.unit

HEAP = Region(
    *(Address(0x1000), Address(0x5000), "rw-p", 0, "00:00", 0, "[heap]"),
    (Address(0x1000), Address(0x5000)),
    *(Segment.HEAP, Kind.HEAP),
    label="heap",
    evidence=(KERNEL_NAME,),
    confidence=Confidence.CERTAIN,
    usage=RegionUsage(resident=0x2000),
)
STACK = replace(
    HEAP,
    start=Address(0x8000),
    end=Address(0x9000),
    vma=(Address(0x7000), Address(0x9000)),
    segment=Segment.STACK,
    kind=Kind.THREAD_STACK,
    thread=78,
    label="stack of worker",
    confidence=Confidence.LIKELY,
    evidence=(HEAP_INFO,),
)
WORKER = Thread(
    78,
    "worker",
    "S",
    0,
    stack=Stack(Address(0x8000), Address(0x9000), 0, 0, 0x400, (), Confidence.LIKELY),
)
PROCESS = Process(
    *(77, 1, 5, "demo\x1b", None, (), "S", None),
    *(ProcessUsage(), (WORKER,), (HEAP, STACK)),
)
FUNCTION = Symbol("malloc", 0x4000, 0x80, SymbolKind.FUNCTION)
NOWHERE = Place(
    *(0x6000, None, None, None, None, None, None, None, None, None),
    Neighbour(HEAP, 0x1000),
    Neighbour(STACK, 0x2000),
)
IN_HEAP = replace(
    NOWHERE,
    address=0x1010,
    region=HEAP,
    offset=0x10,
    page=PageState.PRESENT,
    data=b"text\0\xff" + bytes(10),
    below=None,
    above=Neighbour(STACK, 0x3000),
)


def text_of(place: Place, *gaps: Gap) -> str:
    return "\n".join(plain(line) for line in where_lines(PROCESS, place, gaps))


def test_a_region_is_described_with_its_evidence() -> None:
    text = text_of(IN_HEAP)

    assert "address 0x1010 of process 77" in text
    assert "heap segment" in text
    assert "000000001000-000000005000  rw-p  16 KiB, 8 KiB of it in RAM" in text
    assert "0x10 from its start" in text
    assert "certain" in text
    assert "the kernel itself names this mapping" in text
    assert "74 65 78 74 00 ff" in text
    assert "text.." in text
    assert "stack of worker · after a hole of 12 KiB" in text
    assert "nothing more" in text


def test_an_unmapped_address_says_what_lies_around_it() -> None:
    text = text_of(NOWHERE)

    assert "nothing is mapped here" in text
    assert "ends 4 KiB below the address" in text
    assert "begins 8 KiB above the address" in text


MAIN_STACK = replace(
    STACK,
    start=Address(0x800000),
    end=Address(0x821000),
    vma=(Address(0x800000), Address(0x821000)),
    kind=Kind.STACK,
    thread=77,
    label="stack of the main thread",
)
MAIN = Thread(
    *(77, "demo", "S", 0),
    stack=Stack(
        *(Address(0x800000), Address(0x821000), None, 0, 0x400, ()),
        confidence=Confidence.CERTAIN,
        limit=0x400000,
    ),
)


@pytest.mark.parametrize(
    ("address", "grows"),
    [
        (0x7FFFFF, True),
        (0x421000, True),
        (0x420FFF, False),
        (0x821000, False),
    ],
)
def test_an_address_the_main_stack_may_grow_to_is_not_fatal(
    address: int, grows: bool
) -> None:
    place = replace(NOWHERE, address=address)
    process = replace(PROCESS, threads=(MAIN,), regions=(HEAP, STACK, MAIN_STACK))

    text = "\n".join(plain(line) for line in where_lines(process, place))

    assert ("the main stack grows to here" in text) == grows
    assert ("SIGSEGV" in text) != grows


def test_the_main_stack_keeps_its_distance_from_what_is_below() -> None:
    below = Neighbour(replace(HEAP, end=0x700000), 0x1000)
    place = replace(NOWHERE, address=0x701000, below=below)
    process = replace(PROCESS, threads=(MAIN,), regions=(HEAP, STACK, MAIN_STACK))

    text = "\n".join(plain(line) for line in where_lines(process, place))

    assert "SIGSEGV" in text


def test_the_upper_half_of_all_addresses_is_the_kernels() -> None:
    text = text_of(replace(NOWHERE, address=0xFFFF_8000_0000_0000))

    assert "belongs to the kernel" in text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (0x8F00, "256 B from the top of its stack, in use"),
        (0x8100, "3.8 KiB from the top of its stack, 2.8 KiB below SP: not in use now"),
    ],
)
def test_a_place_on_a_stack_is_in_use_or_not(address: int, words: str) -> None:
    place = replace(
        NOWHERE, address=address, region=STACK, offset=address - 0x8000, thread=WORKER
    )

    text = text_of(place)

    assert f"78 worker; {words}" in text
    assert "part of the mapping 000000007000-000000009000" in text


@pytest.mark.parametrize("state", PageState)
def test_every_state_of_a_page_has_its_words(state: PageState) -> None:
    assert "page" in text_of(replace(IN_HEAP, page=state, data=None))


@pytest.mark.parametrize(
    ("is_cached", "words"), [(True, "yes"), (False, "no,"), (None, "unknown")]
)
def test_what_is_not_mapped_here_may_be_in_ram(
    is_cached: bool | None, words: str
) -> None:
    region = replace(HEAP, kind=Kind.SHARED, label="memfd ring", inode=7)
    text = text_of(
        replace(
            IN_HEAP,
            page=PageState.UNMAPPED,
            data=None,
            region=region,
            is_cached=is_cached,
        )
    )

    assert f"not mapped here (yet); in RAM: {words}" in text
    assert "not in RAM" not in text


def test_nothing_is_read_for_a_file_that_lives_in_ram() -> None:
    region = replace(HEAP, kind=Kind.SHARED, inode=7, backing=Backing.RAM)
    place = replace(IN_HEAP, page=PageState.UNMAPPED, data=None, region=region)

    text = text_of(replace(place, is_cached=False))

    assert "in RAM: no, a first touch takes a new page, or one back from swap" in text
    assert "reads it" not in text


def test_one_word_is_not_said_twice() -> None:
    shared = Segment.SHARED
    region = replace(HEAP, kind=Kind.SHARED, segment=shared, label="memfd ring")

    assert "memfd ring · shared memory\n" in text_of(replace(IN_HEAP, region=region))
    assert " H  heap · heap segment\n" in text_of(IN_HEAP)


def named(*, inside: bool = True, complete: bool = True) -> NamedAt:
    return NamedAt(FUNCTION, "/lib/libc.so.6", 0x90, inside, complete)


def test_a_symbol_that_covers_the_address_is_named_without_more_ado() -> None:
    text = text_of(replace(IN_HEAP, named=named(), section=".text"))

    assert "libc.so.6:malloc+0x90" in text
    assert "past its end" not in text
    assert ".text" in text


def test_the_nearest_symbol_below_is_not_passed_off_as_the_one() -> None:
    full = text_of(replace(IN_HEAP, named=named(inside=False)))
    exported = text_of(replace(IN_HEAP, named=named(inside=False, complete=False)))

    assert "0x10 past its end" in full
    assert "keeps no names" not in full
    assert "keeps no names" in exported


def test_a_pointer_is_told_by_symbol_or_by_region() -> None:
    assert pointer_words(Pointer(0x4004, HEAP, 4, named())) == "libc.so.6:malloc+0x90"
    assert pointer_words(Pointer(0x1120, HEAP, 0x120)) == "heap +0x120"
    assert pointer_words(Pointer(0x1120, HEAP, 0x120, named(inside=False))) == (
        "heap +0x120"
    )
    assert symbol_words(named(), image=False) == "malloc+0x90"
    text = text_of(replace(IN_HEAP, points_at=Pointer(0x1120, HEAP, 0x120)))
    assert "looks like a pointer to heap +0x120" in text


def test_what_is_missing_is_said_with_its_remedy() -> None:
    text = text_of(
        IN_HEAP,
        Gap(what="names in x", pid=77, why="permission denied", remedy="run as root"),
    )

    assert "not seen" in text
    assert "names in x: permission denied → run as root" in text


def test_hostile_names_are_made_harmless() -> None:
    symbol = replace(FUNCTION, name="a\x1b[2J\nb")
    hostile = replace(HEAP, label="la\nbel\x1b", path="/x\x1b", inode=7)
    place = replace(
        IN_HEAP,
        region=hostile,
        file_offset=3,
        named=replace(named(), symbol=symbol, image="/a/\x1b"),
        above=Neighbour(hostile, 0),
        section=".te\x1bxt",
    )

    for line in where_lines(PROCESS, place):
        assert plain(line).isprintable()


def test_addresses_of_a_32_bit_program_have_eight_digits() -> None:
    place = replace(NOWHERE, address=0x8100, region=STACK, offset=0x100)
    process = replace(PROCESS, abi="i386")

    text = "\n".join(plain(line) for line in where_lines(process, place))

    assert "part of the mapping 00007000-00009000" in text
    assert "00008000-00009000" in text
