"""Marks, differences and recordings, without a screen."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.codec.tape.reader import RecordingReader
from memscope.errors import BadFile
from memscope.model.snapshot import Snapshot
from memscope.tui.build import ViewBuilder
from memscope.tui.messages import Compared, Refused
from memscope.tui.screens.scope.moments import Moments
from memscope.tui.session import Session
from memscope.tui.view import View
from tests.tui.synthetic import MIB, NOON, Steps, pair
from tests.unit.tui.screens.scope.host import NotingHost

pytestmark = pytest.mark.unit


def view_of(at: float, snapshot: Snapshot) -> View:
    return ViewBuilder().add(at, snapshot)


def moments(host: NotingHost) -> Moments:
    return Moments(Session(lambda: "a title", Steps(pair())), host)


def test_before_the_first_look_there_is_nothing_to_mark_keep_or_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    host = NotingHost()
    part = moments(host)

    part.mark()
    part.record()
    part.differ()

    assert not part.is_recording
    assert list(tmp_path.iterdir()) == []
    assert host.posted == []
    assert host.said == ["b marks a moment first; then d shows what is different"]


@pytest.mark.parametrize("marked_at", [0.0, 9.0])
def test_the_earlier_of_two_moments_comes_first_whichever_was_marked(
    marked_at: float,
) -> None:
    marked = view_of(marked_at, pair())
    now = view_of(5.0, replace(pair(), taken_at=NOON + timedelta(seconds=5)))
    host = NotingHost(marked)
    part = moments(host)
    part.mark()
    host.view = now

    part.differ()

    (message,) = host.posted
    assert isinstance(message, Compared)
    assert host.jobs == [("diff", True)]
    assert (message.diff.after.taken_at == NOON) is (marked_at > 5)
    assert (message.diff.before.taken_at == NOON) is (marked_at < 5)


def test_what_is_kept_while_recording_is_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    host = NotingHost(view_of(0.0, pair()))
    part = moments(host)

    part.keep(pair())
    part.record()
    assert part.is_recording
    part.keep(pair(heap=2 * MIB))
    part.mark()
    part.close()

    assert not part.is_recording
    assert host.headers == 1
    assert "bookmark mark-1" in host.said[-1]
    (path,) = tmp_path.iterdir()
    with RecordingReader.open(path) as recording:
        assert len(recording) == 2
        assert recording.about.title == "a title"


def test_a_file_that_cannot_be_made_is_a_complaint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    host = NotingHost(view_of(0.0, pair()))

    moments(host).record()

    (complaint,) = host.complaints
    assert "cannot write" in complaint
    assert host.said == []


def test_a_look_that_cannot_be_kept_is_told_by_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    host = NotingHost(view_of(0.0, pair()))
    part = moments(host)
    part.record()

    def full(snapshot: Snapshot) -> None:
        raise BadFile("the disk is full")

    monkeypatch.setattr(part._reel, "add", full)
    part.keep(pair())
    part.close()

    (message,) = host.posted
    assert isinstance(message, Refused)
    assert "the disk is full" in message.reason
