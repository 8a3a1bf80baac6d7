"""What a thread waits for, from what its last look said anyway."""

from typing import NamedTuple

from memscope.model.process import Thread


class Wait(NamedTuple):
    """Why a thread does not go on.

    Attributes:
        state: Letter of the kernel, or `LOCK`.
        call: Number of the system call it sleeps in; None: in none, or unknown.
        owner: TID of the thread that has what it waits for, likely; None: unknown.
        others: How many others of its process wait for the same; None: unknown.
    """

    state: str
    call: int | None = None
    owner: int | None = None
    others: int | None = None


def state_of(thread: Thread) -> str:
    """Return the letter of a thread's state: the kernel's, or `LOCK`."""
    return thread.state[:1] or "?"


def wait_of(thread: Thread) -> Wait:
    """Return what a thread waits for."""
    return Wait(state_of(thread), thread.syscall)
