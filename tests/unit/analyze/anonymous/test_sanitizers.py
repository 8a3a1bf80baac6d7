"""Shadow memory by the runtime's variable, and heaps by the notes on them."""

from collections.abc import Sequence

import pytest

from memscope.analyze.anonymous.sanitizers import asan_spans, tsan_spans
from memscope.model.kinds import Confidence, Kind
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

OFFSET = 0x7FFF8000
SHADOW = (
    "7fff7000-8fff7000 rw-p",
    "8fff7000-2008fff7000 ---p",
    "2008fff7000-10007fff8000 rw-p",
)
HEAP = (
    "603000000000-603000010000 rw-p",
    "603000010000-603e00000000 ---p",
    "603e00000000-603e00010000 rw-p",
    "700000000000-700000010000 rw-p",
)


def notes(*heaps: int) -> "Notes":
    return Notes({(one >> 3) + OFFSET for one in heaps})


class Notes(set[int]):
    """Addresses in the shadow at which the notes say: heap."""

    def read(self, addresses: Sequence[int], size: int) -> list[bytes | None]:
        return [b"\0\xfa" * (size // 2) if one in self else None for one in addresses]


def test_shadow_and_gap_lie_where_the_variable_puts_them() -> None:
    spans = asan_spans(mapped(*SHADOW), OFFSET, notes().read)

    assert [(one.start, one.kind) for one in spans] == [
        (0x7FFF7000, Kind.SHADOW),
        (0x8FFF7000, Kind.RESERVED),
        (0x2008FFF7000, Kind.SHADOW),
    ]
    assert {one.confidence for one in spans} == {Confidence.LIKELY}


@pytest.mark.parametrize("offset", [0, 0x1000, 0x7FFF9000, 1 << 60, 0x7FFF8008])
def test_a_variable_that_does_not_fit_the_map_is_not_believed(offset: int) -> None:
    assert asan_spans(mapped(*SHADOW), offset, notes().read) == []


def test_memory_is_the_sanitizers_where_its_notes_say_heap() -> None:
    heap = notes(0x603000000000, 0x603E00000000)

    spans = asan_spans(mapped(*SHADOW, *HEAP), OFFSET, heap.read)[3:]

    assert [(one.start, one.kind) for one in spans] == [
        (0x603000000000, Kind.ANON),
        (0x603000010000, Kind.RESERVED),
        (0x603E00000000, Kind.ANON),
    ]


def test_a_reservation_beside_other_memory_is_nobodys() -> None:
    spans = asan_spans(mapped(*SHADOW, *HEAP), OFFSET, notes(0x603000000000).read)[3:]

    assert [one.start for one in spans] == [0x603000000000]


def test_thread_sanitizers_shadow_takes_all_of_its_bounds() -> None:
    rows = (
        "10000000000-200000000000 rw-p",
        "200000000000-300000000000 ---p",
        "300000000000-340000000000 rw-p",
    )

    found = tsan_spans(mapped(*rows), "libtsan.so.2")

    assert [one.start for one in found] == [0x10000000000, 0x300000000000]
    assert {one.confidence for one in found} == {Confidence.GUESS}
    assert tsan_spans(mapped(*rows[:2]), "libtsan.so.2") == []
