"""Names of system calls, compared with the headers of whatever kernel is here."""

import re
from pathlib import Path

import pytest

from memscope.render.words.syscalls import syscall_name

pytestmark = pytest.mark.unit

HEADERS = {
    "x86_64": ("x86_64-linux-gnu/asm/unistd_64.h", "asm/unistd_64.h"),
    "aarch64": ("asm-generic/unistd.h",),
    "riscv64": ("asm-generic/unistd.h",),
}


def numbered(machine: str) -> dict[int, str]:
    """Return the names by number that the C headers have."""
    paths = [Path("/usr/include", name) for name in HEADERS[machine]]
    path = next((one for one in paths if one.exists()), None)
    if path is None:
        pytest.skip(f"the kernel's headers are missing: {paths[0]}")
    found = re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", path.read_text("utf-8"))
    return {int(number): name for name, number in found}


@pytest.mark.parametrize("machine", HEADERS)
def test_every_name_is_the_kernels(machine: str) -> None:
    kernel = numbered(machine)
    ours = {number: syscall_name(number, machine) for number in kernel}

    named = {number: name for number, name in ours.items() if name != f"#{number}"}
    assert len(named) > 40
    assert named == {number: kernel[number] for number in named}


@pytest.mark.parametrize(
    ("number", "machine", "name"),
    [
        (0, "x86_64", "read"),
        (202, "x86_64", "futex"),
        (202, "aarch64", "accept"),
        (98, "riscv64", "futex"),
        (9999, "x86_64", "#9999"),
        (202, "s390x", "#202"),
        (-1, "x86_64", None),
        (None, "x86_64", None),
    ],
)
def test_a_number_means_something_else_on_another_machine(
    number: int | None, machine: str, name: str | None
) -> None:
    assert syscall_name(number, machine) == name
