"""What is called a stack around a stack pointer that is not in its thread's own."""

import pytest

from memscope.analyze.spans import Span
from memscope.analyze.stacks.borrowed import borrowed_spans
from memscope.model.evidence import GUARD_BELOW, SP_INSIDE
from memscope.model.kinds import Confidence, Kind
from memscope.model.ranges import Ranges
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

TABLE = Smaps(
    mapped(
        "7f0000010000-7f0000020000 rw-p",
        "7f0000030000-7f0000031000 ---p",
        "7f0000031000-7f0000041000 rw-p",
        "7f0000050000-7f0000060000 rw-p 0 9 /file",
    ),
    [],
    [],
    None,
)
PLAIN, GUARDED, FILE = 0x7F00_0001_0000, 0x7F00_0003_1000, 0x7F00_0005_0000
ONE = "stack that w1 runs on at the moment"
TOUCHED = Pages(
    resident=Ranges(
        [PLAIN + 0x4000, GUARDED + 0x8000], [PLAIN + 0x6000, GUARDED + 0xA000]
    )
)


def stacks(*sps: int, known: tuple[Span, ...] = ()) -> list[tuple[int, int, str]]:
    """Return start, end and label; thread w1 has the first stack pointer."""
    runners = {tid: (f"w{tid}", sp) for tid, sp in enumerate(sps, start=1)}
    found = borrowed_spans(TABLE, TOUCHED, known, runners)
    assert {one.confidence for one in found} <= {Confidence.GUESS}
    return [(one.start, one.end, one.label) for one in found if one.kind is Kind.ANON]


def test_without_a_guard_it_is_the_touched_pages_around_the_stack_pointer() -> None:
    assert stacks(PLAIN + 0x5008) == [(PLAIN + 0x4000, PLAIN + 0x6000, ONE)]


def test_a_guard_says_where_it_begins() -> None:
    found = borrowed_spans(TABLE, TOUCHED, (), {7: ("w", GUARDED + 0x9000)})

    assert [(one.kind, one.start, one.end) for one in found] == [
        (Kind.GUARD, GUARDED - 0x1000, GUARDED),
        (Kind.ANON, GUARDED, GUARDED + 0xA000),
    ]
    assert found[1].evidence == (SP_INSIDE, GUARD_BELOW)


@pytest.mark.parametrize("sp", [FILE + 0x100, 0x1000, GUARDED - 8])
def test_what_can_hold_no_stack_is_none(sp: int) -> None:
    assert stacks(sp) == []


def test_what_is_known_already_keeps_its_name() -> None:
    heap = Span(PLAIN, PLAIN + 0x10000, Kind.ANON)

    assert stacks(PLAIN + 0x5000, known=(heap,)) == []


def test_two_in_one_place_are_one_stack() -> None:
    assert stacks(PLAIN + 0x5000, PLAIN + 0x5800) == [
        (PLAIN + 0x4000, PLAIN + 0x6000, ONE)
    ]
