"""Arenas are certain by their headers, and looked at again until they are."""

from collections.abc import Sequence
from pathlib import Path
from struct import pack
from typing import cast

import pytest
from msgspec.structs import replace

from memscope.analyze.spans import Span
from memscope.collect.look.arenas import find_arenas
from memscope.collect.look.look import Look, ReadMap
from memscope.collect.look.watched import Watched
from memscope.model.kinds import Confidence, Kind
from memscope.model.ranges import Ranges
from memscope.model.region import Vma
from memscope.parse.glibc_malloc import HEAP_MAX
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps
from memscope.parse.stat import Stat
from memscope.parse.status import Status
from tests.unit.analyze.mapping import mapped
from tests.unit.proc.fake_memory import fake_memory

pytestmark = pytest.mark.unit

BASE, USED = HEAP_MAX, 0x21000
HEADER = pack("=4Q", BASE + 0x30, 0, USED - 0x100, USED)
MAIN_ARENA = 0x3F000002000
RECORD = bytes(16) + bytes(96) + pack("=Q", BASE + 0x1000) + bytes(2160 - 104)
"""From the header to the pointer of the arena's record at the next one, its top."""
RING = {
    BASE: HEADER + RECORD + pack("=Q", MAIN_ARENA),
    MAIN_ARENA: bytes(2160) + pack("=Q", BASE + 0x30),
}
SLOT = (
    f"{BASE:x}-{BASE + USED:x} rw-p",
    f"{BASE + USED:x}-{2 * BASE:x} ---p",
)
LIBC = (
    "3f000000000-3f000001000 r-xp 0 7 /usr/lib/libc.so.6",
    "3f000002000-3f000004000 rw-p 0 7 /usr/lib/libc.so.6",
)
AWAY = Ranges([BASE], [BASE + 4096])


def watched() -> Watched:
    return Watched((), cast(Status, None))


def found(
    folder: Path,
    known: Watched,
    data: bytes | None = None,
    *,
    vmas: Sequence[Vma] = tuple(mapped(*SLOT, *LIBC)),
    pages: Pages | None = None,
    is_readable: bool = True,
) -> list[Span]:
    """Look; `pages` are those that are there besides what is in `data`."""
    with fake_memory(folder, RING if data is None else {BASE: data}) as memory:
        there = replace(pages, resident=Ranges()) if pages else memory.pages
        table = Smaps(list(vmas), [], [], None)
        look = Look(
            memory.directory,
            cast(Stat, None),
            (),
            ReadMap(table),
            there if is_readable else None,
            is_ours=True,
        )
        return find_arenas(look, known, ())


def sure(spans: list[Span]) -> list[tuple[Kind, Confidence]]:
    return [(one.kind, one.confidence) for one in spans]


def test_a_header_in_ram_makes_it_certain_and_is_not_read_again(
    tmp_path: Path,
) -> None:
    known = watched()

    first = found(tmp_path, known)
    again = found(tmp_path, known, bytes(32))

    assert sure(first) == [
        (Kind.ARENA, Confidence.CERTAIN),
        (Kind.RESERVED, Confidence.CERTAIN),
    ]
    assert again is first


def test_a_header_that_the_library_does_not_know_is_likely(tmp_path: Path) -> None:
    spans = found(tmp_path, watched(), HEADER)

    assert {one for _, one in sure(spans)} == {Confidence.LIKELY}


def test_another_map_is_looked_at_anew(tmp_path: Path) -> None:
    known = watched()
    found(tmp_path, known)

    assert found(tmp_path, known, vmas=mapped(*LIBC)) == []


@pytest.mark.parametrize(
    "pages", [Pages(swapped=AWAY), Pages(unread=AWAY)], ids=["swapped", "unread"]
)
def test_a_header_that_cannot_be_seen_now_is_tried_again(
    tmp_path: Path, pages: Pages
) -> None:
    known = watched()

    first = found(tmp_path, known, pages=pages)
    again = found(tmp_path, known)

    assert {one for _, one in sure(first)} == {Confidence.GUESS}
    assert {one for _, one in sure(again)} == {Confidence.CERTAIN}


def test_a_page_that_was_never_touched_begins_no_arena(tmp_path: Path) -> None:
    known = watched()

    assert found(tmp_path, known, pages=Pages()) == []
    assert len(found(tmp_path, known)) == 2


@pytest.mark.parametrize("header", [bytes(32), b"\xff" * 32, HEADER[:8] * 4])
def test_other_bytes_in_its_place_are_no_header(tmp_path: Path, header: bytes) -> None:
    assert found(tmp_path, watched(), header) == []


def test_without_pages_it_is_a_guess_where_the_c_library_is(tmp_path: Path) -> None:
    guessed = found(tmp_path, watched(), is_readable=False)
    none = found(tmp_path, watched(), vmas=mapped(*SLOT), is_readable=False)

    assert {one for _, one in sure(guessed)} == {Confidence.GUESS}
    assert none == []
