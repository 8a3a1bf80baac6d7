"""What people call a part of memory, and which addresses that is."""

import pytest

from memscope.analyze.find.scope import address_meant, addresses_meant
from memscope.errors import UsageProblem
from memscope.model.kinds import Kind
from memscope.model.region import Region
from tests.unit.analyze.pages import BASE, SIZE
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit


def regions() -> list[Region]:
    return [
        region(Kind.CODE, BASE, path="/lib/libc.so.6", inode=1, label="code of libc"),
        region(Kind.DATA, BASE + SIZE, path="/lib/libc.so.6", inode=1),
        region(Kind.HEAP, BASE + 4 * SIZE, path="[heap]"),
        region(Kind.ARENA, BASE + 8 * SIZE, label="malloc arena of worker"),
        region(Kind.THREAD_STACK, BASE + 16 * SIZE, label="stack of worker"),
    ]


@pytest.mark.parametrize(
    ("written", "pages"),
    [
        ("libc.so.6", [(0, 2)]),
        ("/lib/libc.so.6", [(0, 2)]),
        ("heap", [(4, 5), (8, 9)]),
        ("[heap]", [(4, 5)]),
        ("arena", [(8, 9)]),
        ("thread-stack", [(16, 17)]),
        ("Stack of Worker", [(16, 17)]),
        ("worker", [(8, 9), (16, 17)]),
        (hex(BASE + 4 * SIZE + 5), [(4, 5)]),
        (f"{BASE:x}-{BASE + 3 * SIZE:#x}", [(0, 3)]),
    ],
)
def test_words_mean_addresses(written: str, pages: list[tuple[int, int]]) -> None:
    found = [
        ((low - BASE) // SIZE, (high - BASE) // SIZE)
        for low, high in addresses_meant(written, regions())
    ]

    assert found == pages


@pytest.mark.parametrize("written", ["", "nothing", "0x10", "5-5", "9-8", "ffffff"])
def test_what_is_nowhere_is_refused(written: str) -> None:
    with pytest.raises(UsageProblem):
        addresses_meant(written, regions())


def test_an_address_is_one_with_0x_or_six_digits() -> None:
    assert address_meant("0x10") == 0x10
    assert address_meant("7f3a00") == 0x7F3A00
    assert address_meant("data") is None
    assert address_meant("bead") is None
