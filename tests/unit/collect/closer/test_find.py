"""A search over memory that is read piece by piece, with pages that cannot be read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from memscope.analyze.find.ground import ground_of
from memscope.analyze.find.patterns import integer, text
from memscope.collect.closer import find
from memscope.collect.closer.find import Finder
from memscope.collect.closer.symbols import Names
from memscope.model.find import MemorySearch, Pattern, Stop
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.ranges import Ranges
from memscope.model.region import ProcessUsage
from memscope.parse.pagemap import Pages
from memscope.parse.stat import parse_stat
from tests.unit.analyze.pages import SIZE
from tests.unit.analyze.regions import region
from tests.unit.proc.fake_memory import PID, fake_memory

pytestmark = pytest.mark.unit

BASE = 0x10000
STAT = f"{PID} (x) S {' '.join(['7'] * 49)}".encode()
Searching = Callable[..., MemorySearch]


@pytest.fixture
def searching(tmp_path: Path) -> Searching:
    """Return a function that searches memory: bytes by address."""

    def run(
        pattern: Pattern,
        pieces: dict[int, bytes],
        resident: Ranges | None = None,
        zero: Ranges | None = None,
        **limits: float,
    ) -> MemorySearch:
        regions = (region(Kind.HEAP, BASE, 1024),)
        process = Process(
            *(PID, 0, 5, "x", None, (), "S", None),
            ProcessUsage(),
            threads=(),
            regions=regions,
        )
        with fake_memory(tmp_path, pieces, resident) as memory:
            (tmp_path / str(PID) / "stat").write_bytes(STAT)
            pages = Pages(
                resident=memory.pages.resident if resident is None else resident,
                zero=zero or Ranges(),
            )
            names = Names().of(memory.directory, process)
            start = parse_stat(STAT).start_stack
            finder = Finder(process, (), memory.directory, names, start)
            ground = ground_of(regions, pages, None, Ranges())
            return finder.search(pattern, ground, **limits)  # type: ignore[arg-type]

    return run


def page(at: int, data: bytes) -> bytes:
    return (bytes(at) + data).ljust(SIZE, b".")


def addresses(search: MemorySearch) -> list[int]:
    return [one.address - BASE for one in search.hits]


def test_a_hit_may_lie_across_pages_and_pieces(
    searching: Searching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "_PIECE", SIZE)
    memory = (page(SIZE - 3, b"nee") + page(0, b"dle needle")).ljust(4 * SIZE, b"-")

    search = searching(text("needle"), {BASE: memory})

    assert addresses(search) == [SIZE - 3, SIZE + 4]
    assert (search.read, search.failed, search.stop) == (4 * SIZE, 0, None)


def test_a_long_pattern_may_lie_across_many_pieces(
    searching: Searching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "_PIECE", 64)

    found = searching(text("x" * 300), {BASE: page(77, b"x" * 302)})
    assert addresses(found) == [77, 78, 79]


def test_nothing_is_put_together_across_a_hole(searching: Searching) -> None:
    pieces = {BASE: page(SIZE - 3, b"nee"), BASE + 2 * SIZE: page(0, b"dle")}

    assert addresses(searching(text("needle"), pieces)) == []


def test_a_page_that_cannot_be_read_is_counted_and_passed_over(
    searching: Searching,
) -> None:
    memory = {BASE: page(5, b"needle")}
    beyond = Ranges([BASE, BASE + 8 * SIZE], [BASE + SIZE, BASE + 9 * SIZE])
    short = Ranges([BASE], [BASE + SIZE])

    assert searching(text("needle"), memory, short).failed == 0
    search = searching(text("needle"), memory, beyond)
    assert addresses(search) == [5]
    # The file that stands for memory is as long as what is said to be in RAM.
    assert search.failed + search.read == 2 * SIZE


def test_the_page_of_zeros_is_known_and_not_read(searching: Searching) -> None:
    zero = Ranges([BASE + SIZE], [BASE + 2 * SIZE])
    memory = {BASE: page(SIZE - 1, b"\1")}

    search = searching(integer("1", aligned=False), memory, zero=zero)

    assert addresses(search) == [SIZE - 1]
    assert search.read == SIZE
    assert search.extent.zeros == SIZE


def test_it_ends_after_as_many_hits_as_wanted(searching: Searching) -> None:
    memory = {BASE: page(0, b"needle needle needle")}

    search = searching(text("needle"), memory, limit=2)

    assert addresses(search) == [0, 7]
    assert (search.stop, search.stopped_at) == (Stop.LIMIT, BASE + 14)
    assert not search.is_whole
    assert searching(text("needle"), memory, limit=3).is_whole


def test_it_ends_when_the_time_is_over(searching: Searching) -> None:
    search = searching(text("needle"), {BASE: page(0, b"")}, for_s=0)

    assert search.stop is Stop.TIME


def test_the_bytes_around_a_hit_are_shown(searching: Searching) -> None:
    search = searching(text("needle"), {BASE: page(12, b"needle in")})

    (hit,) = search.hits
    assert [(row.address - BASE, row.end - BASE) for row in hit.rows] == [
        (0, 16),
        (16, 32),
    ]
    assert b"".join(row.data or b"" for row in hit.rows)[12:21] == b"needle in"
