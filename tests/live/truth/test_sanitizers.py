"""Sanitizers: their shadow is no heap, and their allocator has a name."""

import shutil

import pytest

from memscope.model.kinds import Confidence, Segment
from tests.live.truth.cases import built, told

pytestmark = pytest.mark.live
QUIET = {"ASAN_OPTIONS": "detect_leaks=0"}
TIB = 1 << 40


def test_shadow_and_heap_of_address_sanitizer_are_told_by_its_own_notes() -> None:
    program = built("asan.c", "-fsanitize=address")

    with told(program, env=QUIET) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []

    process = snapshot.process(case.pid)
    assert process is not None
    assert process.allocators is not None
    assert "AddressSanitizer" in {one.name for one in process.allocators}
    sizes = dict.fromkeys(Segment, 0)
    for region in process.regions:
        sizes[region.segment] += region.size
    assert sizes[Segment.SHADOW] > 10 * TIB > sizes[Segment.HEAP]


def test_the_shadow_of_thread_sanitizer_is_a_guess() -> None:
    program = built("asan.c", "-fsanitize=thread")

    with told(program) as case:
        process = case.look().process(case.pid)

    assert process is not None
    assert process.allocators is not None
    assert "ThreadSanitizer" in {one.name for one in process.allocators}
    shadow = [one for one in process.regions if one.segment is Segment.SHADOW]
    assert {one.confidence for one in shadow} <= {Confidence.GUESS}


def test_the_shadow_of_memory_sanitizer_is_told_by_its_table() -> None:
    if shutil.which("clang") is None:
        pytest.skip("no clang on this machine: apt install clang")
    program = built("asan.c", "-fsanitize=memory", compiler="clang")

    with told(program) as case:
        process = case.look().process(case.pid)

    assert process is not None
    assert process.allocators is not None
    assert "MemorySanitizer" in {one.name for one in process.allocators}
    shadow = [one for one in process.regions if one.segment is Segment.SHADOW]
    assert sum(one.size for one in shadow) > 10 * TIB
    assert {one.confidence for one in shadow} == {Confidence.LIKELY}
