import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.codec.tape.encoder import RecordingEncoder
from memscope.collect.tape.replay import ReplaySource
from memscope.model.recording import About, Bookmark
from tests.unit.codec.film import GOLDEN, frames

pytestmark = pytest.mark.unit


@pytest.fixture
def source() -> Iterator[ReplaySource]:
    one = ReplaySource.open(GOLDEN)
    yield one
    one.close()
    list(one)  # lets go of the file


def test_it_plays_every_frame_and_then_waits(source: ReplaySource) -> None:
    source.speed = 1000
    played = iter(source)

    seen = [next(played) for _ in range(6)]

    assert [at for at, _snapshot in seen] == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]
    assert [snapshot for _at, snapshot in seen] == frames()
    # The next one comes only when somebody asks for it.
    waiting = threading.Timer(0.05, source.refresh)
    waiting.start()
    assert next(played)[0] == 2.5
    waiting.join()
    assert not source.is_playing


def test_stepping_stands_still(source: ReplaySource) -> None:
    played = iter(source)
    assert next(played)[0] == 0.0

    source.step(2)
    assert next(played)[0] == 1.0
    source.step(-1)
    assert next(played)[0] == 0.5
    source.step(-9)
    assert next(played)[0] == 0.0
    assert not source.is_playing
    assert source.frame == (1, 6)


def test_seeking_goes_to_the_frame_that_was_on_show_then(source: ReplaySource) -> None:
    played = iter(source)
    source.pause()

    for at, expected in ((1.2, 1.0), (99.0, 2.5), (-5.0, 0.0)):
        source.seek(at)
        assert next(played)[0] == expected


def test_skipping_moves_by_a_frame_at_least(source: ReplaySource) -> None:
    source.pause()

    source.skip(0.1)
    assert source.position_s == 0.5
    source.skip(1.0)
    assert source.position_s == 1.5
    source.skip(-0.1)
    assert source.position_s == 1.0


def test_marks_are_jumped_to_and_fro(source: ReplaySource) -> None:
    assert [one.at for one in source.marks] == [1.0, 1.0]

    mark = source.jump(1)

    assert mark is not None
    assert source.position_s == 1.0
    assert source.jump(1) is None
    source.step(9)
    assert source.jump(-1) is not None
    assert source.position_s == 1.0


def test_a_mark_is_passed_with_the_frame_that_was_seen_then(tmp_path: Path) -> None:
    recorder, look = RecordingEncoder(), frames()[0]
    parts = [recorder.begin(About(look.taken_at, 0.5, "a lesson"))]
    for at in (0.0, 1.0, 2.0):
        parts.append(recorder.frame(at, look))
        # Who waits for a look before marking the moment marks it a bit later.
        parts.append(recorder.bookmark(Bookmark(at + 0.01, f"after {at:g}")))
    path = tmp_path / "film.memscope"
    path.write_bytes(b"".join([*parts, recorder.end(2.1)]))
    source = ReplaySource.open(path)

    named = []
    for at in (0.0, 1.0, 2.0):
        source.seek(at)
        named.append(source.passed)

    assert named == list(source.marks)
    source.close()
    list(source)


def test_nothing_is_passed_before_the_first_mark(source: ReplaySource) -> None:
    source.seek(0.5)
    assert source.passed is None
    source.seek(1.0)
    assert source.passed == source.marks[-1]


def test_playing_at_the_end_begins_anew(source: ReplaySource) -> None:
    source.step(99)
    source.play()

    assert source.position_s == 0.0
    assert source.is_playing


def test_closing_ends_the_iteration(source: ReplaySource) -> None:
    source.pause()
    played = iter(source)
    next(played)
    waiting = threading.Timer(0.05, source.close)
    waiting.start()

    assert list(played) == []
    waiting.join()


def test_what_is_played_has_a_title(source: ReplaySource, tmp_path: Path) -> None:
    assert source.title == "workers"
    assert source.duration_s == 2.5
    assert source.note == ""
