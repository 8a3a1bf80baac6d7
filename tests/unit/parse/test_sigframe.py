import struct

import pytest

from memscope.parse.sigframe import I386, signal_frames

pytestmark = pytest.mark.unit

SP = 0x7F0000010100
BASE, SIZE = 0x7F0000000000, 0x20000
STACK = (0x7F1100000000, 0x7F1100800000)
INTERRUPTED, PC = 0x7F11007FFDA0, 0x55D000001234


def frame(
    *, flags: int = 7, base: int = BASE, size: int = SIZE, sp: int = INTERRUPTED
) -> bytes:
    head = struct.pack("=2QQi4xQ", flags, 0, base, 0, size)
    return head + bytes(120) + struct.pack("=2Q", sp, PC)


def test_the_frame_names_both_stacks() -> None:
    data = bytes(80) + frame() + bytes(200)

    (found,) = signal_frames(data, SP, STACK)

    assert (found.start, found.end) == (BASE, BASE + SIZE)
    assert (found.sp, found.pc) == (INTERRUPTED, PC)


@pytest.mark.parametrize(
    "data",
    [
        frame(sp=STACK[1]),
        frame(base=SP + 8),
        frame(size=SP - BASE),
        frame(size=1 << 40),
        frame(flags=1 << 20),
        frame()[:-8],
        struct.pack("=Q", INTERRUPTED) * 40,
        b"",
    ],
)
def test_what_does_not_hold_the_stack_pointer_is_no_frame(data: bytes) -> None:
    assert list(signal_frames(bytes(16) + data, SP, STACK)) == []


@pytest.mark.parametrize("flags", [0, 1, -(1 << 31), -(1 << 31) + 1])
def test_flags_of_the_alternate_stack(flags: int) -> None:
    data = bytearray(frame())
    struct.pack_into("=i", data, 24, flags)

    assert len(list(signal_frames(bytes(data) + bytes(8), SP, STACK))) == 1


@pytest.mark.parametrize("flags", [2, -1, -(1 << 31) + 2])
def test_other_flags_are_no_frame(flags: int) -> None:
    data = bytearray(frame())
    struct.pack_into("=i", data, 24, flags)

    assert list(signal_frames(bytes(data) + bytes(8), SP, STACK)) == []


def test_in_a_32_bit_program_its_words_have_four_bytes() -> None:
    base, sp, stack = 0xF7500000, 0xF7510104, (0xF7000000, 0xF7200000)
    head = struct.pack("=2IIiI", 1, 0, base, 0, 0x20000)
    data = bytes(20) + head + bytes(28) + struct.pack("=I24xI", 0xF71FFDA4, 0x565A1234)

    (found,) = signal_frames(data, sp, stack, I386)

    assert (found.start, found.end) == (base, base + 0x20000)
    assert (found.sp, found.pc) == (0xF71FFDA4, 0x565A1234)
    assert list(signal_frames(data, sp, stack)) == []
