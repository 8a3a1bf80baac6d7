"""The stacks of all threads, found without stopping anything."""

from collections.abc import Collection
from dataclasses import dataclass, field

from memscope.analyze.spans import Span
from memscope.analyze.stacks import find_stacks
from memscope.collect.maps import AS_OWNER
from memscope.errors import AccessDenied, ProcError
from memscope.i18n import N_
from memscope.model.process import Stack
from memscope.model.snapshot import Gap
from memscope.model.task import TaskFacts
from memscope.parse.limits import parse_limits
from memscope.parse.pagemap import Pages
from memscope.parse.pthread import Descriptor
from memscope.parse.smaps import Smaps
from memscope.parse.status import parse_status
from memscope.proc.descriptors import StackFinder
from memscope.proc.fs import ProcDir
from memscope.proc.tasks import Task

_DESCRIPTORS = N_("thread descriptors of the C library")


@dataclass(slots=True)
class Stacks:
    """Finds stacks; keeps thread descriptors between looks."""

    _finder: StackFinder = field(default_factory=StackFinder)

    def of(
        self,
        directory: ProcDir,
        identity: tuple[int, int],
        table: Smaps,
        tasks: list[Task],
        pages: Pages | None,
    ) -> tuple[dict[int, Stack], list[Span], list[Gap]]:
        """Return stacks by TID, the ranges they take, and what could not be read.

        Args:
            directory: Of the process, or of a living thread of it.
            identity: (pid, start time) of the process.
            table: Its map.
            tasks: Its threads, the main thread first.
            pages: Which pages are in RAM; None when that is unknown.

        Raises:
            ProcessGone: It ended.
        """
        facts = _facts(directory, tasks)
        descriptors: tuple[Descriptor, ...] = ()
        gaps: list[Gap] = []
        if pages is not None:
            try:
                descriptors = self._finder.find(
                    directory, identity, table.vmas, facts, pages
                )
            except AccessDenied as error:
                gaps.append(Gap(_DESCRIPTORS, identity[0], error.reason, AS_OWNER))
        found = find_stacks(
            table.vmas,
            facts,
            descriptors,
            pages,
            main_tid=identity[0],
            main_limit=_stack_limit(directory),
            flags=table.flags,
        )
        return found.stacks, list(found.spans), gaps

    def forget_all_but(self, identities: Collection[tuple[int, int]]) -> None:
        """Let go of what is remembered of other processes."""
        self._finder.forget_all_but(identities)


def _facts(directory: ProcDir, tasks: list[Task]) -> list[TaskFacts]:
    """Return the living threads; with the TIDs they know themselves by."""
    is_nested = len(parse_status(directory.read("status")).numbers("NSpid")) > 1
    return [
        TaskFacts(
            task.tid,
            task.name,
            task.position.sp if task.position else None,
            _own_tid(directory, task.tid) if is_nested else task.tid,
        )
        for task in tasks
        if task.state not in "ZX"
    ]


def _own_tid(directory: ProcDir, tid: int) -> int | None:
    """Return a thread's id in its innermost pid namespace, None when unknown."""
    try:
        status = parse_status(directory.read(f"task/{tid}/status"))
    except ProcError:
        return None
    return status.tid_in_own_namespace


def _stack_limit(directory: ProcDir) -> int | None:
    try:
        return parse_limits(directory.read("limits")).get("Max stack size")
    except ProcError:
        return None
