"""A server under load: what its clients met, and what its memory did meanwhile."""

from msgspec import Struct


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
