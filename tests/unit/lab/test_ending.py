"""A signal ends memscope as an exception does, once, and only within the block."""

import os
import signal
import threading
from collections.abc import Callable

import pytest

from memscope.lab.ending import ending_on_signals

pytestmark = pytest.mark.unit
SIGNALS = [signal.SIGTERM, signal.SIGHUP]


def handlers() -> list[object]:
    return [signal.getsignal(one) for one in SIGNALS]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_leaves_the_block_with_the_code_of_a_shell(
    number: signal.Signals,
) -> None:
    before = handlers()

    with pytest.raises(SystemExit) as caught, ending_on_signals():
        os.kill(os.getpid(), number)

    assert caught.value.code == 128 + number
    assert handlers() == before


@pytest.mark.parametrize("second", SIGNALS)
def test_a_second_one_does_not_interrupt_the_cleaning_up(
    second: signal.Signals,
) -> None:
    cleaned = []

    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), second)
            cleaned.append("all")

    with pytest.raises(SystemExit) as caught, ending_on_signals():
        work()

    assert caught.value.code == 128 + signal.SIGTERM
    assert cleaned == ["all"]


def test_without_a_signal_handlers_are_as_before() -> None:
    before = handlers()

    with ending_on_signals():
        assert all(now != was for now, was in zip(handlers(), before, strict=True))

    assert handlers() == before


def test_in_another_thread_nothing_is_touched() -> None:
    before = handlers()
    seen: list[list[object]] = []

    def enter(note: Callable[[list[object]], None]) -> None:
        with ending_on_signals():
            note(handlers())

    thread = threading.Thread(target=enter, args=(seen.append,))
    thread.start()
    thread.join(10)

    assert seen == [before]
