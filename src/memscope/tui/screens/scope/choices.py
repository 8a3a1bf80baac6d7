"""Keys of the scope that choose what the maps show: how, which segment, what first."""

from dataclasses import replace
from functools import partial

from memscope.model.kinds import Segment
from memscope.render.map.exact import Order
from memscope.tui.build import ViewBuilder
from memscope.tui.messages import Looked
from memscope.tui.screens.scope.host import Host
from memscope.tui.view import Options
from memscope.tui.widgets.address_map import Mode
from memscope.tui.widgets.map_deck import MapDeck

_SEGMENTS: tuple[Segment | None, ...] = (None, *Segment)
_ORDERS = tuple(Order)


class Choices:
    """Remembers what the reader asked to see; the builder makes it anew."""

    def __init__(self, builder: ViewBuilder, deck: MapDeck, host: Host) -> None:
        self.options = Options()
        self._builder, self._deck, self._host = builder, deck, host

    def other_map(self) -> None:
        """Change between the textbook map and the exact one."""
        is_exact = self._deck.mode is Mode.EXACT
        self._set_mode(Mode.TEXTBOOK if is_exact else Mode.EXACT)

    def next_segment(self) -> None:
        """Show only the next segment; after the last one, all again."""
        at = _SEGMENTS.index(self.options.segment) + 1
        segment = _SEGMENTS[at % len(_SEGMENTS)]
        self._set_options(replace(self.options, segment=segment))

    def next_order(self) -> None:
        """Sort the exact map in the next order."""
        order = _ORDERS[(_ORDERS.index(self.options.order) + 1) % len(_ORDERS)]
        self._set_options(replace(self.options, order=order))
        self._set_mode(Mode.EXACT)

    def _set_mode(self, mode: Mode) -> None:
        self._deck.set_mode(mode)
        self._host.redraw_header()
        self._host.show_selected()

    def _set_options(self, options: Options) -> None:
        self.options = options
        self._host.redraw_header()
        self._host.work("rebuild", partial(self._rebuild, options))

    def _rebuild(self, options: Options) -> Looked | None:
        view = self._builder.with_options(options)
        return Looked(view) if view is not None else None
