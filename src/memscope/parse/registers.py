"""Name the registers in the bytes of PTRACE_GETREGSET with NT_PRSTATUS.

Kernel: struct user_regs_struct in arch/x86/include/asm/user_64.h and user_32.h,
struct user_pt_regs in arch/arm64/include/uapi/asm/ptrace.h. The layout for aarch64 is
from those sources; it was not tried on such a machine.
"""

import struct
from collections.abc import Container

from memscope.errors import ParseError

_X86_64 = (
    *("r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax"),
    *("rcx", "rdx", "rsi", "rdi", "orig_rax", "rip", "cs", "eflags", "rsp", "ss"),
    *("fs_base", "gs_base", "ds", "es", "fs", "gs"),
)
_I386 = (
    *("ebx", "ecx", "edx", "esi", "edi", "ebp", "eax", "ds", "es", "fs", "gs"),
    *("orig_eax", "eip", "cs", "eflags", "esp", "ss"),
)
_AARCH64 = (*(f"x{number}" for number in range(31)), "sp", "pc", "pstate")

_LAYOUTS = {
    # A 64-bit kernel also runs 32-bit programs; the length tells which it is.
    ("x86_64", 216): (_X86_64, "<27Q"),
    ("x86_64", 68): (_I386, "<17I"),
    ("aarch64", 272): (_AARCH64, "<34Q"),
}

STACK_POINTERS = ("rsp", "esp", "sp")
"""What the stack pointer is called, by architecture; a thread has one of them."""
PROGRAM_COUNTERS = ("rip", "eip", "pc")


def register_digits(registers: Container[str]) -> int:
    """Return the hex digits of a register, by the names of some."""
    return 8 if "eip" in registers else 16


def parse_registers(data: bytes, machine: str) -> dict[str, int]:
    """Return name to value, unsigned, in the kernel's order.

    `orig_rax` is all ones when the thread is in no system call.

    Args:
        data: What the kernel wrote.
        machine: As in uname -m.

    Raises:
        ParseError: A length or a machine that we do not know.
    """
    if (machine, len(data)) not in _LAYOUTS:
        raise ParseError("registers", 0, data)
    names, layout = _LAYOUTS[machine, len(data)]
    return dict(zip(names, struct.unpack(layout, data), strict=True))


def stack_pointer(registers: dict[str, int]) -> int | None:
    """Return the stack pointer among them."""
    return next((registers[one] for one in STACK_POINTERS if one in registers), None)


def program_counter(registers: dict[str, int]) -> int | None:
    """Return the address of the next instruction among them."""
    return next((registers[one] for one in PROGRAM_COUNTERS if one in registers), None)
