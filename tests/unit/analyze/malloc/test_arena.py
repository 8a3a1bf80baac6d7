"""An arena's occupancy, from what was walked and listed."""

import pytest

from memscope.analyze.malloc.arena import Machine, occupancy
from memscope.analyze.malloc.blocks import around, blocks_of
from memscope.analyze.malloc.walk import OUT_OF_TIME, BlockRange, Near, walk
from memscope.analyze.malloc.walked_arena import TORN, WalkedArena
from memscope.model.occupancy import BlockState
from memscope.model.ranges import Ranges
from memscope.parse.glibc_arena import ArenaRecord
from memscope.parse.glibc_chunks import CHUNKS
from tests.unit.analyze.malloc.memory import FakeMemory
from tests.unit.parse.malloc_bytes import BASE, FREE, LIVE, OLD, blocks, offsets

pytestmark = pytest.mark.unit

WANTED = (
    (64, LIVE),
    (0x4000, FREE),
    (32, LIVE),
    (48, LIVE),
    (0x3000, FREE),
    (96, LIVE),
)
AT = [BASE + one for one in offsets(*WANTED)]
TOP = 0x1000
MACHINE = Machine(Ranges([BASE], [BASE + 0x100000]), 0x1000, 0x1000)


def seen(
    *, unlisted: str | None = None, why: str | None = None, near: Near | None = None
) -> WalkedArena:
    data = blocks(*WANTED, top=TOP)
    within = BlockRange(BASE, AT[-1], AT[-1] + TOP, True)
    walked = walk(FakeMemory({BASE: data}), within, CHUNKS[8], is_main=True, near=near)
    walked.why = why
    record = ArenaRecord(0x7F00, OLD, AT[-1], (), 0x7F00, len(data), ())
    return WalkedArena(
        record, "main arena", (7,), CHUNKS[8], [walked],
        {AT[2]: 32}, {AT[3]: 48}, unlisted, True,
    )  # fmt: skip


def test_what_is_in_use_and_what_is_kept_adds_up() -> None:
    found = occupancy(seen(), MACHINE, parts=8)

    assert found.whole
    assert found.live == 64 + 96
    assert found.free == 0x4000 + 0x3000 + 32 + 48 + TOP
    assert (found.cached, found.top, found.largest_free) == (80, TOP, 0x4000)
    assert (found.live_blocks, found.free_blocks) == (2, 5)
    assert found.live + found.free == sum(
        one.end - one.start for one in found.stretches
    )
    assert sum(one.live_bytes for one in found.classes) == found.live
    assert sum(found.profile) == found.free


def test_blocks_in_fast_lists_go_with_their_neighbours_in_a_trim() -> None:
    # From behind the first header to the last page below the last block in use.
    pages = AT[-2] // 0x1000 - -(-(AT[3] + 48) // 0x1000)
    first = (AT[2] // 0x1000 - -(-(AT[1] + 48) // 0x1000)) * 0x1000

    assert occupancy(seen(), MACHINE).returnable == first + pages * 0x1000


def test_what_lies_behind_the_largest_free_block() -> None:
    assert occupancy(seen(), MACHINE).last_live == AT[-1] - AT[2]


@pytest.mark.parametrize(
    ("unlisted", "why"), [(TORN, None), (None, OUT_OF_TIME), (TORN, OUT_OF_TIME)]
)
def test_of_what_is_not_whole_no_sum_is_told(
    unlisted: str | None, why: str | None
) -> None:
    found = occupancy(seen(unlisted=unlisted, why=why), MACHINE, parts=8)

    assert (found.whole, found.why) == (False, why or unlisted)
    assert found.live is found.free is found.returnable is None
    assert found.stretches


def test_single_blocks_say_what_they_are() -> None:
    near = Near(0, 1 << 62)
    found = blocks_of(seen(near=near), near)

    assert [one.state for one in found] == [
        BlockState.LIVE, BlockState.FREE, BlockState.CACHED, BlockState.FAST,
        BlockState.FREE, BlockState.LIVE, BlockState.TOP,
    ]  # fmt: skip
    assert [one.start for one in found] == AT
    assert [one.start for one in around(found, AT[2] + 31, 1)] == AT[1:4]
    assert list(around(found, BASE - 1, 3)) == []
