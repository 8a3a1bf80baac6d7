"""The threads of other processes that live in the memory of the one looked at."""

from collections.abc import Sequence

from memscope.analyze.stacks.main import MainPieces
from memscope.collect.look.look import Look
from memscope.collect.look.watched import Watched
from memscope.errors import ParseError, ProcError, ProcessGone
from memscope.model.process import TaskFacts
from memscope.parse.status import parse_status
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.sharers import Sharers, all_in, relatives_in, shares_memory
from memscope.proc.tasks import Task, read_tasks


def hosts_of(look: Look, watched: Watched, pieces: MainPieces | None) -> Sharers:
    """Return the processes that share the memory, as far as there is reason to ask.

    A thread that waits in the kernel without end may have called vfork, so then the
    family is asked again. All processes are asked once, when the main thread runs on no
    main stack or a stack seems to be of no thread.

    Args:
        look: At one of them.
        watched: What is remembered of it.
        pieces: Its main stack.
    """
    tids = [task.tid for task in look.tasks if task.state not in "ZX"]
    main = next((one for one in look.tasks if one.tid == look.pid), None)
    sp = main.position.sp if main is not None and main.position is not None else None
    is_elsewhere = sp is not None and (pieces is None or sp not in pieces)
    is_strange = is_elsewhere or watched.has_idle_stacks
    waiting = [task.tid for task in look.tasks if task.state == "D"]

    def ask_family() -> Sharers:
        return relatives_in(look.directory, look.stat, tids)

    def ask_all() -> Sharers:
        return all_in(look.stat, tids[0]) if is_strange else Sharers()

    family = watched.family.of((tids, waiting, look.stat.ppid), ask_family)
    strangers = watched.strangers.of((is_strange,), ask_all)
    found = dict.fromkeys((*family.pids, *strangers.pids))
    still = tuple(
        pid for pid in found if pid != look.pid and shares_memory(tids[0], pid)
    )
    return Sharers(still, family.is_whole and strangers.is_whole)


def facts_of(hosts: Sequence[int]) -> tuple[list[TaskFacts], bool]:
    """Say what finding stacks needs of the threads of other processes.

    Returns:
        The threads, and whether every process showed its own.
    """
    found, is_whole = [], True
    for pid in hosts:
        try:
            with ProcFs().process(pid) as directory:
                found += [
                    fact_of(directory, task)
                    for task in read_tasks(directory)[0]
                    if task.state not in "ZX"
                ]
        except ProcessGone:
            continue
        except (ProcError, ParseError):
            is_whole = False
    return found, is_whole


def fact_of(directory: ProcDir, task: Task, *, is_ours: bool = False) -> TaskFacts:
    """Say what finding stacks needs of one thread.

    Args:
        directory: Of its process.
        task: The thread, living.
        is_ours: It sees the same numbers as we do: one pid namespace.
    """
    return TaskFacts(
        task.tid,
        task.name,
        task.position.sp if task.position else None,
        task.tid if is_ours else _own_tid(directory, task.tid),
    )


def _own_tid(directory: ProcDir, tid: int) -> int | None:
    try:
        return parse_status(directory.read(f"task/{tid}/status")).tid_in_own_namespace
    except ProcError:
        return None
