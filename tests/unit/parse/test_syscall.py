import pytest

from memscope.model.address import Address
from memscope.model.process import Futex
from memscope.parse.syscall import RUNNING, Position, is_futex, parse_syscall

pytestmark = pytest.mark.unit


def test_a_sleeping_thread_says_where_it_sleeps() -> None:
    data = b"202 0x55d0 0x189 0x0 0x0 0x0 0xffffffff 0x7ffd2c3f1a38 0x7f0a12345678\n"

    assert parse_syscall(data) == Position(
        202, 0x7FFD2C3F1A38, 0x7F0A12345678, Futex(Address(0x55D0), 9, 0)
    )


def test_a_lock_that_the_kernel_hands_on_says_nothing_of_the_word() -> None:
    data = b"202 0x55d0 0x86 0x1092 0x0 0x0 0x0 0x7ffd2c3f1a38 0x7f0a12345678\n"

    assert parse_syscall(data).futex == Futex(Address(0x55D0), 6, None)


def test_the_number_of_futex_is_another_one_for_each_abi() -> None:
    assert is_futex(202, "x86_64")
    assert not is_futex(202, "aarch64")  # accept
    assert not is_futex(202, None)
    assert not is_futex(None, "x86_64")


def test_a_blocked_thread_outside_a_call_has_a_position_only() -> None:
    assert parse_syscall(b"-1 0x7ffd2c3f1a38 0x7f0a12345678\n") == Position(
        None, 0x7FFD2C3F1A38, 0x7F0A12345678
    )


def test_a_zombie_is_nowhere_and_not_at_address_zero() -> None:
    assert parse_syscall(b"-1 0x0 0x0\n") == Position(None, None, None)


@pytest.mark.parametrize(
    "data",
    [
        b"running\n",
        b"",
        b"202 zero 0x0 0x0 0x0 0x0 0x0 0x1 0x2\n",
        b"1 2 3 4\n",
        b"-1 zero 0x0\n",
        b"x 0 0 0 0 0 0 0x1 0x2\n",
    ],
)
def test_whatever_is_no_position_counts_as_running(data: bytes) -> None:
    assert parse_syscall(data) == RUNNING


def test_a_kernel_thread_is_in_no_system_call_and_nowhere() -> None:
    assert parse_syscall(b"0" + b" 0x0" * 8 + b"\n") == RUNNING
