"""Bookmarks that a signal asks for, and signals that end a recording well."""

import os
import signal

import pytest

from memscope.cli.commands.record import _AskedMarks, _signals

pytestmark = pytest.mark.unit


def test_every_mark_that_was_asked_for_is_given_once() -> None:
    marks = _AskedMarks()
    assert list(marks.take()) == []
    marks.ask(signal.SIGUSR1, None)
    marks.ask(signal.SIGUSR1, None)

    assert list(marks.take()) == ["mark-1", "mark-2"]
    assert list(marks.take()) == []
    marks.ask(signal.SIGUSR1, None)
    assert list(marks.take()) == ["mark-3"]


def test_a_mark_that_nobody_took_yet_is_not_lost() -> None:
    marks = _AskedMarks()
    marks.ask(signal.SIGUSR1, None)
    marks.ask(signal.SIGUSR1, None)

    assert next(marks.take()) == "mark-1"
    assert list(marks.take()) == ["mark-2"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_that_ends_programs_leaves_the_block_and_all_is_as_before(
    number: signal.Signals,
) -> None:
    before = {one: signal.getsignal(one) for one in signal.valid_signals()}
    reached = []

    with _signals() as marks:
        os.kill(os.getpid(), signal.SIGUSR1)
        reached.append(list(marks.take()))
        os.kill(os.getpid(), number)
        reached.append(["after the signal"])

    assert reached == [["mark-1"]]
    assert {one: signal.getsignal(one) for one in signal.valid_signals()} == before


def test_an_error_is_not_taken_for_the_end() -> None:
    before = signal.getsignal(signal.SIGUSR1)

    with pytest.raises(ValueError, match="broken"), _signals():
        raise ValueError("broken")

    assert signal.getsignal(signal.SIGUSR1) == before
