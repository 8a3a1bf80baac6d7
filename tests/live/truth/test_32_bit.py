"""32-bit programs on a 64-bit kernel: whatever is read of them has words of 4 bytes."""

import pytest

from tests.live.truth.cases import built, told

pytestmark = pytest.mark.live


def test_the_abi_is_the_programs_and_its_calls_have_its_numbers() -> None:
    with told(built("hello32.c", "-m32")) as case:
        process = case.look().process(case.pid)

    assert process is not None
    assert process.abi == "i386"
    assert process.threads[0].syscall == 29  # pause
