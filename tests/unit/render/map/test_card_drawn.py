"""The card of one region, a block, a hole: every line that may be there or not."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Confidence, Kind
from memscope.model.region import RegionUsage
from memscope.render.map.blocks import make_block
from memscope.render.map.card import Context, block_card, region_card
from memscope.render.palette import Sort
from tests.golden import check, sheet
from tests.tui.synthetic import EXE, KIB, MIB, process, region

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
ONE = process()
HEAP = region(0x1000_0000, MIB, Kind.HEAP, resident=MIB // 2)
FILE = region(0x2000_0000, 8 * KIB, Kind.FILE, path="/tmp/data", offset=4096)
MAIN = next(one for one in ONE.regions if one.kind is Kind.STACK)
THREAD = next(one for one in ONE.regions if one.kind is Kind.THREAD_STACK)


def test_a_region() -> None:
    swapped = RegionUsage(MIB, private=4 * KIB, shared=0, swapped=8 * KIB, locked=1)
    main = ONE.threads[0]
    assert main.stack is not None
    main = replace(main, stack=replace(main.stack, limit=8 * MIB))
    limited = replace(ONE, threads=(main, *ONE.threads[1:]))
    cards = [
        ("heap", HEAP, Context(ONE)),
        ("swapped", replace(HEAP, usage=swapped), Context(ONE)),
        (
            "measured",
            replace(HEAP, usage=RegionUsage()),
            Context(ONE, measured=replace(HEAP, usage=swapped)),
        ),
        ("news and twins", HEAP, Context(ONE, news="it grew", twins="BC")),
        ("deleted", replace(FILE, deleted=True), Context(ONE)),
        ("no inode", replace(FILE, inode=0), Context(ONE)),
        ("a part", replace(FILE, vma=(FILE.start, FILE.end + 4096)), Context(ONE)),
        ("main stack", MAIN, Context(limited)),
        ("thread", replace(THREAD, confidence=Confidence.LIKELY), Context(ONE)),
        (
            "guess",
            replace(HEAP, confidence=Confidence.GUESS, evidence=()),
            Context(ONE),
        ),
    ]

    parts = [(name, region_card(one, context, 44)) for name, one, context in cards]

    check(GOLDEN / "cards.txt", sheet(parts))


def test_a_block() -> None:
    file = replace(FILE, start=FILE.start + MIB, end=FILE.end + 2 * MIB, path="/tmp/b")
    context = Context(ONE, twins="B")
    blocks = [
        ("two files", make_block(Sort.FILE, [[FILE], [file]], EXE)),
        ("one heap", make_block(Sort.HEAP, [[HEAP]], EXE)),
        ("parts", make_block(Sort.CODE, [[HEAP, FILE]], EXE)),
    ]

    parts = [(name, block_card(one, context, 36)) for name, one in blocks]

    check(GOLDEN / "block-cards.txt", sheet(parts))
