"""Threads as they are at the end of a look, where the rest of it says otherwise.

Threads, map and descriptors are read one after the other. A thread that ended meanwhile
left a stack pointer that means nothing any more; one that lives at both ends of a look
had its stack all the time.
"""

from collections.abc import Collection
from dataclasses import replace

from memscope.collect.look.look import Look
from memscope.errors import ProcError
from memscope.proc.fs import ProcDir
from memscope.proc.tasks import Task, live_task, task_now


def later(look: Look, doubted: Collection[int]) -> Look | None:
    """Return the look with some threads as they are now; None when they did not change.

    Threads that have ended are left out, but for the main thread, whose number is the
    process's.

    Args:
        look: What was read.
        doubted: TIDs of the threads that the labels contradict.
    """
    if not doubted:
        return None
    tasks: list[Task] = []
    for task in look.tasks:
        now = (
            task_now(look.directory, f"{look.threads}/{task.tid}", task)
            if task.tid in doubted
            else task
        )
        if now is not None:
            tasks.append(now)
        elif task.tid == look.pid:
            tasks.append(task)
    # All of them ended: exec, or the end of the process, which others notice.
    if tasks == look.tasks or live_task(tasks) is None:
        return None
    return replace(look, tasks=tasks, is_again=True)


def came_or_went(directory: ProcDir, listed: Collection[Task]) -> bool:
    """Tell whether a process has other threads now than the ones that were listed.

    Args:
        directory: Of the process.
        listed: Its threads at the beginning of the look.
    """
    try:
        names = directory.list("task")
    except ProcError:
        return False
    return {int(name) for name in names} != {task.tid for task in listed}
