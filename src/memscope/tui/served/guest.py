"""Who watches, and what they are told of what is seen."""

from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class Guest:
    """A connection that watches.

    Attributes:
        page: The same when its page is loaded again.
        may_drive: It has the driver's address.
    """

    page: str = ""
    may_drive: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """What the program says of what it shows.

    Attributes:
        path: The end of its address.
        title: Of the page.
        state: `live`, `past` or `ended`.
    """

    path: str = ""
    title: str = "memscope"
    state: str = "live"


@dataclass(frozen=True, slots=True)
class Size:
    """Columns and lines; a usual size until a driver says what there is."""

    width: int = 120
    height: int = 36
