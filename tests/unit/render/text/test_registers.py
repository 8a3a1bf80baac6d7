"""Registers and what they point at, in as many columns as fit."""

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.place import Pointer
from memscope.render.runs import plain, width_of
from memscope.render.text.registers import register_lines
from tests.tui.synthetic import process, region

pytestmark = pytest.mark.unit

NAMES = ("rax", "rbx", "rcx", "fs_base")
LONG = replace(
    region(0x7000_0000_0000, 4096, Kind.ANON),
    label="thread-local data of the main thread",
)


@pytest.mark.parametrize(("width", "rows"), [(200, 2), (120, 4), (80, 4)])
def test_what_is_pointed_at_is_not_cut_where_the_line_has_room(
    width: int, rows: int
) -> None:
    one = process(threads=1)
    pointers = {
        (one.pid, name): Pointer(LONG.start + at, LONG, at)
        for at, name in enumerate(NAMES, 0x740)
    }
    values = {name: pointer.value for (_tid, name), pointer in pointers.items()}
    one = replace(one, threads=(replace(one.threads[0], registers=values),))

    lines = register_lines(one, pointers, (), width)

    pointing = [line for line in lines if "→" in plain(line)]
    assert len(pointing) == rows
    assert max(map(width_of, lines)) <= width
    text = "\n".join(map(plain, pointing))
    for offset in range(0x740, 0x744):
        assert f"thread-local data of the main thread +0x{offset:x}" in text


def test_registers_of_a_32_bit_program_have_eight_digits() -> None:
    one = process(threads=1)
    thread = replace(one.threads[0], registers={"eip": 0xF7F9F5E9, "ds": 0x2B})

    lines = register_lines(replace(one, threads=(thread,)), {}, (), 80)

    text = "\n".join(map(plain, lines))

    assert "eip f7f9f5e9" in text
    assert "ds 0000002b" in text
    assert "0" * 9 not in text
