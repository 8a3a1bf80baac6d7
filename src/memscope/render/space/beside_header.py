"""Above processes that stand beside each other: who, and whose memory is how much."""

from collections.abc import Sequence

from memscope.analyze.beside.compared import ComparedSpaces, Footing, FrameSums
from memscope.analyze.beside.rows import SideBySide
from memscope.i18n import _
from memscope.model.process import Process
from memscope.render.runs import Line, Run, fit_line, width_of
from memscope.render.space.gutter import percent
from memscope.render.words.names import process_name
from memscope.units import UNKNOWN, cell_width, short_bytes


def header_lines(
    side: SideBySide,
    compared: ComparedSpaces | None,
    width: int,
    progress: str = "",
    *,
    is_old: bool = False,
) -> tuple[Line, Line]:
    """Return two lines.

    Args:
        side: Who stands there.
        compared: What was found; None: nothing yet.
        width: Cells.
        progress: What goes on at the moment; "": nothing.
        is_old: It was found in an earlier look.
    """
    return (
        _who(side, compared, width, progress, is_old=is_old),
        _how_much(side, compared, width),
    )


def _who(
    side: SideBySide,
    compared: ComparedSpaces | None,
    width: int,
    progress: str,
    *,
    is_old: bool,
) -> Line:
    badges = [Run(f" {progress} ", "warn")] if progress else _badges(side, compared)
    parents = _("earlier look") if is_old else _family(side.processes)
    tries = [
        [*_names(side, is_short=is_short), Run(f"{tail}  " if tail else "", "muted")]
        for tail in (parents, "")
        for is_short in (False, True)
    ]
    for badge in badges:
        for runs in tries:
            room = width - width_of(runs) - cell_width(badge.text)
            if room >= 0:
                return fit_line([*runs, Run(" " * room), badge], width)
    return fit_line([*tries[-1], badges[-1]], width)


def _names(side: SideBySide, *, is_short: bool) -> list[Run]:
    runs: list[Run] = []
    for letter, process in zip(side.letters, side.processes, strict=True):
        runs += [Run(f" {letter} ", "tag"), Run(" ")]
        if not is_short:
            runs.append(Run(f"{process_name(process)} ", "strong"))
        runs.append(Run(f"{process.pid}  ", "muted"))
    return runs


def _family(processes: Sequence[Process]) -> str:
    """Say who was made by whom, where one look tells."""
    parents = {process.ppid for process in processes}
    if len(parents) == 1:
        return _("children of {pid}").format(pid=parents.pop())
    pids = {process.pid for process in processes}
    rest = [process for process in processes if process.ppid not in pids]
    if len(rest) == 1:
        return _("{pid} and its descendants").format(pid=rest[0].pid)
    return ""


def _badges(side: SideBySide, compared: ComparedSpaces | None) -> list[Run]:
    """Return what they share, the longest way to say it first."""
    sums = compared.sums if compared else None
    if compared is not None and compared.is_stopped:
        text = _("stopped: {done} of {of} regions compared")
        shown = text.format(done=compared.done, of=compared.of)
        return [Run(f" {shown} ", "warn")]
    if sums is None:
        return [Run(f" {_('not compared')} ", "muted")]
    if sums.footing is Footing.NEEDS_ROOT:
        return [Run(f" ? {_('needs root')} ", "muted")]
    is_certain = sums.footing is Footing.CERTAIN
    sign = "=" if is_certain else "≈"
    style = "spine.shared" if is_certain else "ink.shared strong"
    size = short_bytes(sums.both)
    texts = [size]
    if len(sums.each) > 2:
        texts.insert(0, _("the same in all: {size}").format(size=size))
    else:
        long = _("same frames {size}: {shares}")
        if not is_certain:
            long = _("likely the same {size}: {shares}")
        texts.insert(0, long.format(size=size, shares=_shares_of(side, sums)))
    return [Run(f" {sign} {text} ", style) for text in texts]


def _shares_of(side: SideBySide, sums: FrameSums) -> str:
    return ", ".join(
        _("{share} of {letter}").format(
            share=percent(sums.both / each if each else None), letter=letter
        )
        for letter, each in zip(side.letters, sums.each, strict=True)
    )


def _how_much(side: SideBySide, compared: ComparedSpaces | None, width: int) -> Line:
    sums = compared.sums if compared else None
    added = _added(side)
    tail = [
        Run("  " + _("RSS adds up to") + " ", "muted"),
        Run(short_bytes(added), "strong"),
        Run(f" ({_('counted twice')})" if sums and sums.both else "", "muted"),
    ]
    if sums is None:
        return fit_line([Run(" " + _("together") + " "), Run(UNKNOWN), *tail], width)
    if sums.footing is Footing.NEEDS_ROOT:
        return fit_line([Run(" " + _("together") + " "), Run("? "), *tail], width)
    about = "" if sums.footing is Footing.CERTAIN else "≈ "
    head = [
        Run(" " + _("together") + " ", "muted"),
        Run(f"{about}{short_bytes(sums.together)} ", "strong"),
    ]
    room = width - width_of(head) - width_of(tail)
    if room < 24:
        tail = tail[:2]
        room = width - width_of(head) - width_of(tail)
    return fit_line([*head, *_bands(side.letters, sums, max(room, 0)), *tail], width)


def _added(side: SideBySide) -> int | None:
    known = [process.usage.resident for process in side.processes]
    if None in known:
        return None
    return sum(one for one in known if one is not None)


def _bands(letters: Sequence[str], sums: FrameSums, width: int) -> list[Run]:
    """Draw all of the frames as one band: who has which, on one axis."""
    parts = _parts(letters, sums)
    cells = _shares([size for size, _text, _style in parts], width)
    runs = []
    for (size, text, style), room in zip(parts, cells, strict=True):
        shown = f" {text} {short_bytes(size)}"
        if cell_width(shown) > room:
            shown = f" {short_bytes(size)}"
        if cell_width(shown) > room:
            shown = ""
        runs.append(Run(shown + " " * (room - cell_width(shown)), style))
    return runs


def _parts(letters: Sequence[str], sums: FrameSums) -> list[tuple[int, str, str]]:
    only = [
        (size, _("only {letter}").format(letter=letter), _OF_ONE[at])
        for at, (letter, size) in enumerate(zip(letters, sums.only, strict=True))
    ]
    if len(letters) == 2:
        text = _("{first} and {second}").format(first=letters[0], second=letters[1])
        return [only[0], (sums.both, text, "spine.shared"), only[1]]
    some = sums.together - sums.both - sum(sums.only)
    return [
        *only,
        (some, _("some"), "shade.shared"),
        (sums.both, _("all"), "spine.shared"),
    ]


_OF_ONE = ("spine.library", "tag", "spine.anon", "spine.heap")


def _shares(sizes: Sequence[int], width: int) -> list[int]:
    """Divide cells among sizes; the ends are rounded, so that the sum is exact."""
    total = sum(sizes)
    if not total:
        return [0] * len(sizes)
    edges, before = [], 0
    for size in sizes:
        before += size
        edges.append(round(width * before / total))
    return [high - low for low, high in zip([0, *edges], edges, strict=False)]
