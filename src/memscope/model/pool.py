"""A thread pool at one moment: what waits, and who works on what."""

from msgspec import Struct


class Worker(Struct, frozen=True, gc=False):
    """One worker.

    Attributes:
        tid: Its thread.
        name: Its thread's name.
        task: Number of the task it runs; None when idle.
        since_ms: How long it has been running it.
        stack: (start, end) of its stack; None when unknown.
        touched: Bytes of the stack in RAM; None when unknown.
    """

    tid: int
    name: str
    task: int | None
    since_ms: float | None
    stack: tuple[int, int] | None = None
    touched: int | None = None


class PoolMoment(Struct, frozen=True, gc=False, tag_field="exhibit", tag="pool"):
    """A pool, watched from outside.

    Attributes:
        pid: Its process.
        queued: Tasks that wait.
        done: Tasks that are finished.
        workers: In order of TID.
        arriving: Tasks that are about to be submitted.
        created: Threads that were made for all tasks so far; None when unknown.
        waited_ms: How long half of the started tasks waited at most, and 99 of a
            hundred; None when none has started.
        ran_ms: How long half of the finished tasks ran at most; None when none has
            finished.
    """

    pid: int
    queued: int
    done: int
    workers: tuple[Worker, ...]
    arriving: int = 0
    created: int | None = None
    waited_ms: tuple[float, float] | None = None
    ran_ms: float | None = None

    @property
    def tasks(self) -> int:
        """All tasks there are: to come, waiting, at work and done."""
        at_work = sum(worker.task is not None for worker in self.workers)
        return self.arriving + self.queued + at_work + self.done
