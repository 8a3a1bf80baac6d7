"""A signal leaves blocks as an exception does, and only inside the block."""

import os
import signal
import threading

import pytest

from memscope.lab.ending import ending_on_signals

pytestmark = pytest.mark.unit

SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def ends_by(number: int) -> None:
    with ending_on_signals():
        os.kill(os.getpid(), number)
        signal.sigtimedwait([], 1)  # the handler runs before this returns


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_the_block_with_its_number(number: signal.Signals) -> None:
    before = [signal.getsignal(one) for one in SIGNALS]

    with pytest.raises(SystemExit) as ended:
        ends_by(number)

    assert ended.value.code == 128 + number
    assert [signal.getsignal(one) for one in SIGNALS] == before


def test_another_thread_leaves_signals_alone() -> None:
    seen: list[object] = []

    def inside() -> None:
        with ending_on_signals():
            seen.extend(signal.getsignal(one) for one in SIGNALS)

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()

    assert seen == [signal.getsignal(one) for one in SIGNALS]
