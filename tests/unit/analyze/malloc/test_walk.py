"""The walk from block to block: whole, broken, and while things change."""

import pytest

from memscope.analyze.malloc import walk as walking
from memscope.analyze.malloc.walk import BlockRange, Near, Walked, walk
from memscope.parse.glibc_chunks import CHUNKS
from tests.unit.analyze.malloc.memory import FakeMemory
from tests.unit.parse.malloc_bytes import BASE, FREE, LIVE, THREADS, blocks, offsets

pytestmark = pytest.mark.unit

SEVERAL = ((64, LIVE), (0x420, FREE), (32, LIVE), (0x800, FREE), (48, LIVE))


def walked(
    data: bytes,
    *,
    stop: int | None = None,
    has_top: bool = True,
    is_main: bool = True,
    memory: FakeMemory | None = None,
    near: Near | None = None,
    top_now: int | None = None,
) -> Walked:
    stop = len(data) - 0x1000 if stop is None else stop
    return walk(
        memory or FakeMemory({BASE: data}),
        BlockRange(BASE, BASE + stop, BASE + len(data), has_top),
        CHUNKS[8],
        is_main=is_main,
        near=near,
        top_now=None if top_now is None else lambda: top_now,
    )


def test_a_whole_walk_knows_every_block() -> None:
    found = walked(blocks(*SEVERAL))

    at = [BASE + one for one in offsets(*SEVERAL)]
    assert found.why is None
    assert sum(found.words.values()) == len(SEVERAL)
    assert found.starts == [at[1], at[3]]
    assert found.sizes == [0x420, 0x800]
    assert (found.range.stop, found.range.end) == (at[5], at[5] + 0x1000)


def test_blocks_that_reach_over_many_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [(64, LIVE), (0x420, FREE)] * 60
    whole = walked(blocks(*wanted, (64, LIVE)))
    for piece in (64, 0x48, 0x430, 0x1000):
        monkeypatch.setattr(walking, "PIECE", piece)
        found = walked(blocks(*wanted, (64, LIVE)))

        assert found.why is None
        assert (found.words, found.starts, found.sizes) == (
            whole.words, whole.starts, whole.sizes
        )  # fmt: skip


def test_what_is_not_in_ram_is_jumped_over_inside_a_block_only() -> None:
    data = blocks((0x20000, LIVE), (64, LIVE))
    there = FakeMemory({BASE: data[:0x1000], BASE + 0x20000: data[0x20000:]})
    gone = FakeMemory({BASE: data[:0x1000]})

    assert walked(data, memory=there).why is None
    assert walked(data, memory=gone).why == walking.ABSENT


def test_fenceposts_end_a_heap_that_was_full() -> None:
    for wanted in (SEVERAL, SEVERAL[:-1]):  # the last one in use, or free
        data = blocks(*wanted, top=None, flags=THREADS)
        found = walked(data, stop=len(data), has_top=False, is_main=False)

        assert found.why is None
        assert len(found.starts) == 2


@pytest.mark.parametrize("size", [0, 0x10, 0x43, 0x49, 0x4A, 1 << 40, 2**64 - 15])
def test_a_size_that_cannot_be_breaks_the_walk(size: int) -> None:
    data = bytearray(blocks(*SEVERAL))
    at = offsets(*SEVERAL)[2] + 8
    data[at : at + 8] = size.to_bytes(8, "little")

    assert walked(bytes(data)).why is not None


def test_a_block_of_another_arena_is_none_of_the_main_one() -> None:
    data = blocks(*SEVERAL, flags=THREADS)

    assert walked(data, is_main=True).why == walking.UNSOUND
    assert walked(data, is_main=False).why is None


def test_ends_that_never_agree_break_it() -> None:
    wanted = [(64, LIVE), (0x420, FREE)] * 8
    data = bytearray(blocks(*wanted, (64, LIVE)))
    for at in offsets(*wanted)[2::2]:
        data[at : at + 8] = (0x50).to_bytes(8, "little")

    assert walked(bytes(data)).why == walking.DISAGREE


def test_an_end_that_is_being_written_is_taken_from_the_begin() -> None:
    data = bytearray(blocks(*SEVERAL))
    at = offsets(*SEVERAL)[2]
    data[at : at + 8] = (0x50).to_bytes(8, "little")

    found = walked(bytes(data))

    assert found.why is None
    assert found.sizes == [0x420, 0x800]


def test_what_does_not_fit_is_read_again() -> None:
    data = blocks(*SEVERAL)
    at = offsets(*SEVERAL)[2] + 8
    memory = FakeMemory({BASE: data})
    memory.put(BASE + at, bytes(8))

    def mend(changed: FakeMemory) -> None:
        if changed.renewed == 3:
            changed.put(BASE + at, data[at : at + 8])

    memory.when_renewed = mend
    found = walked(data, memory=memory)

    assert found.why is None
    assert found.sizes == [0x420, 0x800]
    assert memory.renewed == 3


def test_a_top_block_that_moved_meanwhile_is_the_end_all_the_same() -> None:
    data = blocks(*SEVERAL, (0x100, LIVE))
    old = offsets(*SEVERAL)[-1]  # when the walk began, the top block began there

    found = walked(data, stop=old, top_now=BASE + old + 0x100)

    assert found.why is None
    assert found.range.stop == BASE + old + 0x100
    assert walked(data, stop=old).why == walking.NO_TOP


def test_no_more_time() -> None:
    data = blocks(*SEVERAL)
    within = BlockRange(BASE, BASE + len(data) - 0x1000, BASE + len(data), True)

    found = walk(
        FakeMemory({BASE: data}), within, CHUNKS[8], is_main=True, is_late=lambda: True
    )

    assert found.why == walking.OUT_OF_TIME


def test_blocks_near_a_place_are_noted() -> None:
    at = [BASE + one for one in offsets(*SEVERAL)]
    near = Near(at[1] + 8, at[3])

    walked(blocks(*SEVERAL), near=near)

    assert [place for place, _ in near.blocks] == [at[1], at[2]]
