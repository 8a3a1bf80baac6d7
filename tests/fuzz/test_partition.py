"""Pieces cover the kernel's map exactly: no byte lost, none twice, in order."""

from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.anonymous.arenas import find_slots
from memscope.analyze.classify import classify
from memscope.analyze.spans import Span, cut
from memscope.analyze.totals import split_usage
from memscope.model.kinds import Kind
from memscope.model.region import RegionUsage, Vma
from memscope.parse.glibc_malloc import HEAP_MAX

pytestmark = pytest.mark.fuzz

PATHS = st.sampled_from(["", "[heap]", "[stack]", "/lib/x.so", "[anon:.bss]", "[x]"])
PERMS = st.sampled_from(["rw-p", "r-xp", "---p", "r--p", "rw-s", "rwxp"])
BOUNDS = st.lists(st.integers(0, 200), min_size=2, max_size=40, unique=True)


@st.composite
def maps(draw: st.DrawFn) -> list[Vma]:
    """VMAs in order of address, some of them adjacent."""
    edges = sorted(draw(BOUNDS))
    vmas = []
    for low, high in pairwise(edges):
        if draw(st.integers(0, 3)):
            args = (low, high, draw(PERMS), 0, "00:00", 0, draw(PATHS))
            vmas.append(Vma(*args))
    return vmas


RANGES = st.tuples(st.integers(-5, 210), st.integers(-5, 210))
SPANS = st.lists(
    st.builds(
        lambda span, kind: Span(span[0], span[1], kind),
        RANGES,
        st.sampled_from(list(Kind)),
    ),
    max_size=12,
).map(lambda spans: sorted(spans, key=lambda span: span.start))
"""Spans in order of their starts; they may overlap, be empty or run backwards."""


def disjoint(spans: list[Span]) -> list[Span]:
    """Keep those that do not touch what was kept before."""
    kept: list[Span] = []
    for span in spans:
        if span.start < span.end and (not kept or kept[-1].end <= span.start):
            kept.append(span)
    return kept


@given(maps(), st.lists(SPANS, max_size=3), st.none() | st.integers(0, 200))
def test_pieces_cover_the_map_exactly(
    vmas: list[Vma], layers: list[list[Span]], start_brk: int | None
) -> None:
    pieces = classify(vmas, layers, start_brk=start_brk)

    covered = {
        index: [(piece.start, piece.end) for piece in group]
        for index, group in groupby(pieces, key=lambda piece: piece.vma)
    }
    assert list(covered) == list(range(len(vmas)))
    for index, parts in covered.items():
        at = vmas[index].start
        for start, end in parts:
            assert start == at < end
            at = end
        assert at == vmas[index].end


@given(maps(), st.lists(SPANS.map(disjoint), max_size=3))
def test_every_byte_belongs_to_the_first_layer_that_knows_it(
    vmas: list[Vma], layers: list[list[Span]]
) -> None:
    pieces = classify(vmas, layers, start_brk=None)

    plain = {p.vma: p.meaning.kind for p in classify(vmas, [], start_brk=None)}
    for piece in pieces:
        for address in range(piece.start, piece.end):
            known = [
                span.kind
                for layer in layers
                for span in layer
                if span.start <= address < span.end
            ]
            assert piece.meaning.kind == (known[0] if known else plain[piece.vma])


@given(st.integers(0, 100), st.integers(1, 100), SPANS)
def test_cutting_covers_the_range_exactly(
    start: int, size: int, spans: list[Span]
) -> None:
    at = start
    for low, high, span in cut(start, start + size, spans):
        assert low == at < high
        assert span is None or span.start <= low < high <= span.end
        at = high
    assert at == start + size


SIZES = st.none() | st.integers(0, 1000).map(lambda pages: pages * 4096)


@given(
    st.builds(RegionUsage, SIZES, SIZES, SIZES, SIZES, SIZES, SIZES),
    st.lists(SIZES, min_size=2, max_size=6),
)
def test_a_part_never_has_more_than_the_whole_or_made_up_numbers(
    whole: RegionUsage, parts: list[int | None]
) -> None:
    for usage, resident in zip(split_usage(whole, parts), parts, strict=True):
        assert usage.resident == resident
        if resident:
            for field in ("proportional", "shared", "private"):
                number = getattr(usage, field)
                # What lies in one part alone has all numbers of the whole.
                of_all = getattr(whole, field) if resident == whole.resident else 0
                assert number in (None, 0, resident, whole.proportional, of_all)
            if whole.shared is None and whole.private is None:
                assert usage.shared is usage.private is usage.proportional is None
        for field in ("swapped", "locked"):
            if getattr(whole, field) is None:
                assert getattr(usage, field) is None


@given(
    st.lists(
        st.tuples(
            st.integers(0, 40).map(lambda n: n * (HEAP_MAX // 4)),
            st.integers(1, 12).map(lambda n: n * (HEAP_MAX // 8)),
            PERMS,
        ),
        max_size=12,
    )
)
def test_slots_of_arenas_never_overlap_and_lie_in_the_map(
    blocks: list[tuple[int, int, str]],
) -> None:
    vmas: list[Vma] = []
    for start, size, perms in sorted(blocks):
        if not vmas or vmas[-1].end <= start:
            vmas.append(Vma(start, start + size, perms, 0, "00:00", 0, ""))

    end = 0
    for slot in find_slots(vmas):
        assert end <= slot.base < slot.used_end <= slot.end == slot.base + HEAP_MAX
        assert any(slot.base in vma for vma in vmas)
        end = slot.end
