"""The interpreter's table of arenas is found among its variables, and found again."""

from collections.abc import Sequence
from pathlib import Path
from struct import pack
from typing import cast

import pytest

from memscope.analyze.spans import Span
from memscope.collect.look.look import Look, ReadMap
from memscope.collect.look.python_arenas import PythonArenas
from memscope.collect.look.watched import Watched
from memscope.model.kinds import Kind
from memscope.parse.python_arenas import BEGIN
from memscope.parse.smaps import Smaps
from memscope.parse.stat import Stat
from memscope.parse.status import Status
from memscope.proc.images import FileKey
from tests.unit.analyze.mapping import mapped
from tests.unit.parse.runtime_bytes import arena_entry, pool
from tests.unit.proc.fake_memory import fake_memory

pytestmark = pytest.mark.unit

PATH = "/usr/bin/python3.9"
FILE, BSS, TABLE, ARENA = 0x400000, 0x500000, 0x900010, 0x3F000000000
SIZE = 0x40000
VMAS = mapped(
    f"{FILE:x}-{FILE + 0x100000:x} r-xp 0 7 {PATH}",
    f"{BSS:x}-{BSS + 0x20000:x} rw-p",
    "900000-a00000 rw-p [heap]",
    f"{ARENA:x}-{ARENA + 2 * SIZE:x} rw-p",
)
IMAGE = [Span(BSS, BSS + 0x20000, Kind.BSS, image=PATH)]
TABLE_BYTES = arena_entry(ARENA).ljust(BEGIN, b"\0")
FIRST_POOL = pool(layout=0x1000, arena=0)


def variables(at: int, *words: int) -> bytes:
    """Return what stands at the beginning of .bss."""
    return (bytes(at) + pack(f"={len(words)}Q", *words)).ljust(0x20000, b"\0")


def found(
    folder: Path, places: dict[FileKey, tuple[int, int]], bss: bytes
) -> Sequence[tuple[int, int]]:
    data = {BSS: bss, TABLE: TABLE_BYTES, ARENA: FIRST_POOL}
    with fake_memory(folder, data) as memory:
        table = Smaps(VMAS, [], [], None)
        look = Look(
            memory.directory,
            cast(Stat, None),
            (),
            ReadMap(table),
            memory.pages,
            is_ours=True,
        )
        watched = Watched((), cast(Status, None))
        watched.file_rows[VMAS[0].device, VMAS[0].inode] = VMAS[:1]
        spans = PythonArenas(places).spans(look, watched, IMAGE, memory)
    return [(one.start, one.end) for one in spans]


ONE = [(ARENA, ARENA + SIZE)]


@pytest.mark.parametrize("at", [0, 0x2468, 0xFFF8, 0x1FFF0], ids=hex)
def test_it_is_found_wherever_it_is(tmp_path: Path, at: int) -> None:
    places: dict[FileKey, tuple[int, int]] = {}

    assert found(tmp_path, places, variables(at, 16, TABLE)) == ONE
    assert list(places.values()) == [(BSS - FILE + at + 8, BSS - FILE + at)]


def test_what_is_remembered_is_tested_and_searched_anew(tmp_path: Path) -> None:
    key = VMAS[0].device, VMAS[0].inode
    places = {key: (BSS - FILE, BSS - FILE + 8)}

    assert found(tmp_path / "1", places, variables(0, TABLE, 16)) == ONE
    assert found(tmp_path / "2", places, variables(0x800, TABLE, 16)) == ONE
    assert places == {key: (BSS - FILE + 0x800, BSS - FILE + 0x808)}


@pytest.mark.parametrize(
    "words",
    [(16, TABLE + 16), (16, ARENA), (16, FILE), (1 << 15, TABLE), (16, 0)],
    ids=["beside", "no table", "code", "too large", "none"],
)
def test_what_leads_to_no_table_leads_nowhere(
    tmp_path: Path, words: tuple[int, ...]
) -> None:
    assert found(tmp_path, {}, variables(0, *words)) == []
