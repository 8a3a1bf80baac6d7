"""Keys that choose what the maps show go round and ask for it to be made anew."""

from dataclasses import dataclass, field
from typing import cast

import pytest

from memscope.model.kinds import Segment
from memscope.render.map.exact import Order
from memscope.tui.build import ViewBuilder
from memscope.tui.messages import Looked
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.view import Options, View
from memscope.tui.widgets.address_map import Mode
from memscope.tui.widgets.map_deck import MapDeck
from tests.unit.tui.screens.scope.host import NotingHost

pytestmark = pytest.mark.unit


@dataclass
class Deck:
    mode: Mode = Mode.TEXTBOOK

    def set_mode(self, mode: Mode) -> None:
        self.mode = mode


@dataclass
class Builder:
    """Makes one view of anything, once there has been a look."""

    view: View | None = None
    asked: list[Options] = field(default_factory=list)

    def with_options(self, options: Options) -> View | None:
        self.asked.append(options)
        return self.view


class Scene:
    def __init__(self, view: View | None = None) -> None:
        self.deck, self.builder, self.host = Deck(), Builder(view), NotingHost()
        self.choices = Choices(
            cast(ViewBuilder, self.builder), cast(MapDeck, self.deck), self.host
        )


def test_segments_are_shown_one_after_the_other_and_then_all_again() -> None:
    scene = Scene()
    seen = []
    for _ in range(len(Segment) + 2):
        seen.append(scene.choices.options.segment)
        scene.choices.next_segment()

    assert seen == [None, *Segment, None]
    assert scene.builder.asked[-1] == scene.choices.options
    assert set(scene.host.jobs) == {("rebuild", True)}


def test_orders_go_round_and_show_the_exact_map() -> None:
    scene = Scene()
    orders = []
    for _ in range(len(Order)):
        scene.choices.next_order()
        orders.append(scene.choices.options.order)

    assert sorted(orders) == sorted(Order)
    assert orders[-1] is Order.ADDRESS
    assert scene.deck.mode is Mode.EXACT


def test_one_choice_does_not_undo_the_other() -> None:
    scene = Scene()

    scene.choices.next_segment()
    scene.choices.next_order()

    assert scene.choices.options.segment is next(iter(Segment))
    assert scene.choices.options.order is not Order.ADDRESS


def test_the_map_changes_to_the_other_one_and_back() -> None:
    scene = Scene()
    modes = []
    for _ in range(3):
        scene.choices.other_map()
        modes.append(scene.deck.mode)

    assert modes == [Mode.EXACT, Mode.TEXTBOOK, Mode.EXACT]
    assert scene.host.headers == 3
    assert scene.builder.asked == []


def test_what_was_made_anew_is_drawn_and_before_the_first_look_nothing_is() -> None:
    view = cast(View, object())
    early, late = Scene(), Scene(view)

    early.choices.next_segment()
    late.choices.next_segment()

    assert early.host.posted == []
    (message,) = late.host.posted
    assert isinstance(message, Looked)
    assert message.view is view
