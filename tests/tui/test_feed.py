"""The feed survives whatever a source does."""

import threading
from collections.abc import Callable, Iterator

import pytest
from textual.message import Message

from memscope.errors import ProcessGone
from memscope.model.snapshot import Snapshot
from memscope.tui.build import ViewBuilder
from memscope.tui.feed import Feed
from memscope.tui.messages import FeedEnded, Looked
from memscope.tui.view import View
from tests.patience import wait_until
from tests.tui.synthetic import Steps, pair, process, snapshot

pytestmark = pytest.mark.tui


class Failing:
    """A source that gives one look and then fails."""

    interval_s = 0.5

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __iter__(self) -> Iterator[tuple[float, Snapshot]]:
        yield 0.0, pair()
        raise self.error

    def refresh(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


class Stuck(Failing):
    """A source that never gives anything."""

    def __iter__(self) -> Iterator[tuple[float, Snapshot]]:
        threading.Event().wait()
        yield 0.0, pair()


def until(holds: Callable[[], bool]) -> None:
    assert wait_until(holds)


def fed(source: Steps | Failing) -> tuple[Feed, list[Message]]:
    messages: list[Message] = []
    feed = Feed(source, ViewBuilder(), messages.append)
    feed.start()
    return feed, messages


def test_each_look_becomes_a_message() -> None:
    source = Steps(pair(), pair())
    feed, messages = fed(source)
    until(lambda: len(messages) == 1)

    source.step()

    until(lambda: len(messages) == 2)
    assert all(isinstance(message, Looked) for message in messages)
    feed.close()


def test_a_look_is_prepared_on_the_thread_that_took_it_before_it_is_told() -> None:
    prepared: list[tuple[str, int]] = []
    messages: list[Message] = []

    def prepare(_view: View) -> None:
        prepared.append((threading.current_thread().name, len(messages)))

    feed = Feed(Steps(pair()), ViewBuilder(), messages.append, prepare=prepare)
    feed.start()

    until(lambda: len(messages) == 1)
    assert prepared == [("feed", 0)]
    feed.close()


def test_the_end_of_a_source_is_told() -> None:
    source = Steps(pair())
    feed, messages = fed(source)
    until(lambda: len(messages) == 1)

    source.step()

    until(lambda: len(messages) == 2)
    assert isinstance(messages[1], FeedEnded)
    assert messages[1].problem == ""
    feed.close()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ProcessGone(7), "process 7: no such process"),
        (ValueError("what"), "ValueError: what"),
    ],
)
def test_a_failing_source_ends_with_a_line_and_not_with_a_crash(
    error: Exception, told: str
) -> None:
    feed, messages = fed(Failing(error))

    until(lambda: len(messages) == 2)
    assert isinstance(messages[1], FeedEnded)
    assert messages[1].problem == told
    feed.close()


def test_a_stuck_source_cannot_hold_up_the_end() -> None:
    feed, messages = fed(Stuck(ValueError()))

    feed.close()

    assert messages == []


def test_while_paused_nothing_is_told_and_afterwards_only_what_is_new() -> None:
    source = Steps(pair(), snapshot(process(threads=9)), snapshot(process(threads=2)))
    feed, messages = fed(source)
    until(lambda: len(messages) == 1)

    feed.pause()
    source.step()
    until(lambda: source.given == 2)
    feed.resume()
    source.step()

    until(lambda: len(messages) == 2)
    last = messages[1]
    assert isinstance(last, Looked)
    assert len(last.view.snapshot.processes[0].threads) == 2
    assert source.refreshed == 1
    feed.close()


def test_a_newer_look_replaces_one_that_nobody_saw() -> None:
    builder = ViewBuilder()
    old, new = (Looked(builder.add(at, pair())) for at in (0.0, 0.5))

    assert new.can_replace(old)
    assert not new.can_replace(FeedEnded())
