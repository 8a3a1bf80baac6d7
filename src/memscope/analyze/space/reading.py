"""What the reader chose to see: one record for all panes."""

from collections.abc import Set
from dataclasses import dataclass, replace

from memscope.analyze.space.row import RowKey
from memscope.model.word import Word


class Axis(Word):
    """What the lengths of bars stand for."""

    RESIDENT = "resident"
    MAPPED = "mapped"
    LOG = "log"


class Order(Word):
    """How rows are sorted; any but the first takes the holes away."""

    ADDRESS = "address"
    RESIDENT = "resident"
    OWN = "own"
    SHARED = "shared"
    SWAPPED = "swapped"
    MAPPED = "mapped"
    GREW = "grew"
    THREAD = "thread"
    NAME = "name"
    UNTOUCHED = "untouched"
    """Mapped minus resident."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the memory is read now.

    Attributes:
        order: Of the rows.
        is_turned: The other way round.
        axis: What bars measure.
        window_s: Span of the differences; None: since the bookmark or the start.
        since: With no window: "bookmark" or "start".
        opened: Rows that are open.
        is_all_open: Groups are dissolved: every region and hole in strict order.
        marked: Rows that are marked.
        filter: As typed; "": none.
    """

    order: Order = Order.ADDRESS
    is_turned: bool = False
    axis: Axis = Axis.RESIDENT
    window_s: float | None = 30.0
    since: str = ""
    opened: Set[RowKey] = frozenset()
    is_all_open: bool = False
    marked: Set[RowKey] = frozenset()
    filter: str = ""


AS_FIRST = Reading()


def in_order(reading: Reading) -> Reading:
    """Return it with the rows in order of address, and bars of what is in RAM."""
    first = AS_FIRST
    return replace(reading, order=first.order, is_turned=False, axis=first.axis)
