"""A thread pool as a machine: tasks arrive, wait, and are handed to workers."""

from memscope.i18n import _
from memscope.model.pool import PoolMoment, Worker
from memscope.render.runs import Line, Run, cell, fit_line, line
from memscope.units import format_bytes, safe

_MOST_WORKERS = 8
_MOST_TASKS = 24


def pool_lines(moment: PoolMoment, width: int) -> list[Line]:
    """Draw queue, dispatcher and workers, each worker with its thread and stack."""
    shown = moment.workers[:_MOST_WORKERS]
    tasks = "▪" * min(moment.queued, _MOST_TASKS)
    more = "…" if moment.queued > _MOST_TASKS else ""
    queue = f"{_('queue')} ({moment.queued})"
    head = line(
        cell(queue, 30, "muted"),
        cell(_("dispatcher"), 14, "muted"),
        Run(_("workers"), "muted"),
    )
    lines = [fit_line(head, width)]
    for index, worker in enumerate(shown):
        is_first, is_last = index == 0, index == len(shown) - 1
        left: Line = (cell("", 34),)
        if is_first:
            left = (
                Run("[", "muted"),
                cell(tasks + more, 26, "ink.heap"),
                Run("] ", "muted"),
                Run("─▶ ⇢ ", "accent"),
            )
        joint = "┬" if is_first and len(shown) > 1 else "└" if is_last else "├"
        arrow = Run(f"{joint}─▶ " if len(shown) > 1 else "──▶ ", "accent")
        lines.append(fit_line((*left, arrow, *_worker(worker)), width))
    if len(moment.workers) > len(shown):
        rest = len(moment.workers) - len(shown)
        lines.append(line(cell("", 38), Run(f"… +{rest}", "muted")))
    done = f"{_('done')} {moment.done}"
    lines.append(fit_line((Run(done, "good"),), width))
    return lines


def _worker(worker: Worker) -> tuple[Run, ...]:
    is_busy = worker.task is not None
    mark = Run("▶ " if is_busy else "‖ ", "good" if is_busy else "muted")
    what = f"{_('task')} {worker.task}" if is_busy else _("idle")
    since = f"{worker.since_ms:.0f} ms" if worker.since_ms is not None else ""
    return (
        mark,
        cell(str(worker.tid), 8),
        cell(safe(worker.name), 11, "muted"),
        cell(what, 10, "strong" if is_busy else "muted"),
        cell(since, 9, align=">"),
        Run("  "),
        Run(" T ", "spine.thread-stack"),
        Run(f" {_stack(worker)}", "muted"),
    )


def _stack(worker: Worker) -> str:
    if worker.stack is None:
        return "–"
    size = format_bytes(worker.stack[1] - worker.stack[0])
    if worker.touched is None:
        return size
    return _("{touched} of {size}").format(
        touched=format_bytes(worker.touched), size=size
    )
