"""From a view to what each text pane draws; pure, for any width."""

from collections.abc import Sequence

from memscope.i18n import N_, _
from memscope.lab.catalog import Action
from memscope.model.diff import Change
from memscope.model.region import Region
from memscope.render.gap_lines import gap_lines
from memscope.render.map.blocks import Block
from memscope.render.map.card import Context, block_card, hole_card, region_card
from memscope.render.map.exact import Hole
from memscope.render.map.memory import memory_lines
from memscope.render.map.minute import Minute, event_line, minute_line
from memscope.render.map.totals import totals_lines
from memscope.render.map.where import where_lines
from memscope.render.runs import EMPTY, Line, Run, cell, fit_line, line, wrap
from memscope.render.words.changes import change_text
from memscope.tui.measuring import NOTHING_MEASURED, MeasuredProcess
from memscope.tui.view import ProcessView, View
from memscope.tui.widgets.panes import Drawer
from memscope.units import cell_width, safe


def card(
    item: Region | Hole | Block | None,
    view: ProcessView,
    measured: MeasuredProcess = NOTHING_MEASURED,
) -> Drawer:
    """Draw what there is to say about the selected item."""
    if item is None:
        return lambda width: [line(Run(_("nothing is mapped"), "muted"))]
    if isinstance(item, Hole):
        return lambda width: hole_card(item, width, view.process.abi)
    context = _context(item, view, measured)
    if isinstance(item, Block):
        return lambda width: block_card(item, context, width)
    return lambda width: region_card(item, context, width)


def _context(
    item: Region | Block, view: ProcessView, measured: MeasuredProcess
) -> Context:
    first = item.main if isinstance(item, Block) else item
    change = view.changed.get(first.start)
    return Context(
        process=view.process,
        news=change_text(change) if change else "",
        twins=view.twins.get(first.start, ""),
        measured=measured.of(view.key, first),
        parts=measured.all_of(view.key, item.regions)
        if isinstance(item, Block)
        else (),
    )


def totals(
    view: View,
    about: str = "",
    measured: MeasuredProcess = NOTHING_MEASURED,
    *,
    by_segment: bool = False,
) -> Drawer:
    """Draw where the memory is, which spaces are the same, and what is in RAM.

    One process is told by sort; several are set side by side, by segment.

    Args:
        view: Of all processes.
        about: Letter of the one that is to be seen where not all fit.
        measured: Of that one, if it was looked at closely.
        by_segment: Also of one process.
    """
    numbers = [(one.letter, one.totals) for one in view.processes]
    where = view.processes[0].where if len(view.processes) == 1 else ()
    seen = view.find(measured.key)

    def draw(width: int) -> Sequence[Line]:
        if where and not by_segment:
            lines = where_lines(where, width)
        else:
            lines = [*totals_lines(numbers, width, about), *_spaces(view)]
        if seen is not None and seen.letter == about and not seen.ended:
            usage, loaded = measured.usage, seen.process.allocators
            lines += memory_lines(seen.letter, usage, loaded, width)
        return lines

    return draw


def _spaces(view: View) -> Sequence[Line]:
    """Say what the kernel says about the address spaces of the first two."""
    # Names of address spaces mean something within one look only, and who has ended
    # was in an earlier one.
    alive = [one for one in view.processes if not one.ended]
    names = [(one.letter, one.process.address_space) for one in alive]
    if len(names) < 2 or None in (names[0][1], names[1][1]):
        return ()
    (first, one), (second, other) = names[0], names[1]
    sign = "=" if one == other else "≠"
    words = _("the same space") if one == other else _("separate spaces")
    return (line(Run(f" {first} {sign} {second} ", "strong"), Run(words, "muted")),)


def minutes(view: View, about: str = "", room: int = 4) -> Drawer:
    """Draw the last minute of each process; below, what was before and is not seen.

    Args:
        view: Of all processes.
        about: Letter of the one that is to be among the first.
        room: How many are seen without scrolling.
    """
    processes = list(view.processes)
    at = next((i for i, one in enumerate(processes) if one.letter == about), 0)
    if at >= room:
        processes.insert(room - 1, processes.pop(at))
    rows = [_minute(one, view) for one in processes]
    past = [(view.at - one.at, one.letter, one.changes) for one in view.events]

    def draw(width: int) -> Sequence[Line]:
        return [
            *(minute_line(row, view.at, width) for row in rows),
            EMPTY,
            *(event_line(*event, width) for event in past),
            EMPTY,
            *gap_lines(view.snapshot.gaps, width),
        ]

    return draw


def nothing(view: View, note: str) -> Drawer:
    """Say why there is no process to draw."""
    said = text(note)
    return lambda width: [*gap_lines(view.snapshot.gaps, width), EMPTY, *said(width)]


def text(words: str) -> Drawer:
    """Draw a text, wrapped; it may hold a hostile name."""
    return lambda width: [line(Run(part)) for part in wrap(safe(words), width)]


def _minute(one: ProcessView, view: View) -> Minute:
    event = next((e for e in view.events if e.letter == one.letter), None)
    history = one.history
    changes: Sequence[Change] = event.changes if event else ()
    return Minute(
        letter=one.letter,
        series={
            "heap": history.heap,
            "stack": history.stacks,
            "resident": history.resident,
        },
        age_s=view.at - event.at if event else None,
        changes=changes,
    )


ONLY_WATCHING = N_("memscope only watches this process; it makes nobody else's act")


def actions(available: Sequence[Action]) -> Drawer:
    """Draw the keys that make a sample act, in as many columns as fit."""
    if not available:
        return lambda width: [line(Run(_(ONLY_WATCHING), "muted"))]
    texts = [(one.key, _(one.title)) for one in available]
    widest = max(cell_width(text) for _key, text in texts) + 5

    def draw(width: int) -> Sequence[Line]:
        columns = max(1, min(len(texts), width // widest))
        rows = -(-len(texts) // columns)
        return [
            fit_line(
                [
                    run
                    for key, text in texts[row::rows]
                    for run in _key_runs(key, text, width // columns)
                ]
                or EMPTY,
                width,
            )
            for row in range(rows)
        ]

    return draw


def _key_runs(key: str, text: str, width: int) -> Line:
    return (Run(f" {key} ", "key"), cell(text, max(0, width - 3)))
