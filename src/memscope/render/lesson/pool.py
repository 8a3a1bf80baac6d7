"""A thread pool as a machine: tasks arrive, wait, and are handed to workers."""

from collections.abc import Iterator

from memscope.i18n import _
from memscope.model.exhibit import PoolMoment, Worker
from memscope.render.bars import meter
from memscope.render.runs import Line, Run, cell, fit_line, line, width_of
from memscope.units import UNKNOWN, cell_width, format_bytes, format_span

_MOST_WORKERS = 8
_MOST_TASKS = 12
_MOST_ARRIVING = 6
_GAUGE = 8
_NARROW = 100
"""Cells below which the parts stand one below the other."""


def pool_lines(moment: PoolMoment, width: int) -> list[Line]:
    """Draw what arrives, queue, dispatcher and workers, each with thread and stack."""
    lines = list(_narrow(moment) if width < _NARROW else _wide(moment))
    rest = len(moment.workers) - _MOST_WORKERS
    if rest > 0:
        lines.append(line(Run(f"  … +{rest}", "muted")))
    return [fit_line(one, width) for one in (*lines, *_sums(moment, width))]


def _wide(moment: PoolMoment) -> Iterator[Line]:
    """Draw from left to right: where a task is, and where it goes."""
    queue = _("queue ({n} waiting)").format(n=moment.queued)
    heads = {_("arriving"): 13, queue: max(20, cell_width(queue) + 2)}
    heads[_("dispatcher")] = max(14, cell_width(_("dispatcher")) + 2)
    runs = [cell(name, cells, "muted") for name, cells in heads.items()]
    yield (*runs, Run(_("workers"), "muted"))
    arriving, queued, dispatching = heads.values()
    way: Line = (
        *_arriving(moment, arriving),
        *_queue(moment, queued - 1),
        Run(" "),
        Run(_arrow(dispatching), "accent"),
    )
    shown = moment.workers[:_MOST_WORKERS]
    for index, worker in enumerate(shown):
        left = way if index == 0 else (cell("", arriving + queued + dispatching),)
        yield (*left, Run(_joint(index, len(shown)), "accent"), *_worker(worker))


def _arrow(cells: int) -> str:
    """Return the dispatcher: an arrow that ends where the workers branch off."""
    return "─" * 3 + "▶ ⇢ " + "─" * (cells - 7)


def _arriving(moment: PoolMoment, cells: int) -> Line:
    dots = "●" * min(moment.arriving, _MOST_ARRIVING)
    dots += "…" if moment.arriving > _MOST_ARRIVING else ""
    arrow = "─" * (cells - _MOST_ARRIVING - 4) + "▶ "
    return (cell(dots, _MOST_ARRIVING + 2, "ink.library"), Run(arrow, "accent"))


def _queue(moment: PoolMoment, cells: int) -> Line:
    room = cells - 2
    tasks = "▪" * min(moment.queued, room)
    tasks = tasks[:-1] + "…" if moment.queued > room else tasks
    return (Run("[", "muted"), cell(tasks, room, "ink.heap"), Run("]", "muted"))


def _joint(index: int, count: int) -> str:
    if count == 1:
        return "──▶ "
    return "┬─▶ " if index == 0 else "└─▶ " if index == count - 1 else "├─▶ "


def _narrow(moment: PoolMoment) -> Iterator[Line]:
    """Draw from top to bottom where there is no room beside one another."""
    queue = _("queue ({n} waiting)").format(n=moment.queued)
    yield (*_arriving(moment, 12), *_queue(moment, _MOST_TASKS + 2), Run(f" {queue}"))
    shown = moment.workers[:_MOST_WORKERS]
    for index, worker in enumerate(shown):
        yield (Run(f"  {_joint(index, len(shown))}", "accent"), *_worker(worker))


def _worker(worker: Worker) -> Line:
    is_busy = worker.task is not None
    mark = Run("▶ " if is_busy else "‖ ", "good" if is_busy else "muted")
    what = f"{_('task')} {worker.task}" if is_busy else _("idle")
    since = format_span(worker.since_ms) if worker.since_ms is not None else ""
    return (
        mark,
        cell(str(worker.tid), 8),
        cell(what, 10, "strong" if is_busy else "muted"),
        cell(since, 6, align=">"),
        Run("  "),
        Run(" T ", "spine.thread-stack"),
        Run(" "),
        *_stack(worker),
    )


def _stack(worker: Worker) -> Line:
    """Draw how much of its stack a worker has touched, of what is reserved."""
    if worker.stack is None:
        return (Run(UNKNOWN, "muted"),)
    size = worker.stack[1] - worker.stack[0]
    gauge = meter(worker.touched, size, _GAUGE, "ink.thread-stack")
    touched = Run(f" {format_bytes(worker.touched)}")
    return (*gauge, touched, Run(f" / {format_bytes(size)}", "muted"))


def _sums(moment: PoolMoment, width: int) -> Iterator[Line]:
    """Draw what all tasks have met so far, on as many lines as that takes."""
    runs: list[Run] = []
    for part in _parts(moment):
        more = [Run(" · ", "faint"), part] if runs else [part]
        if runs and width_of(runs + more) > width:
            yield tuple(runs)
            more, runs = [part], []
        runs += more
    yield tuple(runs)


def _parts(moment: PoolMoment) -> Iterator[Run]:
    if moment.tasks:
        done = _("{n} of {all} done").format(n=moment.done, all=moment.tasks)
        yield Run(done, "good")
    if moment.waited_ms is not None:
        p50, p99 = map(format_span, moment.waited_ms)
        waited = _("waited p50 {p50}, p99 {p99}").format(p50=p50, p99=p99)
        yield Run(waited, "strong")
    if moment.ran_ms is not None:
        ran = _("ran p50 {p50}").format(p50=format_span(moment.ran_ms))
        yield Run(ran, "muted")
    if moment.created is not None:
        made = _("threads made: {n}").format(n=moment.created)
        if moment.tasks > moment.created:
            made = _("threads made: {n} (one for each task would be {all})")
            made = made.format(n=moment.created, all=moment.tasks)
        yield Run(made, "ink.thread-stack")
