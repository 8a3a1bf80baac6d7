"""What all tests of a worker share: whoever changes it puts it back, or fails.

Otherwise another test fails, which did nothing, in another file, in some order only.
The language is no matter of this: `environment.py` gives English to every test.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

PYTESTS_OWN = "PYTEST_CURRENT_TEST"
SIGNALS = tuple(one for one in signal.Signals if one is not signal.SIGALRM)
"""The alarm is pytest-timeout's, which sets it while a test runs."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing that a process has once.

    Attributes:
        name: For the message.
        read: Returns what compares equal as long as nobody changed it.
        put_back: Is given what was read, so that only one test fails.
    """

    name: str
    read: Callable[[], object]
    put_back: Callable[..., object]


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != PYTESTS_OWN}


def set_environment(before: dict[str, str]) -> None:
    for name in environment().keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


def handlers() -> dict[str, object]:
    return {one.name: signal.getsignal(one) for one in SIGNALS}


def set_handlers(before: dict[str, signal.Handlers | None]) -> None:
    for name, handler in before.items():
        if handler is not None and signal.getsignal(signal.Signals[name]) != handler:
            signal.signal(signal.Signals[name], handler)


def set_search_path(before: list[str]) -> None:
    sys.path[:] = before


def collects(before: bool) -> None:
    (gc.enable if before else gc.disable)()


SHARED = (
    Shared("os.environ", environment, set_environment),
    Shared("the working folder", os.getcwd, os.chdir),
    Shared("the handlers of signals", handlers, set_handlers),
    Shared("sys.path", lambda: [*sys.path], set_search_path),
    Shared("the garbage collector", gc.isenabled, collects),
    Shared("the recursion limit", sys.getrecursionlimit, sys.setrecursionlimit),
)


@pytest.fixture(autouse=True)
def all_is_as_it_was() -> Iterator[None]:
    """Fail a test that left something changed, and change it back for the others."""
    before = [one.read() for one in SHARED]
    yield
    changed = []
    for one, was in zip(SHARED, before, strict=True):
        if (now := one.read()) != was:
            one.put_back(was)
            changed.append(f"{one.name}: {difference(was, now)}")
    assert not changed, "left changed for all tests after it: " + "; ".join(changed)


def difference(was: object, now: object) -> str:
    """Say what it was and what it is; of many things, of those that differ."""
    if isinstance(was, dict) and isinstance(now, dict):
        names = sorted(name for name in was | now if was.get(name) != now.get(name))
        was, now = ({one: all_.get(one) for one in names} for all_ in (was, now))
    elif isinstance(was, list) and isinstance(now, list):
        was, now = [x for x in was if x not in now], [x for x in now if x not in was]
    return f"{was!r} became {now!r}"
