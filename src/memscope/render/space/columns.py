"""Which columns a table of memory has room for, the same ones for all of its rows."""

from dataclasses import dataclass
from functools import lru_cache

from memscope.i18n import N_, _, language
from memscope.model.word import Word
from memscope.units import cell_width


class Extra(Word):
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


_WIDTHS = {
    Extra.FROM: 13,
    Extra.PERMS: 6,
    Extra.OWN: 7,
    Extra.SHARED: 7,
    Extra.SWAPPED: 7,
    Extra.PSS: 7,
    Extra.DELTA: 8,
    Extra.RATE: 8,
    Extra.MINUTE: 13,
    Extra.PAGES: 13,
    Extra.OFFSET: 11,
    Extra.INODE: 11,
    Extra.AGE: 7,
}
"""Cells of each, with a blank before it."""
HEADS = {
    Extra.FROM: N_("from"),
    Extra.PERMS: N_("perms"),
    Extra.OWN: N_("own"),
    Extra.SHARED: N_("shared"),
    Extra.SWAPPED: N_("swap"),
    Extra.PSS: "PSS",
    Extra.RATE: N_("M/min"),
    Extra.MINUTE: N_("60 s"),
    Extra.PAGES: N_("pages"),
    Extra.OFFSET: N_("in file"),
    Extra.INODE: N_("inode"),
    Extra.AGE: N_("age"),
}
_WANTED = (
    *(Extra.DELTA, Extra.MINUTE, Extra.FROM, Extra.PERMS),
    *(
        Extra.OWN,
        Extra.SHARED,
        Extra.SWAPPED,
        Extra.RATE,
        Extra.PAGES,
    ),
    *(Extra.OFFSET, Extra.INODE, Extra.PSS, Extra.AGE),
)
"""The one that says most first."""
_BEFORE_RESIDENT = (Extra.FROM, Extra.PERMS)
_AFTER_RESIDENT = (
    Extra.OWN,
    Extra.SHARED,
    Extra.SWAPPED,
    Extra.PSS,
)
LEAD = 5
"""Cells of mark and letter, with a blank."""
RESIDENT = 9
_WHAT, _BAR = (22, 36), (18, 48)
"""Least and most cells of both."""


@dataclass(frozen=True, slots=True)
class TableLayout:
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
    columns: frozenset[Extra]
    hidden: int = 0
    resident: int = RESIDENT

    @property
    def before(self) -> tuple[Extra, ...]:
        """Columns between name and resident bytes."""
        return self._of(_BEFORE_RESIDENT)

    @property
    def middle(self) -> tuple[Extra, ...]:
        """Columns between resident bytes and bar."""
        return self._of(_AFTER_RESIDENT)

    @property
    def after(self) -> tuple[Extra, ...]:
        """Columns behind the bar."""
        return tuple(
            one
            for one in Extra
            if one in self.columns and one not in _BEFORE_RESIDENT + _AFTER_RESIDENT
        )

    def _of(self, those: tuple[Extra, ...]) -> tuple[Extra, ...]:
        return tuple(one for one in those if one in self.columns)

    @property
    def bar_at(self) -> int:
        """The first cell of the bar."""
        columns = (*self.before, *self.middle)
        return (
            LEAD + self.what + self.resident + sum(cells_of(one) for one in columns) + 1
        )


def cells_of(column: Extra) -> int:
    """Return the cells of a column: more where its head is longer."""
    head = cell_width(_(HEADS[column])) + 1 if column in HEADS else 0
    return max(_WIDTHS[column], head)


def layout_for(width: int, missing: frozenset[Extra], first: int = 0) -> TableLayout:
    """Return the columns for a width.

    Args:
        width: Cells.
        missing: Columns that there is nothing to put in.
        first: So many of the columns that could be seen are passed over, for others.
    """
    return _layout(width, missing, first, language())


@lru_cache(maxsize=256)
def _layout(
    width: int, missing: frozenset[Extra], first: int, _language: str
) -> TableLayout:
    wanted = [one for one in _WANTED if one not in missing]
    turn = 1 + first % max(len(wanted) - 1, 1) if first else 0
    # The differences stay; the others come forward.
    order = wanted[:1] + wanted[turn:] + wanted[1:turn] if turn else wanted
    room = width - LEAD - RESIDENT - 1 - _WHAT[0] - _BAR[0]
    shown: list[Extra] = []
    for one in order:
        if cells_of(one) <= room:
            shown.append(one)
            room -= cells_of(one)
        elif one is not Extra.DELTA:
            break
    return _shared_out(width, shown, len(wanted) - len(shown))


def _shared_out(width: int, shown: list[Extra], hidden: int) -> TableLayout:
    """Give name and bar what the columns leave."""
    room = width - LEAD - RESIDENT - 1 - sum(cells_of(one) for one in shown)
    bar = max(min(room // 2, _BAR[1]), 0)
    what = min(room - bar, _WHAT[1])
    bar = min(room - what, _BAR[1])
    if bar < _BAR[0] // 2:
        what, bar = max(what + bar, 0), 0
    return TableLayout(width, what, bar, frozenset(shown), hidden)
