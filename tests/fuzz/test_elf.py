"""A broken ELF file neither hangs us nor makes us take a lot of memory."""

import contextlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.classify import classify
from memscope.analyze.images.spans import image_spans
from memscope.analyze.images.tiles import make_image
from memscope.errors import ParseError
from memscope.model.region import Vma
from memscope.parse.elf import Elf, parse_elf
from tests.unit.parse.elf_bytes import elf_bytes

pytestmark = pytest.mark.fuzz

WHOLE = {
    (is_64, order): elf_bytes(is_64=is_64, order=order)
    for is_64 in (True, False)
    for order in "<>"
}
MOST_READ = 16 << 20


def parse(data: bytes) -> Elf | None:
    """Parse, and count what is asked for."""
    asked = 0

    def read(offset: int, size: int) -> bytes:
        nonlocal asked
        asked += size
        assert offset >= 0
        assert size >= 0
        return data[offset : offset + size]

    try:
        with contextlib.suppress(ParseError):
            return parse_elf(read)
        return None
    finally:
        assert asked <= MOST_READ


@given(st.binary(max_size=600))
def test_any_bytes_are_parsed_or_refused(data: bytes) -> None:
    parse(data)
    parse(b"\x7fELF\x02\x01" + data)
    parse(b"\x7fELF\x01\x02" + data)


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A file in which some words were overwritten, by small and by huge numbers."""
    form = draw(st.sampled_from(sorted(WHOLE)))
    data = bytearray(WHOLE[form])
    for _ in range(draw(st.integers(1, 8))):
        size = draw(st.sampled_from([1, 2, 4, 8]))
        at = draw(st.integers(6, len(data) - size))
        value = draw(
            st.sampled_from([0, 1, 2, 7, (1 << 8 * size) - 1, 1 << (8 * size - 1)])
            | st.integers(0, (1 << 8 * size) - 1)
        )
        data[at : at + size] = value.to_bytes(size, "little")
    if draw(st.booleans()):
        del data[draw(st.integers(0, len(data))) :]
    return bytes(data)


VMAS = [
    Vma(0x555000000000, 0x555000001000, "r--p", 0, "fd:01", 7, "/x"),
    Vma(0x555000001000, 0x555000002000, "r-xp", 0x1000, "fd:01", 7, "/x"),
    Vma(0x555000002000, 0x555000003000, "---p", 0x2000, "fd:01", 7, "/x"),
    Vma(0x555000003000, 0x555000004000, "r--p", 0x2000, "fd:01", 7, "/x"),
    Vma(0x555000004000, 0x555000005000, "rw-p", 0x3000, "fd:01", 7, "/x"),
    Vma(0x555000005000, 0x555000009000, "rw-p", 0, "00:00", 0, ""),
    Vma(0x7F0000000000, 0x7F0000001000, "r-xp", 0, "fd:01", 7, "/x"),
]


@given(spoiled())
def test_a_spoiled_file_still_gives_tiles_in_order_and_whole_pieces(
    data: bytes,
) -> None:
    elf = parse(data)
    if elf is None:
        return

    image = make_image("/x", elf, 4096)
    spans = image_spans(
        VMAS, {("fd:01", 7): image}, main=(("fd:01", 7), 0x555000000000)
    )
    pieces = classify(VMAS, [spans], start_brk=None)

    for tile, after in pairwise(image.tiles):
        assert tile.start < tile.end <= after.start
    for span, after_span in pairwise(spans):
        assert span.start < span.end <= after_span.start
    assert sum(piece.end - piece.start for piece in pieces) == sum(
        vma.size for vma in VMAS
    )


def test_the_files_that_are_spoiled_are_whole_before() -> None:
    for data in WHOLE.values():
        elf = parse(data)
        assert elf is not None
        assert len(elf.sections) == 9
