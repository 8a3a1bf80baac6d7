"""What a process stands against, as text: its limits, and memory outside its map."""

from collections.abc import Iterator, Sequence

from memscope.i18n import _, ngettext
from memscope.model.limit import Limit
from memscope.model.process import Process
from memscope.render.columns.limits import HELD_COLUMNS, LIMIT_COLUMNS
from memscope.render.runs import EMPTY, Line, Run, line
from memscope.render.text.table import table_lines
from memscope.render.words.limits import NEAR
from memscope.units import shorten_path

_MOST = 10


def standing_lines(process: Process, *, width: int | None = None) -> Iterator[Line]:
    """Yield the limits that are near, and what is held by descriptors.

    A closer look, which asked for descriptors too, shows the far limits as well.

    Args:
        process: Whose.
        width: Cells of a line; None: as many as it takes.
    """
    limits = process.limits or ()
    shown = limits if process.held is not None else _near(limits)
    if shown:
        yield EMPTY
        yield line(Run(_("limits, the nearest first"), "title"))
        yield from table_lines(
            LIMIT_COLUMNS, shown, width=width, optional=("whose",), cut=shorten_path
        )
    if process.held:
        yield EMPTY
        yield from _held_lines(process, width)


def _near(limits: Sequence[Limit]) -> list[Limit]:
    return [one for one in limits if (one.share or 0.0) >= NEAR]


def _held_lines(process: Process, width: int | None) -> Iterator[Line]:
    held = process.held or ()
    yield line(Run(_("files in RAM or without a name that it has open"), "title"))
    yield from table_lines(
        HELD_COLUMNS,
        held[:_MOST],
        width=width,
        optional=("held-links", "held-count", "held-mapped"),
        cut=shorten_path,
    )
    more = len(held) - _MOST
    if more > 0:
        text = ngettext("and {n} more", "and {n} more", more)
        yield line(Run(text.format(n=more), "muted"))
