import pytest

from memscope.parse.status import parse_status
from tests.data.captured import CAPTURES

pytestmark = pytest.mark.unit

TEXT = (
    b"Name:\tmy prog\n"
    b"State:\tS (sleeping)\n"
    b"Tgid:\t4242\n"
    b"NStgid:\t4242\t17\n"
    b"NSpid:\t4243\t18\n"
    b"TracerPid:\t99\n"
    b"VmSize:\t   12345 kB\n"
    b"Threads:\t3\n"
    b"CoreDumping:\t0\n"
)


def test_sizes_are_in_bytes() -> None:
    assert parse_status(TEXT).bytes_of("VmSize") == 12345 * 1024


def test_what_is_not_there_is_unknown() -> None:
    status = parse_status(TEXT)

    assert status.bytes_of("VmSwap") is None
    assert status.bytes_of("Threads") is None
    assert status.numbers("CapEff") == ()
    assert parse_status(b"").tgid is None


def test_the_innermost_namespaces_number_is_the_last() -> None:
    status = parse_status(TEXT)

    assert status.tgid == 4242
    assert status.tid_in_own_namespace == 18


def test_nobody_tracing_is_no_tracer() -> None:
    assert parse_status(TEXT).tracer == 99
    assert parse_status(b"TracerPid:\t0\n").tracer is None


def test_unknown_fields_are_kept_by_name() -> None:
    assert parse_status(TEXT).fields["CoreDumping"] == "0"


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "-1", "0x10", ""])
def test_only_plain_digits_are_a_number(number: str) -> None:
    status = parse_status(f"VmSize:\t{number} kB\nNSpid:\t{number}\n".encode())

    assert status.bytes_of("VmSize") is None
    assert status.numbers("NSpid") == ()


def test_a_name_that_imitates_a_field_is_only_a_name() -> None:
    status = parse_status(b"Name:\tx\\nTgid:\t7\nTgid:\t4242\n")

    assert status.tgid == 4242


def test_a_sandbox_says_less() -> None:
    status = parse_status((CAPTURES / "made-gvisor" / "status").read_bytes())

    assert status.bytes_of("VmRSS") == 4396 * 1024
    assert status.tid_in_own_namespace is None


def test_a_field_is_found_wherever_it_stands() -> None:
    for name, text in parse_status(TEXT).fields.items():
        for data in (TEXT, f"{name}:\t{text}".encode()):
            found = parse_status(data)._bytes(name)
            assert found.decode("utf-8", "surrogateescape").strip(" \t") == text
