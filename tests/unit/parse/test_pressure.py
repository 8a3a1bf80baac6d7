import pytest

from memscope.model.cgroup import Pressure, Stall
from memscope.parse.pressure import parse_pressure

pytestmark = pytest.mark.unit

SOME = b"some avg10=1.50 avg60=0.25 avg300=100.00 total=123456\n"
FULL = b"full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n"


def test_both_lines_are_read() -> None:
    assert parse_pressure(SOME + FULL) == Pressure(
        Stall(1.5, 0.25, 100.0, 123456), Stall(0.0, 0.0, 0.0, 7)
    )


def test_a_kernel_may_tell_of_some_only() -> None:
    assert parse_pressure(SOME) == Pressure(Stall(1.5, 0.25, 100.0, 123456), None)


@pytest.mark.parametrize("data", [b"", FULL, b"some avg10=x\n"])
def test_what_says_nothing_is_unknown(data: bytes) -> None:
    assert parse_pressure(data) is None
