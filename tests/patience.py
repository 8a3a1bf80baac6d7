"""How long a test waits for what is sure to come: one limit, for what hangs."""

import time
from collections.abc import Callable, Iterator

PATIENCE_S = 60.0
"""Nothing takes as long; on a busy machine, a small part of it is not enough."""


def tries(pause_s: float = 0.005) -> Iterator[None]:
    """Go on, with pauses, until the caller leaves the loop or patience ends."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        yield
        time.sleep(pause_s)


def wait_until(holds: Callable[[], object], pause_s: float = 0.01) -> bool:
    """Ask again until it holds, or patience ends; tell whether it holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause_s)
    return True
