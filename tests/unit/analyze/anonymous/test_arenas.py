import pytest

from memscope.analyze.anonymous.arenas import arena_spans, find_slots, has_glibc
from memscope.analyze.spans import Span
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma
from memscope.parse.glibc_malloc import (
    HEAP_MAX,
    HEAP_MAX_HUGE,
    HeapInfo,
    parse_heap_info,
)
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

BASE = 0x7F0000000000
USED = 0x21000
LIBC = "7f8000000000-7f8000001000 r-xp 0 7 /usr/lib/libc.so.6"
FRESH = (
    f"{BASE:x}-{BASE + USED:x} rw-p",
    f"{BASE + USED:x}-{BASE + HEAP_MAX:x} ---p",
)
FIRST = HeapInfo(BASE + 0x30, 0, USED - 0x100, USED)


def spans_of(
    vmas: list[Vma], headers: dict[int, HeapInfo | None], *vouched: int
) -> list[Span]:
    slots = [*find_slots(vmas)]
    return arena_spans(slots, headers, has_glibc=has_glibc(vmas), vouched=vouched)


def shape(spans: list[Span]) -> list[tuple[int, int, Kind, Confidence]]:
    return [(s.start, s.end, s.kind, s.confidence) for s in spans]


def test_a_header_that_the_library_knows_proves_an_arena() -> None:
    spans = spans_of(mapped(*FRESH), {BASE: FIRST}, BASE)

    assert shape(spans) == [
        (BASE, BASE + USED, Kind.ARENA, Confidence.CERTAIN),
        (BASE + USED, BASE + HEAP_MAX, Kind.RESERVED, Confidence.CERTAIN),
    ]
    assert spans[0].evidence == ("heap-info", "arena-alignment")


def test_a_header_alone_may_be_forged() -> None:
    spans = spans_of(mapped(*FRESH), {BASE: FIRST})

    assert {span.confidence for span in spans} == {Confidence.LIKELY}


def test_a_hole_in_an_arena_stays_what_the_map_says() -> None:
    low, high = BASE + 0x3000, BASE + 0x5000
    vmas = mapped(
        f"{BASE:x}-{low:x} rw-p",
        f"{low:x}-{high:x} ---p",
        f"{high:x}-{BASE + USED:x} rw-p",
        FRESH[1],
    )

    spans = spans_of(vmas, {BASE: FIRST}, BASE)

    assert shape(spans) == [
        (BASE, low, Kind.ARENA, Confidence.CERTAIN),
        (high, BASE + USED, Kind.ARENA, Confidence.CERTAIN),
        (BASE + USED, BASE + HEAP_MAX, Kind.RESERVED, Confidence.CERTAIN),
    ]


def test_what_lies_above_the_used_part_is_no_hole_of_it() -> None:
    low, high = BASE + 0x3000, BASE + 0x5000
    vmas = mapped(
        f"{BASE:x}-{low:x} rw-p",
        f"{low:x}-{high:x} ---p",
        f"{high:x}-{BASE + USED:x} rw-p",
        FRESH[1],
        LIBC,
    )

    assert spans_of(vmas, {BASE: HeapInfo(BASE + 0x30, 0, 0x2000, 0x3000)}) == []
    assert spans_of(vmas, {}) == []


def test_heaps_of_huge_pages_are_smaller_and_told_by_their_headers() -> None:
    middle = BASE + HEAP_MAX_HUGE
    end = middle + HEAP_MAX_HUGE
    vmas = mapped(
        f"{BASE:x}-{BASE + USED:x} rw-p",
        f"{BASE + USED:x}-{middle:x} ---p",
        f"{middle:x}-{middle + USED:x} rw-p",
        f"{middle + USED:x}-{end:x} ---p",
        LIBC,
    )
    slots = [*find_slots(vmas, HEAP_MAX_HUGE)]
    second = HeapInfo(middle + 0x30, 0, USED, USED)

    spans = arena_spans(slots, {BASE: FIRST, middle: second}, has_glibc=True)

    assert [span.start for span in spans if span.kind is Kind.ARENA] == [BASE, middle]
    assert arena_spans(slots, {}, has_glibc=True) == []


def test_without_a_look_at_the_header_it_is_a_guess_where_glibc_is() -> None:
    """A WebAssembly memory of V8 looks the same: it is aligned, with a reservation."""
    spans = spans_of(mapped(*FRESH, LIBC), {})

    assert {span.confidence for span in spans} == {Confidence.GUESS}
    assert spans[0].evidence == ("arena-alignment",)


def test_without_glibc_nothing_is_claimed() -> None:
    """Go reserves 64 MiB at a time, Java -Xmx64m too."""
    assert spans_of(mapped(*FRESH), {}) == []


