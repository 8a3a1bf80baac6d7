"""Memory read as far as it is in RAM."""

import pytest

from memscope.model.ranges import Ranges
from memscope.parse.pagemap import Pages
from memscope.proc.present import PresentBytes

pytestmark = pytest.mark.unit

PAGES = Pages(resident=Ranges([0x10000, 0x13000], [0x12000, 0x14000]))


class Numbered:
    """Memory of which every byte is the low byte of its page's number."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.reads: list[tuple[int, int]] = []

    def read(self, address: int, size: int) -> bytes:
        self.reads.append((address, size))
        return bytes(at >> 12 & 0xFF for at in range(address, address + size))


def reader() -> tuple[PresentBytes, Numbered]:
    memory = Numbered(PAGES)
    return PresentBytes(memory, lambda: PAGES), memory  # type: ignore[arg-type]


def test_reading_ends_where_memory_is_not_in_ram() -> None:
    present, _ = reader()

    assert present.read(0x10800, 0x10000) == b"\x10" * 0x800 + b"\x11" * 0x1000
    assert present.read(0x12000, 64) == b""
    assert present.read(0x0FFFF, 64) == b""
    assert present.read(0x13FF0, 64) == b"\x13" * 16


def test_short_pieces_are_kept_until_they_are_to_be_forgotten() -> None:
    present, memory = reader()
    for at in (0x10000, 0x10010, 0x10FF8):
        assert present.read(at, 8) == b"\x10" * 8
    assert memory.reads == [(0x10000, 0x1000)]

    present.forget()
    present.read(0x10000, 8)
    assert len(memory.reads) == 2
