"""Which columns a table of memory has room for, the same ones for all of its rows."""

from collections.abc import Sequence
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
    Extra.PERMS: 5,
    Extra.OWN: 7,
    Extra.SHARED: 7,
    Extra.SWAPPED: 6,
    Extra.PSS: 7,
    Extra.DELTA: 8,
    Extra.RATE: 7,
    Extra.MINUTE: 7,
    Extra.PAGES: 7,
    Extra.OFFSET: 11,
    Extra.INODE: 11,
    Extra.AGE: 7,
}
"""Cells of each, with a blank before it."""
WIDER = {Extra.MINUTE: 13, Extra.PAGES: 13}
"""Cells of those that are drawn finer where name and bar have room enough."""
HEADS = {
    Extra.FROM: N_("from"),
    Extra.PERMS: N_("perms"),
    Extra.OWN: N_("own"),
    Extra.SHARED: N_("shared"),
    Extra.SWAPPED: N_("swap"),
    Extra.PSS: "PSS",
    Extra.RATE: N_("/min"),
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
_WHAT, _BAR = (20, 36), (15, 48)
"""Least and most cells of both."""
_OF_NARROW = 22, 25
"""Least cells of both on a narrow screen, which has few columns and long bars."""
_ENOUGH = 48
"""Cells of both together from which on other columns become wider first."""
_WITH = {Extra.OWN: Extra.SHARED}
"""Columns that come and go together: one alone would be half of what is said."""
_EASE = 6
"""Cells that name and bar have to have above the least before those come."""


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
        wider: Columns that are drawn finer.
    """

    width: int
    what: int
    bar: int
    columns: frozenset[Extra]
    hidden: int = 0
    resident: int = RESIDENT
    wider: frozenset[Extra] = frozenset()

    def cells(self, column: Extra) -> int:
        """Return the cells of a column, with a blank before it."""
        return WIDER[column] if column in self.wider else cells_of(column)

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
            LEAD
            + self.what
            + self.resident
            + sum(self.cells(one) for one in columns)
            + 1
        )


def cells_of(column: Extra) -> int:
    """Return the cells of a column: more where its head is longer."""
    head = cell_width(_(HEADS[column])) + 1 if column in HEADS else 0
    return max(_WIDTHS[column], head)


def layout_for(
    width: int,
    missing: frozenset[Extra] = frozenset(),
    first: int = 0,
    *,
    is_narrow: bool = False,
) -> TableLayout:
    """Return the columns for a width.

    Args:
        width: Cells.
        missing: Columns that there is nothing to put in.
        first: So many of the columns that could be seen are passed over, for others.
        is_narrow: The screen is: its table has all of the width, for long bars.
    """
    least = _WHAT[0] + _BAR[0] if first or not is_narrow else sum(_OF_NARROW)
    return _layout(width, missing, first, least, language())


@lru_cache(maxsize=256)
def _layout(
    width: int, missing: frozenset[Extra], first: int, least: int, _language: str
) -> TableLayout:
    wanted = [one for one in _WANTED if one not in missing]
    turn = 1 + first % max(len(wanted) - 1, 1) if first else 0
    # The differences stay; the others come forward.
    order = wanted[:1] + wanted[turn:] + wanted[1:turn] if turn else wanted
    room = width - LEAD - RESIDENT - 1 - least
    shown: list[Extra] = []
    for one in order:
        if _needs(one, order, shown, _EASE * (not first)) <= room:
            shown.append(one)
            room -= cells_of(one)
        elif one is not Extra.DELTA:
            break
    least_bar = _OF_NARROW[1] if least == sum(_OF_NARROW) else 0
    return _shared_out(width, shown, len(wanted) - len(shown), least_bar)


def _needs(
    column: Extra, order: Sequence[Extra], shown: Sequence[Extra], ease: int
) -> int:
    """Return the cells of a column, and of the one that it does not come without."""
    other = _WITH.get(column)
    comes = other is not None and other in order and other not in shown
    return cells_of(column) + (cells_of(other) + ease if other and comes else 0)


def _shared_out(
    width: int, shown: list[Extra], hidden: int, least_bar: int
) -> TableLayout:
    """Give name and bar what is left: a cut name is worse than a short bar."""
    room = width - LEAD - RESIDENT - 1 - sum(cells_of(one) for one in shown)
    wider = set()
    for one, cells in WIDER.items():
        if one in shown and room - (more := cells - cells_of(one)) >= _ENOUGH:
            wider.add(one)
            room -= more
    bar = max(min(max(room * 4 // 9, least_bar), room // 2, _BAR[1]), 0)
    what = min(room - bar, _WHAT[1])
    bar = min(room - what, _BAR[1])
    if bar < _BAR[0] // 2:
        what, bar = max(what + bar, 0), 0
    return TableLayout(
        width, what, bar, frozenset(shown), hidden, wider=frozenset(wider)
    )
