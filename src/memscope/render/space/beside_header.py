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
    runs: list[Run] = []
    for letter, process in zip(side.letters, side.processes, strict=True):
        runs += [
            Run(f" {letter} ", "tag"),
            Run(f" {process_name(process)}", "strong"),
            Run(f" {process.pid}  ", "muted"),
        ]
    badge = Run(f" {progress} ", "warn") if progress else _badge(side, compared)
    parents = _("earlier look") if is_old else _family(side.processes)
    used = width_of(runs) + cell_width(badge.text)
    if parents and used + cell_width(parents) + 2 <= width:
        runs.append(Run(f"{parents}  ", "muted"))
    room = width - width_of(runs) - cell_width(badge.text)
    return fit_line([*runs, Run(" " * max(room, 0)), badge], width)


def _family(processes: Sequence[Process]) -> str:
    """Say who was made by whom, where one look tells."""
    parents = {process.ppid for process in processes}
    if len(parents) == 1:
        return _("children of {pid}").format(pid=parents.pop())
    pids = {process.pid for process in processes}
    rest = [process for process in processes if process.ppid not in pids]
    if len(rest) == 1:
        return _("children of {pid}").format(pid=rest[0].pid)
    return ""


def _badge(side: SideBySide, compared: ComparedSpaces | None) -> Run:
    sums = compared.sums if compared else None
    if compared is not None and compared.is_stopped:
        text = _("stopped: {done} of {of} regions compared")
        shown = text.format(done=compared.done, of=compared.of)
        return Run(f" {shown} ", "warn")
    if sums is None:
        return Run(f" {_('not compared')} ", "muted")
    if sums.footing is Footing.NEEDS_ROOT:
        return Run(f" ? {_('needs root')} ", "muted")
    sign = "=" if sums.footing is Footing.CERTAIN else "≈"
    style = "spine.shared" if sums.footing is Footing.CERTAIN else "ink.shared strong"
    if len(sums.each) > 2:
        text = _("the same in all: {size}").format(size=short_bytes(sums.both))
        return Run(f" {sign} {text} ", style)
    shares = ", ".join(
        _("{share} of {letter}").format(
            share=percent(sums.both / each if each else None), letter=letter
        )
        for letter, each in zip(side.letters, sums.each, strict=True)
    )
    text = _("same frames {size}: {shares}")
    if sums.footing is not Footing.CERTAIN:
        text = _("likely the same {size}: {shares}")
    shown = text.format(size=short_bytes(sums.both), shares=shares)
    return Run(f" {sign} {shown} ", style)


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
