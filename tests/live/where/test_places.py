"""What is at an address: owner, page, neighbours, bytes, and nothing disturbed."""

import os
from pathlib import Path

import pytest

from memscope.collect.closer.bytes import ContentReader
from memscope.collect.closer.where import Located, Where
from memscope.errors import ProcessGone
from memscope.model.kinds import Kind
from memscope.model.page import PageState
from memscope.model.place import HexRow, Place
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.render.runs import plain
from memscope.render.text.hex import hex_lines, value_words
from memscope.render.text.where import where_lines
from tests.live.programs.c import Target, built, running

pytestmark = pytest.mark.live


def place(target: Target, address: int) -> Place:
    return Where().look(target.pid, address).place


def test_memory_of_a_thread_names_its_thread(program: Path) -> None:
    with running([program]) as target:
        found = Where().look(target.pid, target.facts["stack"])

    worker = max(one.tid for one in found.process.threads)
    assert found.place.thread is not None
    assert found.place.thread.tid == worker
    assert found.place.region is not None
    assert found.place.region.kind is Kind.THREAD_STACK
    assert found.place.data is not None
    assert found.place.data.startswith(b"on the stack of ")


def test_offsets_count_from_region_and_file(dynamic_program: Path) -> None:
    with running([dynamic_program]) as target:
        address = target.facts["greeting"]
        found = place(target, address)

    assert found.region is not None
    assert found.offset == address - found.region.start
    assert found.file_offset is not None
    data = dynamic_program.read_bytes()
    assert data[found.file_offset :].startswith(b"hello, reader\0")
    assert found.data is not None
    assert found.data.startswith(b"hello, reader\0")


def test_states_of_pages_are_told_and_absent_ones_stay_absent(program: Path) -> None:
    with running([program]) as target:
        absent, zero = target.facts["absent"], target.facts["zero"]
        states = [place(target, one).page for one in (absent, zero + 4096)]
        data = place(target, absent + 8).data
        again = place(target, absent).page
        held = place(target, target.facts["heap"])

    assert states == [PageState.ABSENT, PageState.ZERO]
    assert data is None
    assert again is PageState.ABSENT
    assert held.page is PageState.PRESENT


def test_pointers_are_followed_to_what_they_point_at(program: Path) -> None:
    with running([program]) as target:
        heap = target.facts["heap"]
        found = [place(target, heap + 8 * at).points_at for at in range(5)]

    variable, code, itself, stack, number = found
    assert variable is not None
    assert variable.named is not None
    assert variable.named.symbol.name == "counter"
    assert code is not None
    assert code.named is not None
    assert (code.named.symbol.name, code.named.offset) == ("known_function", 4)
    assert itself is not None
    assert itself.region.kind is Kind.HEAP
    assert stack is not None
    assert stack.region.kind is Kind.THREAD_STACK
    assert number is None


def test_an_unmapped_address_lies_between_its_neighbours(program: Path) -> None:
    with running([program]) as target:
        found = place(target, target.facts["hole"] + 0x100)

    assert (found.region, found.page, found.data) == (None, None, None)
    assert found.below is not None
    assert found.above is not None
    assert (found.below.hole, found.above.hole) == (0x100, 0xF00)


def test_the_ends_of_the_address_space_have_no_neighbour_beyond(program: Path) -> None:
    with running([program]) as target:
        low, high = place(target, 0), place(target, (1 << 64) - 1)

    assert low.below is None
    assert low.above is not None
    assert high.above is None
    assert high.below is not None


def test_a_process_that_ended_is_gone(program: Path) -> None:
    with running([program]) as target:
        found = Where().look(target.pid, 0)
    with pytest.raises(ProcessGone):
        Where().look(target.pid, 0)
    with pytest.raises(ProcessGone):
        ContentReader().variables(found.process, found.process.regions[0])


def test_our_own_memory_can_be_asked_about() -> None:
    found = Where().look(os.getpid(), id(os))

    assert found.place.page is PageState.PRESENT
    assert found.place.data is not None


def own_region(process: Process, address: int) -> Region:
    (found,) = (region for region in process.regions if address in region)
    return found


