import pytest

from memscope.render.words.syscall_names import GENERIC, I386, X86_64
from memscope.render.words.syscalls import syscall_name
from tools.syscall_names import (
    FIRST_NEWER,
    HEADERS,
    NEWER,
    HeaderMissing,
    lines_of,
    names_of,
)

pytestmark = pytest.mark.unit

ABIS = {"X86_64": "x86_64", "I386": "i386", "GENERIC": "aarch64"}


@pytest.mark.parametrize("table", HEADERS)
def test_the_table_says_what_the_kernels_header_says(table: str) -> None:
    try:
        names = names_of(table)
    except HeaderMissing as error:
        pytest.skip(f"missing here: {error} (install the kernel's headers for C)")

    wrong = {
        number: (name, syscall_name(number, ABIS[table]))
        for number, name in names.items()
        if syscall_name(number, ABIS[table]) != name
    }

    assert len(names) > 300
    assert wrong == {}


def test_a_number_without_a_name_is_shown_as_it_is() -> None:
    assert syscall_name(99999, "x86_64") == "#99999"
    assert syscall_name(0, "a machine of tomorrow") == "#0"
    assert syscall_name(None, "x86_64") is None
    assert syscall_name(-1, "x86_64") is None


@pytest.mark.parametrize("machine", ["x86_64", "i386", "aarch64", "riscv64"])
def test_newer_calls_have_the_same_number_everywhere(machine: str) -> None:
    found = [
        syscall_name(number, machine)
        for number in range(FIRST_NEWER, FIRST_NEWER + len(NEWER))
    ]

    assert tuple(found) == NEWER
    assert syscall_name(453, machine) == "map_shadow_stack"
    assert syscall_name(462, machine) == "mseal"


def test_a_number_means_another_call_in_another_abi() -> None:
    assert syscall_name(29, "i386") == "pause"
    assert syscall_name(29, "x86_64") == "shmget"
    assert syscall_name(34, "x86_64") == "pause"
    assert syscall_name(0x40000022, "x32") == "#1073741858"


@pytest.mark.parametrize(
    "text", [X86_64, I386, GENERIC], ids=["x86_64", "i386", "generic"]
)
def test_no_name_and_no_number_is_there_twice(text: str) -> None:
    numbers: list[int] = []
    names: list[str] = []
    for line in text.splitlines():
        first, *following = line.split()
        numbers += range(int(first), int(first) + len(following))
        names += following

    assert numbers == sorted(set(numbers))
    assert len(set(names)) == len(names)


def test_a_line_ends_where_numbers_have_a_gap_or_it_is_full() -> None:
    some = {1: "one", 2: "two", 4: "four", **{n: f"call{n}" for n in range(5, 20)}}

    lines = list(lines_of(some))

    assert lines[0] == "1 one two"
    assert lines[1].startswith("4 four call5 ")
    assert max(map(len, lines)) <= 88
    assert lines[2].split()[0] == lines[2].split()[1].removeprefix("call")
