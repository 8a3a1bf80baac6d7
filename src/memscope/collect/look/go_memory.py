"""A Go program's own records: where its heap is, which stacks its threads run on."""

from collections.abc import Sequence

from msgspec.structs import replace

from memscope.analyze.anonymous.go_tables import (
    Bounds,
    GoHeap,
    GoProgram,
    find_go_heap,
)
from memscope.analyze.spans import Span
from memscope.analyze.stacks.find import NOTHING_TOLD, MainStack, Told
from memscope.analyze.stacks.go_threads import (
    GoThread,
    find_go_threads,
    go_claims,
    goroutine_spans,
)
from memscope.collect.look.look import Look
from memscope.collect.look.watched import Watched
from memscope.errors import AccessDenied
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from memscope.proc.memory import TargetMemory


def read_program(
    look: Look, watched: Watched, variables: tuple[Bounds, ...]
) -> GoProgram:
    """Find the memory of Go's runtime; it is looked for anew when the map changes.

    Args:
        look: What was read.
        watched: What is remembered of the process.
        variables: Of what Go's tools made.

    Raises:
        ProcessGone: The process ended.
    """
    pages = look.pages

    def find() -> GoProgram:
        if pages is None or not look.records.has_runtimes:
            return GoProgram(variables)
        memory = TargetMemory(look.directory, pages)
        read, pieces = memory.read_each, memory.present_pieces
        try:
            heap = find_go_heap(look.vmas, variables, read, pieces)
        except AccessDenied:
            heap = None  # whoever looks for stacks says so
        return GoProgram(variables, heap)

    found = watched.go.of((look.vmas, variables), find)
    if found.heap is None:
        watched.go.forget()
    return found


def go_stacks(
    look: Look,
    watched: Watched,
    facts: Sequence[TaskFacts],
    main: MainStack,
    go: GoProgram,
) -> Told:
    """Say on which stacks the threads of a Go program run.

    Args:
        look: What was read.
        watched: What is remembered of the process.
        facts: All living threads in this memory.
        main: What is known of the main stack.
        go: Where the runtime's memory is.

    Raises:
        ProcessGone: The process ended.
    """
    if go.heap is None or look.pages is None:
        return NOTHING_TOLD
    ids = {one.own_tid: one.tid for one in facts if one.own_tid}
    first = next((one.own_tid for one in facts if one.tid == look.pid), None)
    if first is None:
        return NOTHING_TOLD
    memory, heap = TargetMemory(look.directory, look.pages), _ranges(go.heap)

    def find() -> tuple[GoThread, ...]:
        pieces = [
            one
            for low, high in go.variables
            for one in memory.present_pieces(low, high)
        ]
        found = find_go_threads(pieces, heap, memory.read_each, first)
        return tuple(replace(one, tid=ids[one.tid]) for one in found if one.tid in ids)

    try:
        found = watched.go_threads.of((go, ids), find)
    except AccessDenied:
        return NOTHING_TOLD
    if len(found) < len(ids):
        watched.go_threads.forget()  # some have just begun
    pieces, names = main.pieces, {one.tid: one.name for one in facts}
    is_main_told = pieces is not None and any(
        one.tid == main.tid and one.end - 1 in pieces for one in found
    )
    return tuple(go_claims(found, names, heap)), is_main_told


def goroutines_run_on(look: Look, watched: Watched, go: GoProgram) -> list[Span]:
    """Return the stacks of goroutines that threads are on, in order of address.

    Args:
        look: What was read.
        watched: What is remembered of the process; its threads are those of now.
        go: Where the runtime's memory is.

    Raises:
        ProcessGone: The process ended.
    """
    if go.heap is None or look.pages is None:
        return []
    heap = _ranges(go.heap)
    threads = {one.tid: one for one in watched.go_threads.result or ()}
    away = [
        (task.name, sp, one)
        for task in look.tasks
        if (one := threads.get(task.tid)) is not None
        and task.position is not None
        and (sp := task.position.sp) is not None
        and sp in heap
        and not one.start <= sp < one.end
    ]
    if not away:
        return []
    hull = go.variables[0][0], go.variables[-1][1]
    memory = TargetMemory(look.directory, look.pages)
    try:
        return goroutine_spans(away, hull, heap, memory.read_each)
    except AccessDenied:
        return []


def _ranges(heap: GoHeap) -> Ranges:
    return Ranges([low for low, _ in heap.arenas], [high for _, high in heap.arenas])
