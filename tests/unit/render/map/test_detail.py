"""The further lines of a block: what has just happened is never cut."""

import pytest

from memscope.model.diff import Change, Difference
from memscope.model.kinds import Kind
from memscope.render.map.blocks import Block
from memscope.render.map.detail import block_details
from memscope.render.map.textbook import BlockDetail, textbooks
from memscope.render.palette import Sort
from memscope.render.runs import plain
from tests.tui.synthetic import MIB, process

pytestmark = pytest.mark.unit

ONE = process()
STACK = next(
    block
    for block in textbooks(ONE)[BlockDetail.MUCH].items
    if isinstance(block, Block) and block.main.kind is Kind.THREAD_STACK
)
GREW = Change(
    Difference.TOUCHED, Kind.THREAD_STACK, "stack", STACK.main.start, 5 * MIB // 2
)


def first_line(room: int, change: Change | None = None) -> str:
    return plain(block_details(STACK, ONE, change, room)[0])


def test_news_stand_behind_the_address_where_there_is_room() -> None:
    assert first_line(40, GREW).endswith(" ↓ +2.5 MiB touched")


def test_where_there_is_room_for_one_of_them_it_is_the_news() -> None:
    assert first_line(23, GREW) == "+2.5 MiB touched"


def test_without_news_the_address_and_its_owner_stay() -> None:
    assert first_line(23).split()[1:] == ["↓", "worker-1"]


def test_the_second_line_says_what_is_touched_or_of_what_it_is_made() -> None:
    blocks = {
        block.sort: plain(block_details(block, ONE, None, 60)[1])
        for block in textbooks(ONE)[BlockDetail.MUCH].items
        if isinstance(block, Block)
    }

    assert blocks[Sort.HEAP] == "412 KiB touched"
    assert plain(block_details(STACK, ONE, None, 60)[1]) == "12 KiB touched"
    assert blocks[Sort.LIBRARY].startswith("code 1.5 MiB · ")
    assert blocks[Sort.LIBRARY].count("·") == 2


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (Difference.APPEARED, "new"),
        (Difference.GREW, "+1 MiB"),
        (Difference.SHRANK, "−1 MiB"),
        (Difference.TOUCHED, "+1 MiB touched"),
        (Difference.RELEASED, "−1 MiB touched"),
        (Difference.PERMISSIONS, "changed"),
    ],
)
def test_news_are_short(what: Difference, words: str) -> None:
    change = Change(what, Kind.THREAD_STACK, "stack", STACK.main.start, -MIB)

    assert first_line(8, change) == words
