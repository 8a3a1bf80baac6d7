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


class PoolMoment(Struct, frozen=True, gc=False):
    """A pool, watched from outside.

    Attributes:
        pid: Its process.
        queued: Tasks that wait.
        done: Tasks that are finished.
        workers: In order of TID.
    """

    pid: int
    queued: int
    done: int
    workers: tuple[Worker, ...]
