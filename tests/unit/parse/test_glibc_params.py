"""malloc's settings among the variables of the C library."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.parse.glibc_params import MallocSettings, settings_among

pytestmark = pytest.mark.unit

BRK = 0x55FCA899D000
GROWN = 20975616
"""Of a program that freed 20 MiB, with glibc 2.36."""


def old(mmap: int = GROWN, *, fixed: int = 0, brk: int = BRK) -> bytes:
    """As in 2.31: no huge pages."""
    return pack("=5Q4I3Q", 2 * mmap, 131072, mmap, 8, 0, 1, 65536, 3, fixed, 0, 9, brk)


def new(mmap: int = GROWN, *, fixed: int = 0, thp: int = 0) -> bytes:
    """As in 2.36, on this machine."""
    begin = pack("=7Q", 2 * mmap, 131072, mmap, 8, 0, thp, 0)
    return begin + pack("=6I3Q", 0, 1, 65536, 3, fixed, 0, 0, mmap, BRK)


@pytest.mark.parametrize("data", [old(), new(), new(thp=2 << 20)])
@pytest.mark.parametrize("before", [0, 8, 4096])
def test_settings_are_found_in_both_layouts(data: bytes, before: int) -> None:
    found = settings_among(bytes(before) + data + bytes(64), BRK)

    assert found == MallocSettings(GROWN, 2 * GROWN, False, 1)


@pytest.mark.parametrize("data", [old(fixed=1), new(fixed=1)])
def test_what_somebody_has_set_is_told(data: bytes) -> None:
    found = settings_among(data, BRK)

    assert found is not None
    assert found.is_fixed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        old(brk=BRK + 16),
        b"x" + old(),
        old(mmap=0),
        old()[40:],
        pack("=Q", BRK),
        bytes(200) + pack("=Q", BRK),
    ],
)
def test_what_does_not_fit_is_nothing(data: bytes) -> None:
    assert settings_among(data, BRK) is None


@given(st.binary(max_size=300), st.integers(0, 1 << 47))
def test_any_bytes_are_settings_or_nothing(data: bytes, brk: int) -> None:
    settings_among(data + pack("=Q", brk), brk)