def rows_at(
    reader: ContentReader, process: Process, address: int, count: int
) -> list[HexRow]:
    region = own_region(process, address)
    layout = reader.layout(process, region.start, region.end)
    return reader.rows(process, layout, layout.row_of(address), count)


def test_rows_show_bytes_pointers_and_names(program: Path) -> None:
    reader = ContentReader()
    with running([program]) as target:
        process = Where().look(target.pid, 0).process
        heap = target.facts["heap"]
        (first, second, third) = rows_at(reader, process, heap, 3)
        (named, *_) = rows_at(reader, process, target.facts["text"], 1)

    assert first.address == heap
    assert first.data is not None
    assert int.from_bytes(first.data[:8], "little") == target.facts["counter"]
    assert [one and one.region.kind for one in second.pointers] == [
        Kind.HEAP,
        Kind.THREAD_STACK,
    ]
    assert third.pointers[0] is None
    assert "text" in {symbol.name for symbol in named.symbols}
    (line,) = map(plain, hex_lines([first]))
    assert ":counter" in line
    assert ":known_function+0x4" in line


def test_looking_at_untouched_memory_brings_nothing_into_ram(program: Path) -> None:
    reader = ContentReader()
    with running([program]) as target:
        process = Where().look(target.pid, 0).process
        region = own_region(process, target.facts["absent"] + 0x8000)
        low = target.facts["absent"]
        layout = reader.layout(process, low, min(low + (1 << 20), region.end))
        rows = reader.rows(process, layout, 0, layout.rows)
        after = place(target, target.facts["absent"]).page

    assert [row.data for row in rows] == [None]
    assert rows[0].state is PageState.ABSENT
    assert after is PageState.ABSENT


def test_globals_come_with_their_values(program: Path) -> None:
    reader = ContentReader()
    with running([program]) as target:
        process = Where().look(target.pid, 0).process
        data = own_region(process, target.facts["counter"])
        values = {
            one.symbol.name: value_words(one) for one in reader.variables(process, data)
        }
        assert target.ask() == "35"
        after = {
            one.symbol.name: value_words(one) for one in reader.variables(process, data)
        }

    assert values["counter"] == "42 (0x2a)"
    assert values["small_static"] == "-7"
    assert values["text"] == '"some text"'
    assert values["points"].endswith(":counter → 0x2a")
    assert after["counter"] == "35 (0x23)"


def test_a_global_that_reaches_into_a_region_is_listed_there_too(program: Path) -> None:
    with running([program]) as target:
        process = Where().look(target.pid, 0).process
        bss = own_region(process, target.facts["untouched"] + 8 * 50_000)
        found = {
            one.symbol.name: one for one in ContentReader().variables(process, bss)
        }

    # It begins in the page before, which it shares with .data.
    assert found["untouched"].symbol.size == 800_000
    assert found["untouched"].symbol.address == target.facts["untouched"]


GROWS = r"""
#include <stdio.h>
#include <unistd.h>

int main(void) {
    char local = 0, byte;
    unsigned long address;

    printf("{\"local\": %lu}\n", (unsigned long)&local);
    fflush(stdout);
    while (scanf("%lu", &address) == 1) {
        *(volatile char *)address = 1;
        printf("alive\n");
        fflush(stdout);
    }
    return read(0, &byte, 1) < 0;
}
"""


def test_where_the_main_stack_may_grow_is_where_a_touch_does_not_kill() -> None:
    with built(GROWS) as program, running([program]) as target:
        look = Where().look(target.pid, 0)
        stack = look.process.threads[0].stack
        assert stack is not None
        if stack.limit is None:
            pytest.skip("the stack has no limit here: run `ulimit -s 8192` first")
        for address in (stack.start - 1, stack.end - stack.limit):
            asked = Where().look(target.pid, address)
            assert words_of(asked, "the main stack grows to here")
            assert target.ask(str(address)) == "alive"
        beyond = Where().look(target.pid, stack.end - stack.limit - 1)
        assert words_of(beyond, "SIGSEGV")


def words_of(found: Located, words: str) -> bool:
    lines = where_lines(found.process, found.place, found.gaps)
    return any(words in plain(line) for line in lines)
