"""Symbols for the palette: found beside the screen, offered as they come."""

from collections.abc import Callable
from functools import partial

from memscope.analyze.goto.destination import FoundSymbol
from memscope.i18n import _
from memscope.model.process import Process
from memscope.render.words.names import base_name
from memscope.tui.offers import FindOffers, Offer
from memscope.tui.screens.scope.offering import GoTo
from memscope.tui.symbols import LateSymbols
from memscope.units import format_address, safe


def symbol_finder(symbols: LateSymbols, process: Process, go_to: GoTo) -> FindOffers:
    """Return what finds symbols of a process; each offer goes to its address.

    Args:
        symbols: Where they are looked up.
        process: From the last look.
        go_to: Puts the cursor on an address.
    """

    def find(
        wanted: str, told: Callable[[int, int], None], is_stopped: Callable[[], bool]
    ) -> list[Offer]:
        found = symbols.find(process, wanted, told, is_stopped)
        return [_offer(one, process, go_to) for one in found]

    return find


def _offer(one: FoundSymbol, process: Process, go_to: GoTo) -> Offer:
    address = one.symbol.address
    title = f"{one.symbol.name} {base_name(one.path)} {format_address(address)}"
    run = partial(go_to, process.identity, address)
    return Offer(_("symbol"), safe(title), "g", run)