def test_the_name_of_another_c_library_is_not_glibc() -> None:
    other = LIBC.replace("libc.so.6", "libcrypto.so.3")

    assert spans_of(mapped(*FRESH, other), {}) == []


@pytest.mark.parametrize(
    "header",
    [
        None,
        HeapInfo(0, 0, 0, 0),
        HeapInfo(BASE + 0x30, 0, USED, USED + 0x10),  # not in pages
        HeapInfo(BASE + 0x30, 0, USED, HEAP_MAX + 0x1000),  # more than there can be
        HeapInfo(BASE + 0x30, 0, USED + 1, USED),  # more used than there is
        HeapInfo(BASE + 0x30, BASE - HEAP_MAX, USED, USED),  # first and not first
        HeapInfo(BASE - HEAP_MAX + 0x30, 0, USED, USED),
        HeapInfo(BASE + 0x3000, 0, USED, USED),  # an arena in the middle of nowhere
        HeapInfo(BASE + 0x31, 0, USED, USED),
    ],
)
def test_a_header_that_makes_no_sense_disproves_it(header: HeapInfo | None) -> None:
    assert spans_of(mapped(*FRESH, LIBC), {BASE: header}) == []


@pytest.mark.parametrize("writable", [USED - 0x1000, USED + 0x1000])
def test_an_arena_that_grows_meanwhile_is_likely(writable: int) -> None:
    """Map and header are read one after the other."""
    spans = spans_of(mapped(*FRESH), {BASE: HeapInfo(BASE + 0x30, 0, 1, writable)})

    assert shape(spans) == [
        (BASE, BASE + USED, Kind.ARENA, Confidence.LIKELY),
        (BASE + USED, BASE + HEAP_MAX, Kind.RESERVED, Confidence.LIKELY),
    ]
    assert spans[0].evidence == ("heap-info", "arena-alignment")


def test_the_second_heap_of_an_arena_points_to_the_first() -> None:
    second = HeapInfo(BASE - HEAP_MAX + 0x30, BASE - HEAP_MAX, USED, USED)

    spans = spans_of(mapped(*FRESH), {BASE: second})

    assert spans[0].kind is Kind.ARENA


def test_a_full_heap_has_no_reservation_and_needs_its_header() -> None:
    full = mapped(f"{BASE:x}-{BASE + HEAP_MAX:x} rw-p", LIBC)
    header = HeapInfo(BASE + 0x30, 0, HEAP_MAX, HEAP_MAX)

    assert shape(spans_of(full, {BASE: header}, BASE)) == [
        (BASE, BASE + HEAP_MAX, Kind.ARENA, Confidence.CERTAIN)
    ]
    assert spans_of(full, {}) == []


def test_an_arena_merged_with_memory_below_it_starts_at_the_boundary() -> None:
    below = BASE - 0x5000
    vmas = mapped(f"{below:x}-{BASE + USED:x} rw-p", FRESH[1])

    spans = spans_of(vmas, {BASE: FIRST})

    assert spans[0].start == BASE


def test_a_reservation_may_go_on_beyond_the_slot() -> None:
    far = BASE + HEAP_MAX + 0x1000
    vmas = mapped(FRESH[0], f"{BASE + USED:x}-{far:x} ---p")

    spans = spans_of(vmas, {BASE: FIRST})

    assert spans[-1].end == BASE + HEAP_MAX


@pytest.mark.parametrize(
    "lines",
    [
        (FRESH[0],),  # no reservation
        (FRESH[0], f"{BASE + USED:x}-{BASE + HEAP_MAX - 0x1000:x} ---p"),  # too short
        (FRESH[0].replace("rw-p", "r--p"), FRESH[1]),
        (FRESH[0], FRESH[1].replace("---p", "r--p")),
        (FRESH[0] + " 0 9 /some/file", FRESH[1]),
        (FRESH[0] + " [heap]", FRESH[1]),
        (f"{BASE + 0x1000:x}-{BASE + USED:x} rw-p", FRESH[1]),  # not aligned
    ],
)
def test_other_shapes_are_no_slot(lines: tuple[str, ...]) -> None:
    assert list(find_slots(mapped(*lines))) == []


def test_arenas_side_by_side_are_told_apart() -> None:
    middle = BASE + HEAP_MAX
    vmas = mapped(
        *FRESH,
        f"{middle:x}-{middle + USED:x} rw-p",
        f"{middle + USED:x}-{middle + HEAP_MAX:x} ---p",
    )

    assert [slot.base for slot in find_slots(vmas)] == [BASE, middle]


def test_a_header_needs_four_words() -> None:
    assert parse_heap_info(bytes(31)) is None
    assert parse_heap_info(bytes(32)) == HeapInfo(0, 0, 0, 0)
