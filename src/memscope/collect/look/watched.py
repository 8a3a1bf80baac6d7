"""All that is remembered of one process from one look to the next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from memscope.model.process import Thread
from memscope.parse.status import Status
from memscope.proc.fs import ProcDir
from memscope.proc.tasks import Task, TaskReader

Identity = tuple[int, int]
"""(pid, start time in ticks)."""

Result = TypeVar("Result")


class Kept(Generic[Result]):
    """A result, and the inputs it followed from.

    Attributes:
        result: The last one; None before the first.
    """

    __slots__ = ("_inputs", "result")

    def __init__(self) -> None:
        self.result: Result | None = None
        self._inputs: tuple[object, ...] | None = None

    def of(self, inputs: tuple[object, ...], work: Callable[[], Result]) -> Result:
        """Return the last result while the inputs are equal, else what work returns.

        A result that equals the last one is that very object.
        """
        if self.result is None or self._inputs != inputs:
            result = work()
            if self.result is None or self.result != result:
                self.result = result
            self._inputs = inputs
        return self.result


@dataclass(slots=True)
class Watched:
    """What is remembered of one process.

    Attributes:
        program: What it runs, and where that was put; exec almost surely changes it.
        status: As it was at the first look; its numbers never change.
        tasks: Its threads as they were last read.
        no_positions: Why their stack pointers are missing; None when they are not.
        threads: The records of its threads.
        each_thread: And each of them, by TID.
    """

    program: tuple[object, ...]
    status: Status
    tasks: list[Task] = field(default_factory=list)
    no_positions: str | None = None
    threads: Kept[tuple[Thread, ...]] = field(default_factory=Kept)
    each_thread: dict[int, Kept[Thread]] = field(default_factory=dict)
    _task_reader: TaskReader = field(default_factory=TaskReader)

    @property
    def is_ours(self) -> bool:
        """It sees the same numbers as we do: one pid namespace."""
        return len(self.status.numbers("NSpid")) == 1

    def read_tasks(self, directory: ProcDir) -> None:
        """Look at the threads; may fork, so that no thread of ours may be at work."""
        self.tasks, self.no_positions = self._task_reader.read(directory)
