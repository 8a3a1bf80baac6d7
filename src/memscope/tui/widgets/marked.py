"""Marked rows, found once for as long as neither rows nor marks are others."""

from collections.abc import Sequence, Set

from memscope.analyze.space.found import numbers_of
from memscope.analyze.space.row import RowKey, SpaceRow
from memscope.analyze.space.rows import RowList
from memscope.render.space.rail import Span
from memscope.render.space.rail_marks import joined, spans_of


class Marked:
    """Which rows are marked, and where they are.

    Attributes:
        found: From the top.
    """

    def __init__(self, rows: RowList, keys: Set[RowKey]) -> None:
        self._of = rows, keys
        self._spans: dict[tuple[int, int], Sequence[Span]] = {}
        self.found: Sequence[SpaceRow] = (
            list(map(rows.row, numbers_of(rows, keys))) if keys else []
        )

    def is_of(self, rows: RowList, keys: Set[RowKey]) -> bool:
        """Tell whether it was found for these very ones."""
        return self._of[0] is rows and self._of[1] is keys

    def spans(self, process: tuple[int, int]) -> Sequence[Span]:
        """Return where those of a process are, in order of address."""
        if process not in self._spans:
            mine = (one for one in self.found if one.process.identity == process)
            found = sorted(span for one in mine for span in spans_of(one))
            self._spans[process] = joined(found)
        return self._spans[process]
