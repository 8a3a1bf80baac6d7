"""Bars in eighths of a cell: how much of something is used."""

from memscope.render.runs import Line, Run

_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(part: int | None, whole: int, width: int, key: str) -> Line:
    """Draw `part` of `whole` as a filled bar on a dim track.

    Args:
        part: What is filled; None (unknown) draws dots, which no number draws.
        whole: What the full width stands for, in the same unit.
        width: Terminal cells.
        key: Whose colours to take, such as a kind.
    """
    if width <= 0:
        return ()
    if part is None:
        return (Run("·" * width, "faint"),)
    full, rest = divmod(_eighths(part, whole, width), 8)
    head = "█" * full + (_EIGHTHS[rest] if rest else "")
    runs = [Run(head, f"bar.{key}")] if head else []
    if len(head) < width:
        runs.append(Run(" " * (width - len(head)), f"track.{key}"))
    return tuple(runs)


def meter(part: float | None, whole: float, width: int, style: str) -> Line:
    """Draw `part` of `whole` in characters alone, for text and pages as well.

    Args:
        part: What is filled; None (unknown) draws dots.
        whole: What the full width stands for, in the same unit.
        width: Terminal cells.
        style: Of what is filled.
    """
    if part is None:
        return (Run("·" * width, "faint"),)
    full, rest = divmod(_eighths(part, whole, width), 8)
    head = "█" * full + (_EIGHTHS[rest] if rest else "")
    runs = (Run(head, style), Run("░" * (width - len(head)), "faint"))
    return tuple(run for run in runs if run.text)


def _eighths(part: float, whole: float, width: int) -> int:
    """Scale to eighths of a cell: something is never drawn as nothing, nor as all."""
    most = width * 8
    if part <= 0 or whole <= 0:
        return 0
    if part >= whole:
        return most
    return min(max(round(most * part / whole), 1), most - 1)
