import struct

import pytest

from memscope.errors import ParseError
from memscope.parse.registers import parse_registers, program_counter, stack_pointer

pytestmark = pytest.mark.unit


def numbered(count: int, size: str) -> bytes:
    return struct.pack(f"<{count}{size}", *range(count))


def test_x86_64_registers_stand_where_the_kernel_puts_them() -> None:
    registers = parse_registers(numbered(27, "Q"), "x86_64")

    places = {"r15": 0, "rbp": 4, "rax": 10, "orig_rax": 15, "rip": 16, "rsp": 19}
    assert {name: registers[name] for name in places} == places
    assert (registers["fs_base"], registers["gs"]) == (21, 26)
    assert (stack_pointer(registers), program_counter(registers)) == (19, 16)


def test_a_32_bit_program_is_told_by_the_length() -> None:
    registers = parse_registers(numbered(17, "I"), "x86_64")

    assert (registers["eax"], registers["eip"], registers["esp"]) == (6, 12, 15)
    assert (stack_pointer(registers), program_counter(registers)) == (15, 12)


def test_aarch64_has_31_numbered_registers() -> None:
    registers = parse_registers(numbered(34, "Q"), "aarch64")

    assert (registers["x0"], registers["x30"]) == (0, 30)
    assert (stack_pointer(registers), program_counter(registers)) == (31, 32)


@pytest.mark.parametrize(
    ("data", "machine"),
    [(b"", "x86_64"), (bytes(217), "x86_64"), (bytes(216), "s390x")],
)
def test_an_unknown_layout_is_an_error(data: bytes, machine: str) -> None:
    with pytest.raises(ParseError):
        parse_registers(data, machine)


def test_values_are_unsigned() -> None:
    assert parse_registers(b"\xff" * 216, "x86_64")["orig_rax"] == 2**64 - 1
