"""HTTP load on a server of ours: loopback only, bounded in number and time."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memscope.errors import UsageProblem
from memscope.i18n import _

if TYPE_CHECKING:
    import httpx

MOST_REQUESTS = 5_000
MOST_CLIENTS = 200
TIMEOUT_S = 60.0


@dataclass(slots=True)
class Load:
    """Requests on their way; `run` sends them.

    Attributes:
        port: On 127.0.0.1.
        path: What is asked for, such as `/io?ms=50`.
        requests: How many.
        clients: How many at a time.
        latencies_ms: Of those answered so far, in order of their answers.
        errors: How many failed so far.
        answered_by: The server's threads that answered, as they tell.
        seconds: How long it took; 0 while it goes on.
    """

    port: int
    path: str
    requests: int
    clients: int
    latencies_ms: list[float] = field(default_factory=list)
    errors: int = 0
    answered_by: set[int] = field(default_factory=set)
    seconds: float = 0.0
    _began: float = 0.0
    _left: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Refuse a load that could harm the machine.

        Raises:
            UsageProblem: Too many requests or clients.
        """
        if not 1 <= self.requests <= MOST_REQUESTS:
            raise _out_of_bounds("requests", MOST_REQUESTS)
        if not 1 <= self.clients <= MOST_CLIENTS:
            raise _out_of_bounds("concurrency", MOST_CLIENTS)
        self._left = self.requests

    @property
    def done(self) -> int:
        """Requests that have an answer or have failed."""
        return len(self.latencies_ms) + self.errors

    @property
    def elapsed_ms(self) -> float:
        """Milliseconds since the first request; 0 before it."""
        return (time.perf_counter() - self._began) * 1000 if self._began else 0.0

    def run(self, meanwhile: Callable[[], None], *, every_s: float = 0.1) -> None:
        """Send all requests; return when the last is answered.

        Args:
            meanwhile: Called at every beat, in this thread; what it raises ends
                the load.
            every_s: Seconds between beats.
        """
        import httpx

        # One client for all: it keeps a connection for each request under way. A
        # server of ours needs no certificates, and no proxy lies on the way.
        limits = httpx.Limits(
            max_connections=self.clients, max_keepalive_connections=self.clients
        )
        client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            timeout=TIMEOUT_S,
            limits=limits,
            trust_env=False,
            verify=False,
        )
        with client:
            workers = [
                threading.Thread(target=self._send, args=(client,), daemon=True)
                for _client in range(min(self.clients, self.requests))
            ]
            self._began = time.perf_counter()
            for worker in workers:
                worker.start()
            try:
                while any(worker.is_alive() for worker in workers):
                    meanwhile()
                    _wait_for(workers, every_s)
            finally:
                self._left = 0
            self.seconds = time.perf_counter() - self._began

    def _send(self, client: "httpx.Client") -> None:
        import httpx

        while self._take():
            began = time.perf_counter()
            try:
                answer = client.get(self.path).raise_for_status()
            except httpx.HTTPError:
                with self._lock:
                    self.errors += 1
            except RuntimeError:
                return  # the load was ended, and the client with it
            else:
                self.latencies_ms.append((time.perf_counter() - began) * 1000)
                self.answered_by.update(_thread_in(answer.content))

    def _take(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0

    def percentile(self, share: float) -> float:
        """Return the time in ms within which a share of the answers came."""
        ordered = sorted(self.latencies_ms)
        if not ordered:
            return 0.0
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _out_of_bounds(name: str, most: int) -> UsageProblem:
    text = _("{name} must be from {least} to {most}")
    return UsageProblem(text.format(name=name, least=1, most=most))


def _thread_in(body: bytes) -> tuple[int, ...]:
    """Return the thread that an answer of ours names; () when it names none."""
    try:
        answer = json.loads(body)
    except ValueError:
        return ()
    thread = answer.get("thread") if isinstance(answer, dict) else None
    return (thread,) if isinstance(thread, int) else ()


def _wait_for(workers: list[threading.Thread], seconds: float) -> None:
    """Wait for a beat, or less when all have finished."""
    deadline = time.monotonic() + seconds
    for worker in workers:
        worker.join(max(deadline - time.monotonic(), 0))
        if time.monotonic() >= deadline:
            return
