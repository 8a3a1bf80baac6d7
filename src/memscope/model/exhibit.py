"""What a lesson's step hands out: a load on a server, a moment of a pool, bars."""

from msgspec import Struct

from memscope.model.bars import BarTable


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


class LoadMoment(Struct, frozen=True, gc=False):
    """The server at one moment; sizes in bytes, None where unknown.

    Attributes:
        at_ms: Milliseconds since the load began.
        done: Requests answered so far.
        threads: Number of threads.
        virtual: Address space.
        resident: In RAM.
        proportional: In RAM, shared pages divided.
        unique: In RAM and nobody else's.
        stacks_reserved: Address space of all thread stacks.
        stacks_touched: Of that, in RAM.
        arenas: Number of malloc arenas.
    """

    at_ms: float
    done: int
    threads: int
    virtual: int | None
    resident: int | None
    proportional: int | None
    unique: int | None
    stacks_reserved: int
    stacks_touched: int | None
    arenas: int


class LoadRun(Struct, frozen=True, gc=False, tag_field="exhibit", tag="load"):
    """One load on one server.

    Attributes:
        server: `single`, `threaded` or `pool`.
        requests: How many were sent.
        errors: How many failed.
        seconds: From the first request to the last answer.
        p50_ms: Half of the answers came within this time.
        p90_ms: Nine of ten did.
        p99_ms: Ninety-nine of a hundred did.
        moments: The server meanwhile, in order of time.
        answered_by: How many of its threads answered, as they told; 0: none did.
    """

    server: str
    requests: int
    errors: int
    seconds: float
    p50_ms: float
    p90_ms: float
    p99_ms: float
    moments: tuple[LoadMoment, ...]
    answered_by: int = 0

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return (self.requests - self.errors) / self.seconds if self.seconds else 0.0

    def peak(self, field: str) -> int | None:
        """Return the largest value of a field of the moments; None: never known."""
        values = [getattr(moment, field) for moment in self.moments]
        return max((value for value in values if value is not None), default=None)


Exhibit = LoadRun | PoolMoment | BarTable
