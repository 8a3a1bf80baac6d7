"""A signal leaves the block like an exception, once, and only within the block."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from memscope.lab.ending import ending_on_signals

pytestmark = pytest.mark.unit

SIGNALS = (signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def others() -> Iterator[list[int]]:
    """Signals that reached whoever handled them before; never the test run itself."""
    seen: list[int] = []
    before = {
        one: signal.signal(one, lambda number, _: seen.append(number))
        for one in SIGNALS
    }
    yield seen
    for one, handler in before.items():
        signal.signal(one, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_the_program_ends_with_the_code_that_shells_give(
    others: list[int], number: signal.Signals
) -> None:
    with pytest.raises(SystemExit) as ended, ending_on_signals():
        signal.raise_signal(number)

    assert ended.value.code == 128 + number
    assert others == []


def test_a_second_signal_does_not_disturb_the_cleaning_up(others: list[int]) -> None:
    cleaned = []

    @contextmanager
    def cleaning() -> Iterator[None]:
        try:
            yield
        finally:
            for one in SIGNALS:
                signal.raise_signal(one)
            cleaned.append("all")

    with pytest.raises(SystemExit) as ended, ending_on_signals(), cleaning():
        signal.raise_signal(signal.SIGHUP)

    assert ended.value.code == 128 + signal.SIGHUP
    assert (cleaned, others) == (["all"], [])


@pytest.mark.parametrize("error", [None, KeyError, SystemExit])
def test_behind_the_block_the_handlers_of_before_are_back(
    others: list[int], error: type[BaseException] | None
) -> None:
    try:
        with ending_on_signals():
            if error:
                raise error
    except (KeyError, SystemExit):
        pass

    for one in SIGNALS:
        signal.raise_signal(one)

    assert others == list(SIGNALS)


def test_another_thread_runs_its_block_and_changes_nothing(others: list[int]) -> None:
    handlers = [signal.getsignal(one) for one in SIGNALS]
    within: list[list[object]] = []

    def run() -> None:
        with ending_on_signals():
            within.append([signal.getsignal(one) for one in SIGNALS])

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()

    assert within == [handlers]
    assert others == []
