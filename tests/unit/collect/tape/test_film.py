"""A recording of what happens while somebody else acts, here with nobody on stage."""

import threading
from pathlib import Path

import pytest

from memscope.codec.tape.reader import RecordingReader
from memscope.collect.tape.film import Film
from memscope.collect.tape.writer import RecordingWriter
from memscope.errors import BadFile
from memscope.model.recording import StepMark
from tests.unit.codec.film import STEP

pytestmark = pytest.mark.unit

MARK = StepMark(99.0, "threads", "Threads", "en", 1, STEP)
NEVER_S = 3600.0
"""Seconds between looks, so that only who asks gets one."""


class Stage:
    """Nobody is on it; counts the looks, and holds back all but the first."""

    def __init__(self) -> None:
        self.looks = 0
        self.first = threading.Event()
        self.gate = threading.Event()

    def pids(self) -> list[int]:
        self.looks += 1
        if self.looks > 1:
            assert self.gate.wait(5)
        self.first.set()
        return []


def films() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "film"]


def test_a_step_returns_when_the_look_after_it_is_in_the_file(tmp_path: Path) -> None:
    path, stage = tmp_path / "film.memscope", Stage()
    with RecordingWriter(path) as file:
        with Film(file, stage.pids, title="a film", interval_s=NEVER_S) as film:
            assert stage.first.wait(5)
            threading.Timer(0.03, stage.gate.set).start()
            film.step(MARK)
            written = file.frames
        assert films() == []

    assert written == stage.looks == 2
    with RecordingReader.open(path) as tape:
        assert (len(tape), tape.about.title) == (2, "a film")
        assert tape.about.interval_s == NEVER_S
        (step,) = tape.steps
        assert tape.time_of(1) <= step.at < 5
        assert step.step == STEP


class Broken(Stage):
    """A stage that nobody can look at."""

    def pids(self) -> list[int]:
        self.first.set()
        raise BadFile("the disk is full")


def test_what_went_wrong_meanwhile_is_told_at_the_end(tmp_path: Path) -> None:
    stage = Broken()

    with (
        RecordingWriter(tmp_path / "film.memscope") as file,
        pytest.raises(BadFile, match="the disk is full"),
        Film(file, stage.pids),
    ):
        assert stage.first.wait(5)

    assert films() == []


def test_an_error_of_the_block_itself_is_the_one_that_counts(tmp_path: Path) -> None:
    stage = Broken()

    with (
        RecordingWriter(tmp_path / "film.memscope") as file,
        pytest.raises(ZeroDivisionError),
        Film(file, stage.pids),
    ):
        _ = stage.first.wait(5) / 0

    assert films() == []


def test_a_short_block_has_at_least_its_first_look(tmp_path: Path) -> None:
    path, stage = tmp_path / "film.memscope", Stage()
    with RecordingWriter(path) as file:
        with Film(file, stage.pids, interval_s=NEVER_S):
            assert stage.first.wait(5)
        assert file.frames == 1
