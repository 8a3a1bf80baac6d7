"""Forged descriptors, spoilt pages, torn frames: nothing breaks, nothing overlaps."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.stacks.find import MainStack, find_stacks
from memscope.model.kinds import Kind
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from memscope.model.region import Vma
from memscope.parse.pagemap import Pages, pages_from_entries
from memscope.parse.pthread import LAYOUTS, Descriptor, DescriptorProof, self_pointers
from memscope.parse.sigframe import signal_frames
from memscope.parse.smaps import Smaps
from tests.fuzz.mutations import mutated
from tests.unit.parse.descriptor_bytes import glibc, musl

pytestmark = pytest.mark.fuzz

AT = 0x7F00007FF6C0
BASE = 0x10000
PAGES = 64


@given(
    st.sampled_from(["x86_64", "aarch64"]),
    st.binary(max_size=3000),
    st.integers(0, (1 << 64) - 1),
)
def test_any_bytes_are_a_descriptor_or_none(
    machine: str, data: bytes, address: int
) -> None:
    for layout in LAYOUTS[machine]:
        raw = layout.parse(data, address)

        if raw is not None:
            assert raw.address == address
            assert 0 <= raw.start <= raw.end < 1 << 63
            assert raw.tid >= 0


@given(mutated(glibc(AT) + musl(AT)))
def test_a_spoilt_descriptor_never_breaks_the_reader(data: bytes) -> None:
    for layout in LAYOUTS["x86_64"]:
        layout.parse(data, AT)


@given(st.binary(max_size=4096), st.integers(0, 1 << 44), st.lists(st.integers(0, 511)))
def test_self_pointers_are_exactly_the_words_that_hold_their_address(
    noise: bytes, page: int, planted: list[int]
) -> None:
    address = page * 8
    data = bytearray(noise[: len(noise) & ~7])
    for at in planted:
        if at * 8 + 8 <= len(data):
            data[at * 8 : at * 8 + 8] = (address + at * 8).to_bytes(8, "little")
    slow = [
        address + at
        for at in range(0, len(data), 8)
        if int.from_bytes(data[at : at + 8], "little") == address + at
    ]

    assert list(self_pointers(bytes(data), address)) == slow


@given(st.binary(max_size=2000), st.integers(0, 1 << 40))
def test_any_bytes_are_a_signal_frame_or_none(data: bytes, word: int) -> None:
    for frame in signal_frames(data, word * 8, (0, 1 << 63)):
        assert frame.start <= word * 8 < frame.end


@given(st.lists(st.integers(0, (1 << 64) - 1), max_size=40))
def test_every_entry_of_a_pagemap_is_counted_once(words: list[int]) -> None:
    data = b"".join(word.to_bytes(8, "little") for word in words)

    pages = pages_from_entries([(BASE, data)], 4096)

    present = sum(word >> 63 for word in words)
    assert pages.resident.total == present * 4096
    total = pages.resident.total + pages.guards.total + pages.swapped.total
    assert total <= len(words) * 4096


ranges = (
    st.lists(st.integers(0, 200), unique=True)
    .map(sorted)
    .map(lambda cuts: Ranges(cuts[0 : len(cuts) // 2 * 2 : 2], cuts[1::2]))
)


@given(ranges, st.lists(st.integers(0, 220), unique=True, min_size=2).map(sorted))
def test_parts_add_up_and_one_walk_equals_many_questions(
    found: Ranges, cuts: list[int]
) -> None:
    bounds = list(pairwise(cuts))

    each = found.bytes_in_each(bounds)

    assert each == [found.bytes_in(*bound) for bound in bounds]
    assert sum(each) == found.bytes_in(cuts[0], cuts[-1])
    assert found.joined().total == found.total


addresses = st.integers(BASE // 512 - 4, (BASE + PAGES * 4096) // 512 + 4).map(
    lambda number: number * 512
)
descriptors = st.builds(
    Descriptor,
    address=addresses,
    tid=st.sampled_from([0, 1, 2, 3, 9]),
    start=addresses,
    end=addresses,
    guard=st.sampled_from([0, 0, 512, 4096, 8192]),
    proof=st.sampled_from(list(DescriptorProof)),
    layout=st.sampled_from(["glibc", "musl"]),
    tested=st.booleans(),
    home=st.one_of(st.just(0), addresses),
)


@st.composite
def maps(draw: st.DrawFn) -> list[Vma]:
    """A few neighbouring VMAs, with holes."""
    cuts = sorted(draw(st.sets(st.integers(0, PAGES), min_size=2, max_size=12)))
    return [
        Vma(
            BASE + low * 4096,
            BASE + high * 4096,
            draw(st.sampled_from(["rw-p", "rw-p", "rw-p", "---p", "r--p", "rw-s"])),
            0,
            "00:00",
            0,
            draw(st.sampled_from(["", "", "", "[heap]", "[stack]"])),
        )
        for low, high in pairwise(cuts)
        if draw(st.integers(0, 5))
    ]


@given(
    maps(),
    st.lists(descriptors, max_size=8, unique_by=lambda one: one.address),
    st.lists(st.one_of(st.none(), addresses), min_size=3, max_size=3),
    st.lists(st.integers(0, PAGES), unique=True, max_size=6).map(sorted),
    st.booleans(),
)
def test_whatever_descriptors_say_stacks_lie_in_memory_that_can_hold_them(
    vmas: list[Vma],
    found: list[Descriptor],
    sps: list[int | None],
    guarded: list[int],
    flagged: bool,
) -> None:
    tasks = [TaskFacts(tid, str(tid), sp, tid) for tid, sp in enumerate(sps, 1)]
    guards = Ranges(
        [BASE + page * 4096 for page in guarded],
        [BASE + (page + 1) * 4096 for page in guarded],
    ).joined()
    flags: list[tuple[str, ...]] = [("nh",)] * len(vmas) if flagged else []

    table, pages = Smaps(vmas, [], flags, None), Pages(guards=guards, guards_known=True)
    result = find_stacks(table, tasks, found, pages, MainStack(1, 1 << 16))

    assert all(one.start < one.end for one in result.spans)
    assert all(one.end <= after.start for one, after in pairwise(result.spans))
    for span in result.spans:
        if span.kind is Kind.THREAD_STACK:
            inside = [
                one for one in vmas if one.start < span.end and span.start < one.end
            ]
            assert all(one.perms in ("rw-p", "---p") for one in inside)
            assert (
                sum(
                    min(one.end, span.end) - max(one.start, span.start)
                    for one in inside
                )
                == span.end - span.start
            )
    stacks = sorted(
        (one.start, one.end) for tid, one in result.stacks.items() if tid > 1
    )
    assert all(low[1] <= high[0] for low, high in pairwise(stacks))
    assert set(result.stacks) <= {1, 2, 3}
