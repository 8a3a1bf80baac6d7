"""What the reader chose to see: which map, which segment, which order."""

import pytest

from memscope.model.kinds import Segment
from memscope.model.region import Region
from memscope.render.map.exact import Order
from memscope.tui.build import ViewBuilder
from memscope.tui.messages import Looked
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.widgets.address_map import Mode
from memscope.tui.widgets.map_deck import MapDeck
from tests.tui.synthetic import pair
from tests.unit.tui.screens.scope.host import NotingHost

pytestmark = pytest.mark.unit


class Chosen:
    """The part, before the first look or after it."""

    def __init__(self, *, seen: bool = True) -> None:
        self.host, self.deck, builder = NotingHost(), MapDeck(), ViewBuilder()
        if seen:
            builder.add(0.0, pair())
        self.part = Choices(builder, self.deck, self.host)


def test_the_two_maps_take_turns() -> None:
    chosen = Chosen()
    modes = []
    for _turn in range(3):
        chosen.part.other_map()
        modes.append(chosen.deck.mode)

    assert modes == [Mode.EXACT, Mode.TEXTBOOK, Mode.EXACT]
    assert (chosen.host.headers, chosen.host.selections) == (3, 3)
    assert chosen.host.jobs == []


def test_every_segment_has_its_turn_and_then_all_are_shown_again() -> None:
    chosen = Chosen()
    shown = []
    for _turn in range(len(Segment) + 1):
        chosen.part.next_segment()
        shown.append(chosen.part.options.segment)

    assert shown == [*Segment, None]
    assert chosen.deck.mode is Mode.TEXTBOOK


def test_every_order_has_its_turn_on_the_exact_map() -> None:
    chosen = Chosen()
    first, *rest = Order
    orders = []
    for _turn in Order:
        chosen.part.next_order()
        orders.append(chosen.part.options.order)
        assert chosen.deck.mode is Mode.EXACT

    assert orders == [*rest, first]


def test_a_segment_stays_chosen_when_the_order_changes() -> None:
    chosen = Chosen()
    chosen.part.next_segment()
    segment = chosen.part.options.segment
    chosen.part.next_order()

    assert chosen.part.options.segment is segment is not None


def test_the_last_look_is_made_anew_as_it_was_chosen() -> None:
    chosen = Chosen()
    chosen.part.next_segment()

    (message,) = chosen.host.posted
    assert isinstance(message, Looked)
    assert message.view.options == chosen.part.options
    items = [one.exact.at(0) for one in message.view.processes if len(one.exact)]
    segments = {item.segment for item in items if isinstance(item, Region)}
    assert segments <= {chosen.part.options.segment}
    assert chosen.host.jobs == [("rebuild", True)]


def test_before_the_first_look_a_choice_is_kept_and_nothing_is_drawn() -> None:
    chosen = Chosen(seen=False)
    chosen.part.next_segment()

    assert chosen.part.options.segment is not None
    assert chosen.host.posted == []
    assert chosen.host.headers == 1
