"""What a replay refuses before it looks for a terminal, and in which order."""

from pathlib import Path

import pytest

from memscope.cli import output
from memscope.cli.commands import replay
from memscope.collect.tape.reel import Reel
from memscope.errors import BadFile, UsageProblem
from tests.tui.synthetic import pair

pytestmark = pytest.mark.unit


@pytest.fixture
def recording(tmp_path: Path) -> str:
    """A recording of two looks and one bookmark."""
    reel = Reel()
    reel.begin(f"{tmp_path}/one.memscope", interval_s=0.5, title="a [title]")
    reel.add(pair())
    assert reel.mark() == "mark-1"
    reel.add(pair(heap=2 << 20))
    ended = reel.end()
    assert ended is not None
    path, frames = ended
    assert frames == 2
    return path


def run(*words: str) -> object:
    return replay.command.main(list(words), standalone_mode=False)


def test_a_pipe_cannot_be_replayed() -> None:
    with pytest.raises(BadFile, match="cannot be read from a pipe"):
        run("-", "--list")


def test_a_list_and_a_moment_do_not_go_together(recording: str) -> None:
    with pytest.raises(UsageProblem, match="do not go together"):
        run(recording, "--list", "--at", "0")


def test_what_is_wrong_with_the_file_is_said_before_the_want_of_a_terminal(
    tmp_path: Path, recording: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "is_interactive", lambda: False)

    with pytest.raises(BadFile):
        run(f"{tmp_path}/nosuch.memscope")
    with pytest.raises(UsageProblem, match="needs a terminal") as caught:
        run(recording)
    assert "--at" in caught.value.hint


def test_the_list_names_title_and_bookmarks_as_they_are(
    recording: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(recording, "--list") == 0

    text = capsysbinary.readouterr().out.decode()
    assert "a [title]" in text
    assert "mark-1" in text


def test_a_moment_is_written_as_a_snapshot(
    recording: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(recording, "--at", "mark-1", "--format", "json") == 0
    assert b'"memscope.snapshot"' in capsysbinary.readouterr().out
    with pytest.raises(UsageProblem, match=r"has no moment \[/\]"):
        run(recording, "--at", "[/]")


def test_a_reel_that_holds_nothing_has_nothing_to_mark_or_end() -> None:
    reel = Reel()
    reel.add(pair())

    assert (reel.path, reel.mark(), reel.end()) == (None, None, None)
