from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.codec.tape.reader import RecordingReader
from memscope.collect.tape.writer import RecordingWriter, record
from memscope.model.recording import StepMark
from memscope.model.snapshot import ENDING, Gap
from tests.unit.codec.film import STEP, frames

pytestmark = pytest.mark.unit


def test_a_recording_counts_from_its_first_frame(tmp_path: Path) -> None:
    path, look = tmp_path / "film.memscope", frames()[0]
    with RecordingWriter(path) as file:
        file.begin(interval_s=0.5, title="a film")
        file.bookmark("too early", 1.0)
        file.frame(look, 1000.0)
        file.frame(look, 1001.5)
        file.bookmark("there", 1001.75)
        seconds = file.seconds

    with RecordingReader.open(path) as film:
        assert [film.time_of(index) for index in range(len(film))] == [0.0, 1.5]
        assert [(one.at, one.name) for one in film.bookmarks] == [
            (0.0, "too early"),
            (1.75, "there"),
        ]
        assert (film.about.interval_s, film.about.title) == (0.5, "a film")
    assert seconds == 1.75


def test_nothing_is_written_before_what_is_there(tmp_path: Path) -> None:
    path, look = tmp_path / "film.memscope", frames()[0]
    with RecordingWriter(path) as file:
        file.begin(interval_s=0.5)
        file.frame(look, 50.0)
        file.frame(look, 53.0)
        file.frame(look, 52.0)
        file.bookmark("late", 51.0)

    with RecordingReader.open(path) as film:
        assert [film.time_of(index) for index in range(len(film))] == [0.0, 3.0, 3.0]
        assert film.bookmarks[0].at == 3.0


def test_who_says_no_moment_means_now(tmp_path: Path) -> None:
    path, look = tmp_path / "film.memscope", frames()[0]
    with RecordingWriter(path) as file:
        file.begin(interval_s=0.5)
        file.frame(look)
        file.frame(look)
        file.step(StepMark(9.0, "threads", "Threads", "en", 1, STEP))
        seconds = file.seconds

    with RecordingReader.open(path) as film:
        first, second = (film.time_of(index) for index in range(len(film)))
        assert first == 0.0
        assert 0.0 < second <= film.steps[0].at
        assert film.steps[0].at == pytest.approx(seconds, abs=1e-3)


def test_it_is_over_when_the_next_look_would_be_too_late(tmp_path: Path) -> None:
    looks = ((100.0 + 2 * index, frames()[0]) for index in range(9))
    with RecordingWriter(tmp_path / "film.memscope") as file:
        record(looks, file, interval_s=2.0, for_s=5.0)

        assert (file.frames, file.seconds) == (3, 4.0)


def test_it_is_over_when_the_last_process_lost_its_memory(tmp_path: Path) -> None:
    look = frames()[0]
    empty = replace(look.processes[0], regions=())
    ending = Gap(what="memory map", pid=empty.pid, why=ENDING)
    end = replace(look, processes=(empty,), gaps=(ending,))
    with RecordingWriter(tmp_path / "film.memscope") as file:
        record([(1.0, look), (2.0, end), (3.0, end)], file, interval_s=1.0)

        assert file.frames == 2
