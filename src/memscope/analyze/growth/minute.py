"""The last minute in fewer, longer parts, for a column of a table with little room."""

from collections.abc import Sequence

from memscope.analyze.growth.growth import COLUMN_S


def put_together(
    values: Sequence[int | None], each: int, at: float
) -> Sequence[int | None]:
    """Return sums of parts of `COLUMN_S` that follow one another.

    Which ones are together is decided by the clock, so that they stay together as they
    grow older; the newest sum may still be growing.

    Args:
        values: Bytes of each part, the newest last; None: nobody looked.
        each: How many make one.
        at: Seconds, of the last look: it lies in the newest part.
    """
    if each <= 1:
        return values
    newest, count = int(at // COLUMN_S), len(values) // each
    found: list[int | None] = [None] * count
    for age, value in enumerate(reversed(values)):
        place = count - 1 - (newest // each - (newest - age) // each)
        if value is not None and place >= 0:
            found[place] = value + (found[place] or 0)
    return found
