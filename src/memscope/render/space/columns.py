"""Which columns a table of memory has room for, the same ones for all of its rows."""

from dataclasses import dataclass
from functools import lru_cache

from memscope.i18n import N_
from memscope.model.word import Word


class Column(Word):
    """A column besides what, resident and the bar, which are always there."""

    FROM = "from"
    PERMS = "perms"
    OWN = "own"
    SHARED = "shared"
    SWAPPED = "swap"
    PSS = "pss"
    DELTA = "delta"
    RATE = "rate"
    MINUTE = "minute"
    PAGES = "pages"
    OFFSET = "offset"
    INODE = "inode"
    AGE = "age"


WIDTHS = {
    Column.FROM: 13,
    Column.PERMS: 6,
    Column.OWN: 7,
    Column.SHARED: 7,
    Column.SWAPPED: 7,
    Column.PSS: 7,
    Column.DELTA: 8,
    Column.RATE: 8,
    Column.MINUTE: 13,
    Column.PAGES: 13,
    Column.OFFSET: 11,
    Column.INODE: 11,
    Column.AGE: 7,
}
"""Cells of each, with a blank before it."""
HEADS = {
    Column.FROM: N_("from"),
    Column.PERMS: N_("perms"),
    Column.OWN: N_("own"),
    Column.SHARED: N_("shared"),
    Column.SWAPPED: N_("swap"),
    Column.PSS: "PSS",
    Column.RATE: N_("M/min"),
    Column.MINUTE: N_("60 s"),
    Column.PAGES: N_("pages"),
    Column.OFFSET: N_("in file"),
    Column.INODE: N_("inode"),
    Column.AGE: N_("age"),
}
_WANTED = (
    *(Column.DELTA, Column.MINUTE, Column.FROM, Column.PERMS),
    *(Column.OWN, Column.SHARED, Column.SWAPPED, Column.RATE, Column.PAGES),
    *(Column.OFFSET, Column.INODE, Column.PSS, Column.AGE),
)
"""The one that says most first."""
_BEFORE_RESIDENT = (Column.FROM, Column.PERMS)
_AFTER_RESIDENT = (Column.OWN, Column.SHARED, Column.SWAPPED, Column.PSS)
LEAD = 5
"""Cells of mark and letter, with a blank."""
RESIDENT = 9
_WHAT, _BAR = (20, 36), (18, 48)
"""Least and most cells of both."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns there are, and how wide.

    Attributes:
        width: Cells of all.
        what: Of the name.
        bar: Of the bar; 0: there is no room.
        columns: Those that are shown, in their order.
        hidden: How many more there are.
        resident: Of the resident bytes.
    """

    width: int
    what: int
    bar: int
    columns: frozenset[Column]
    hidden: int = 0
    resident: int = RESIDENT

    @property
    def before(self) -> tuple[Column, ...]:
        """Columns between name and resident bytes."""
        return self._of(_BEFORE_RESIDENT)

    @property
    def middle(self) -> tuple[Column, ...]:
        """Columns between resident bytes and bar."""
        return self._of(_AFTER_RESIDENT)

    @property
    def after(self) -> tuple[Column, ...]:
        """Columns behind the bar."""
        return tuple(
            one
            for one in Column
            if one in self.columns and one not in _BEFORE_RESIDENT + _AFTER_RESIDENT
        )

    def _of(self, those: tuple[Column, ...]) -> tuple[Column, ...]:
        return tuple(one for one in those if one in self.columns)

    @property
    def bar_at(self) -> int:
        """The first cell of the bar."""
        columns = (*self.before, *self.middle)
        return (
            LEAD + self.what + self.resident + sum(WIDTHS[one] for one in columns) + 1
        )


@lru_cache(maxsize=256)
def layout_for(width: int, missing: frozenset[Column], first: int = 0) -> Layout:
    """Return the columns for a width.

    Args:
        width: Cells.
        missing: Columns that there is nothing to put in.
        first: So many of the columns that could be seen are passed over, for others.
    """
    wanted = [one for one in _WANTED if one not in missing]
    turn = 1 + first % max(len(wanted) - 1, 1) if first else 0
    # The differences stay; the others come forward.
    order = wanted[:1] + wanted[turn:] + wanted[1:turn] if turn else wanted
    room = width - LEAD - RESIDENT - 1 - _WHAT[0] - _BAR[0]
    shown: list[Column] = []
    for one in order:
        if WIDTHS[one] <= room:
            shown.append(one)
            room -= WIDTHS[one]
        elif one is not Column.DELTA:
            break
    return _shared_out(width, shown, len(wanted) - len(shown))


def _shared_out(width: int, shown: list[Column], hidden: int) -> Layout:
    """Give name and bar what the columns leave."""
    room = width - LEAD - RESIDENT - 1 - sum(WIDTHS[one] for one in shown)
    bar = max(min(room // 2, _BAR[1]), 0)
    what = min(room - bar, _WHAT[1])
    bar = min(room - what, _BAR[1])
    if bar < _BAR[0] // 2:
        what, bar = max(what + bar, 0), 0
    return Layout(width, what, bar, frozenset(shown), hidden)
