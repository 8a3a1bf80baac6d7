"""Blocks in threads' caches and in fast lists."""

from struct import pack

import pytest

from memscope.analyze.malloc import lists
from memscope.analyze.malloc.lists import CACHES, CacheForm
from memscope.parse.glibc_chunks import CHUNKS
from tests.unit.analyze.malloc.memory import FakeMemory
from tests.unit.parse.malloc_bytes import BASE, chain

pytestmark = pytest.mark.unit

FORM = CHUNKS[8]
CACHE = BASE + 0x10


def never() -> bool:
    return False


def cache_block(form: CacheForm, heads: dict[int, int]) -> bytes:
    words = [heads.get(number, 0) for number in range(form.lists)]
    front = pack("=2Q", 0, form.block(FORM) | 1)
    data = front + bytes(form.heads_at(8)) + pack(f"={form.lists}Q", *words)
    return data + bytes(-len(data) % 16)


def three(size: int, *, mixed: bool, before: int) -> tuple[dict[int, bytes], list[int]]:
    """Return a list of three blocks, and where they are."""
    at = [BASE + 0x4000, BASE + 0x9000, BASE + 0x5000 - 16]
    links = [*at[1:], 0]
    pieces = {
        place: chain(place, size, link, mixed=mixed, before=before)
        for place, link in zip(at, links, strict=True)
    }
    return pieces, at


@pytest.mark.parametrize("mixed", [True, False])
@pytest.mark.parametrize("form", CACHES)
def test_a_cache_is_known_and_followed(form: CacheForm, mixed: bool) -> None:
    pieces, at = three(0x40, mixed=mixed, before=16)
    block = cache_block(form, {2: at[0] + 16})
    memory = FakeMemory({BASE: block, **pieces})

    found = lists.cache_among(
        [0, 7, BASE + 0x4010, CACHE], memory.read, memory.owns, FORM
    )

    assert found == (CACHE, form)
    assert lists.cached(CACHE, form, memory, memory.owns, FORM, never) == dict.fromkeys(
        at, 0x40
    )


def test_a_block_of_another_size_is_not_of_that_list() -> None:
    pieces, at = three(0x40, mixed=True, before=16)
    memory = FakeMemory({BASE: cache_block(CACHES[0], {3: at[0] + 16}), **pieces})

    assert not lists.cached(CACHE, CACHES[0], memory, memory.owns, FORM, never)


def test_large_blocks_of_a_cache_have_any_size() -> None:
    pieces, at = three(0x4000, mixed=True, before=16)
    memory = FakeMemory({BASE: cache_block(CACHES[1], {70: at[0] + 16}), **pieces})
    found = lists.cached(CACHE, CACHES[1], memory, memory.owns, FORM, never)

    assert found == dict.fromkeys(at, 0x4000)


@pytest.mark.parametrize("mixed", [True, False])
def test_fast_lists_are_followed(mixed: bool) -> None:
    pieces, at = three(0x30, mixed=mixed, before=0)
    memory = FakeMemory(pieces)

    found = lists.fast(lambda: (0, at[0]), memory, memory.owns, FORM, never)

    assert found == dict.fromkeys(at, 0x30)


def test_a_ring_of_blocks_ends() -> None:
    pieces, at = three(0x30, mixed=True, before=0)
    pieces[at[2]] = chain(at[2], 0x30, at[0], mixed=True, before=0)
    memory = FakeMemory(pieces)

    assert lists.fast(lambda: (at[0],), memory, memory.owns, FORM, never) is None


def test_a_list_that_leads_nowhere_is_not_known() -> None:
    pieces, at = three(0x30, mixed=True, before=0)
    del pieces[at[1]]
    memory = FakeMemory(pieces)

    assert lists.fast(lambda: (at[0],), memory, memory.owns, FORM, never) is None


def test_no_more_time() -> None:
    pieces, at = three(0x30, mixed=True, before=0)
    memory = FakeMemory(pieces)

    assert lists.fast(lambda: (at[0],), memory, memory.owns, FORM, lambda: True) is None
