"""An arena is Python's when table and pool agree, and nothing beside it is."""

from collections.abc import Sequence

import pytest

from memscope.analyze.anonymous.python_arenas import python_spans
from memscope.analyze.spans import Span
from memscope.model.kinds import Confidence
from memscope.parse.python_arenas import PythonArena
from memscope.parse.python_pool import LAYOUTS, PoolLayout
from tests.unit.analyze.mapping import mapped
from tests.unit.parse.runtime_bytes import pool

pytestmark = pytest.mark.unit

START = 0x7F0000001000
VMAS = mapped(f"{START:x}-{START + 0x1000000:x} rw-p")


class Memory(dict[int, bytes]):
    """First pools of arenas; all else is not in RAM."""

    def __init__(self, layout: PoolLayout, arenas: Sequence[PythonArena]) -> None:
        for one in arenas:
            first = -(-one.address // layout.pool) * layout.pool
            self[first] = pool(layout=layout.pool, arena=one.number)

    def read(self, addresses: Sequence[int], size: int) -> list[bytes | None]:
        return [found and found[:size] for found in map(self.get, addresses)]


def shape(spans: list[Span]) -> list[tuple[int, int]]:
    assert {one.confidence for one in spans} <= {Confidence.LIKELY}
    return [(one.start - START, one.end - START) for one in spans]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_arenas_have_exact_bounds_wherever_they_begin(layout: PoolLayout) -> None:
    size = layout.arena
    places = [3 * size + 0x1000, 0, size]
    arenas = [PythonArena(number, START + at) for number, at in enumerate(places)]
    memory = Memory(layout, arenas)

    assert shape(python_spans(VMAS, arenas, memory.read)) == [
        (0, 2 * size),
        (3 * size + 0x1000, 4 * size + 0x1000),
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_entry_that_no_pool_agrees_with_is_not_believed(layout: PoolLayout) -> None:
    right = PythonArena(0, START)
    memory = Memory(layout, [right, PythonArena(7, START + 2 * layout.arena)])
    told = [
        right,
        PythonArena(1, START + 2 * layout.arena),
        PythonArena(2, START + 0x800000),
    ]

    assert shape(python_spans(VMAS, told, memory.read)) == [(0, layout.arena)]


@pytest.mark.parametrize("perms", ["rw-s", "r--p", "rw-p 0 7 /a/file", "rw-p [heap]"])
def test_only_anonymous_memory_is_named(perms: str) -> None:
    arenas = [PythonArena(0, START), PythonArena(1, START + 0xFC0000)]
    memory = Memory(LAYOUTS[1], arenas)
    vmas = mapped(f"{START:x}-{START + 0x1000000:x} {perms}")

    assert python_spans(vmas, arenas, memory.read) == []
    # One that the map cuts short is none either.
    assert shape(python_spans(VMAS[:1], arenas, memory.read))[0] == (0, 0x40000)
