"""What is a guest's and what qemu's own, by files and by qemu's variables."""

import struct

import pytest

from memscope.analyze.anonymous.qemu_guest import (
    guest_spans,
    is_qemu,
    translated_spans,
)
from memscope.analyze.spans import Span
from memscope.model.kinds import Confidence, Kind
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit
MAP = (
    "4000000000-4000005000 r--p 0 7 /bin/guest",
    "4000005000-4000006000 rw-p",
    "4002022000-4002023000 ---p",
    "4002023000-4002823000 rw-p",
    "557672f81000-557672fed000 r--p 0 9 /usr/bin/qemu-x86_64",
    "557672fed000-557673131000 r-xp 6c000 9 /usr/bin/qemu-x86_64",
    "557673131000-557673231000 rw-p",
    "7f9fb5679000-7f9fb56ba000 rw-p",
)
ELF = [
    Span(0x4000001000, 0x4000002000, Kind.CODE, image="/bin/guest"),
    Span(0x557672FED000, 0x557673131000, Kind.CODE, image="/usr/bin/qemu-x86_64"),
]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("/usr/bin/qemu-aarch64", True),
        ("/usr/bin/qemu-arm-static", True),
        ("/usr/bin/qemu-system-x86_64", False),
        ("/usr/bin/qemu-img.old", False),
        ("/usr/bin/cat", False),
        (None, False),
    ],
)
def test_a_user_mode_emulator_is_known_by_its_name(
    program: str | None, expected: bool
) -> None:
    assert is_qemu(program) is expected


def test_nameless_memory_below_the_emulator_is_guessed_to_be_the_guests() -> None:
    spans = guest_spans(mapped(*MAP), ELF)

    assert [(one.start, one.kind) for one in spans] == [
        (0x4000005000, Kind.ANON),
        (0x4002022000, Kind.RESERVED),
        (0x4002023000, Kind.ANON),
    ]
    assert {one.confidence for one in spans} == {Confidence.GUESS}


def test_what_is_reserved_around_a_32_bit_guest_is_its_own() -> None:
    rows = ("1000-3ed93000 ---p", "3ed93000-3f594000 rw-p")
    file = "3f594000-3f5b6000 r--p 0 7 /lib32/libc.so.6"
    code = Span(0x3F595000, 0x3F596000, Kind.CODE, image="/lib32/libc.so.6")

    spans = guest_spans(mapped(*rows, file, *MAP[4:]), [code, *ELF[1:]])

    assert [one.start for one in spans] == [0x1000, 0x3ED93000]


def test_without_files_that_may_not_be_executed_there_is_no_guest() -> None:
    assert guest_spans(mapped(*MAP), ELF[1:]) == []


def test_the_kernels_own_region_is_never_the_guests() -> None:
    rows = [line.replace("55767", "7f767") for line in MAP]
    host = Span(0x7F7672FED000, 0x7F7673131000, Kind.CODE, image="/usr/bin/qemu-x86_64")
    stranger = "7f0000000000-7f0000001000 rw-p"

    spans = guest_spans(mapped(*rows[:4], stranger, *rows[4:7]), [ELF[0], host])

    assert max(one.end for one in spans) == 0x4002823000


BUFFER = (0x7F9FAD600000, 0x7F9FB55FF000)


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ((BUFFER[0], BUFFER[0] + 45, 1, BUFFER[1] - BUFFER[0]), True),
        ((BUFFER[0], BUFFER[0] + 45, 1, BUFFER[1] - BUFFER[0] + 4096), True),
        ((BUFFER[0], BUFFER[1] + 8, 1, BUFFER[1] - BUFFER[0]), False),
        ((BUFFER[0], BUFFER[0] + 45, 1, 4096), False),
        ((BUFFER[0],), False),
        ((), False),
    ],
)
def test_qemus_variables_bound_the_code_that_it_translated(
    words: tuple[int, ...], is_one: bool
) -> None:
    vmas = mapped(f"{BUFFER[0]:x}-{BUFFER[1]:x} rwxp")
    data = struct.pack(f"<{len(words) + 1}Q", 1, *words)

    spans = translated_spans(vmas, [(0x1000, data)])

    assert [(one.start, one.end) for one in spans] == ([BUFFER] if is_one else [])
