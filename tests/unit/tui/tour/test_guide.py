"""Where the tour is: it goes by what the screen shows, never by keys."""

import pytest

from memscope.analyze.space.row import RowKey
from memscope.tui.keys import MEMORY, THREADS
from memscope.tui.tour.guide import Guide
from memscope.tui.tour.seen import TourSight as Sight

pytestmark = pytest.mark.unit

MIB = 1 << 20
HEAP = RowKey((4242, 1), "group")


def at(number: int) -> Guide:
    """Return a guide that stands at the beginning of a step."""
    guide = Guide()
    for seen in (
        *(
            Sight(opened=frozenset({HEAP}), resident=MIB),
            Sight(resident=2 * MIB),
        ),
        *(Sight(is_back=True), Sight()),
        *(
            Sight(is_typing=True),
            Sight(is_typing=True, asks_growth=True),
            Sight(),
        ),
        *(Sight(pane=THREADS), Sight(pane=MEMORY, is_on_stack=True)),
    ):
        if guide.standing.number == number:
            break
        guide.note(seen)
    return guide


def test_there_are_five_steps_and_an_end() -> None:
    guide = at(6)

    assert guide.standing.count == 5
    assert guide.standing.part is None
    assert not guide.note(Sight())


def test_a_look_without_a_change_leads_nowhere() -> None:
    for number in range(1, 6):
        guide = at(number)
        assert not guide.note(Sight())
        assert guide.standing.number == number


def test_growth_of_which_nobody_knows_is_none() -> None:
    guide = at(2)

    assert not guide.note(Sight(resident=None))
    assert not guide.note(Sight(resident=MIB + 4096))
    assert not guide.note(Sight(resident=9 * MIB, is_back=True))
    assert guide.note(Sight(resident=2 * MIB))


def test_what_two_keys_did_in_one_burst_counts_as_both() -> None:
    guide = at(4)

    guide.note(Sight(is_typing=True, asks_growth=True, is_filtered=True))

    part = guide.standing.part
    assert part is not None
    assert part.key == "esc"
    assert not guide.note(Sight(is_filtered=True))
    assert guide.note(Sight())
