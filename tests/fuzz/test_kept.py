"""Whatever an allocator's memory holds, what is read from it stays within bounds."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.analyze.anonymous.jemalloc_extents import jemalloc_occupancy
from memscope.analyze.anonymous.python_blocks import python_occupancy
from memscope.analyze.why.java_options import heap_limit
from memscope.model.occupancy import Occupancy
from memscope.model.ranges import Ranges
from memscope.parse.glibc_params import settings_among
from tests.unit.analyze.mapping import mapped
from tests.unit.parse.runtime_bytes import pool

pytestmark = pytest.mark.fuzz

AT, ARENA, PAGE = 0x7F00_0000_0000, 1 << 20, 0x1000
WORDS = st.sampled_from(
    [
        0,
        1,
        AT,
        AT + PAGE,
        AT + 3,
        AT + ARENA,
        PAGE,
        ARENA,
        232 << 20,
        235 << 18,
        1 << 17,
    ]
) | st.integers(0, (1 << 64) - 1)


def assert_sound(one: Occupancy, start: int, end: int) -> None:
    assert one.whole is (one.why is None)
    assert all(start <= part.start < part.end <= end for part in one.stretches)
    if one.whole:
        assert 0 <= (one.live or 0) + (one.free or 0) <= end - start
        assert (one.returnable or 0) <= end - start


@given(
    headers=st.lists(
        st.binary(min_size=48, max_size=48)
        | st.builds(
            pool,
            used=st.integers(0, (1 << 32) - 1),
            size_class=st.integers(0, 40),
            offset=st.integers(0, 0x5000),
        )
        | st.none(),
        min_size=8,
        max_size=8,
    )
)
def test_whatever_stands_in_pools_their_blocks_fit_the_arena(
    headers: list[bytes | None],
) -> None:
    def read(addresses: Sequence[int], size: int) -> list[bytes | None]:
        return [headers[(one - AT) // 0x4000 % 8] for one in addresses]

    for one in python_occupancy([(AT, AT + ARENA)], read):
        assert_sound(one, AT, AT + ARENA)


@settings(max_examples=50)
@given(words=st.lists(WORDS, min_size=1, max_size=40))
def test_whatever_stands_in_tables_extents_stay_inside(words: list[int]) -> None:
    data = b"".join(word.to_bytes(8, "little") for word in words)

    def read(addresses: Sequence[int], size: int) -> list[bytes | None]:
        return [(data * (size // len(data) + 1))[:size] for _ in addresses]

    end = AT + ARENA
    vmas = mapped(f"{AT:x}-{end:x} rw-p")
    resident = Ranges([AT], [end])
    found = jemalloc_occupancy(vmas, [(AT, end)], [(AT, data)], read, resident)
    if found is not None:
        assert_sound(found, AT, end)


@given(data=st.binary(max_size=400), brk=st.integers(0, (1 << 64) - 1))
def test_any_bytes_are_settings_of_malloc_or_not(data: bytes, brk: int) -> None:
    found = settings_among(data, brk)
    assert found is None or found.mmap_threshold > 0


@given(words=st.lists(st.text(max_size=30) | st.just("-Xmx1g"), max_size=8))
def test_any_command_line_has_a_limit_or_none(words: list[str]) -> None:
    found = heap_limit(words)
    assert found is None or found >= 0
