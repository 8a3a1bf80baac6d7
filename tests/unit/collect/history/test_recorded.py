"""A recording knows what was before the look that is shown, wherever that is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memscope.analyze.growth.growth import Window
from memscope.analyze.series import Ticks
from memscope.codec.tape.encoder import RecordingEncoder
from memscope.collect.history.recorded import RecordedPast
from memscope.model.process import Process
from memscope.model.recording import About, Bookmark
from tests.unit.histories import NOON, PAGE, held, look, process

pytestmark = pytest.mark.unit


def grown(at: int) -> Process:
    """Return a process that takes two pages a look."""
    return process(held(1, 9, 9), held(1000, 4096, 2 * at, label="heap"))


@contextmanager
def recorded(folder: Path, looks: int = 100, cut: int = 0) -> Iterator[RecordedPast]:
    encoder = RecordingEncoder()
    parts = [encoder.begin(About(NOON, 0.5, "shop"))]
    for at in range(looks):
        parts.append(encoder.frame(at / 2, look(at / 2, grown(at))))
        if at == 40:
            parts.append(encoder.bookmark(Bookmark(20.0, "load")))
    path = folder / "film.memscope"
    data = b"".join(parts)
    path.write_bytes(data[: len(data) - cut])
    past = RecordedPast(str(path))
    try:
        yield past
    finally:
        past.close()


def total(past: RecordedPast, at: int, window: Window | None = None) -> int | None:
    past.add(at / 2, look(at / 2, grown(at)))
    growth = past.growth(grown(at), window or Window(), at / 2)
    assert growth is not None
    return growth.total


def test_the_first_look_and_one_step_later(tmp_path: Path) -> None:
    with recorded(tmp_path) as past:
        assert total(past, 0) is None
        assert total(past, 1) == 2 * PAGE


def test_a_look_in_the_middle_knows_what_was_before_it(tmp_path: Path) -> None:
    with recorded(tmp_path) as past:
        assert total(past, 90) == 120 * PAGE
        assert total(past, 30) == 60 * PAGE
        assert total(past, 90, Window(None, "bookmark")) == 100 * PAGE
        assert total(past, 30, Window(None, "start")) == 60 * PAGE


def test_whole_looks_and_series_are_those_of_the_file(tmp_path: Path) -> None:
    with recorded(tmp_path) as past:
        total(past, 99)
        series = past.series(grown(0).identity)

        assert past.moments() == [at / 2 for at in range(100)]
        assert past.at(12.2) == (12.0, look(12.0, grown(24)))
        assert past.before(12.0) == (11.5, look(11.5, grown(23)))
        assert past.before(0.0) is None
    assert series is not None
    assert (series.times[0], series.times[-1]) == (0.0, 49.5)
    assert (series.looks, series.whole_s) == (100, 49.5)
    assert [one.name for one in series.ticks if one.what is Ticks.BOOKMARK] == ["load"]


def test_what_comes_later_has_not_happened_yet(tmp_path: Path) -> None:
    with recorded(tmp_path) as past:
        total(past, 99)

        (one,) = past.happenings_at(10.0)
        assert (one.at, one.bytes) == (10.0, 40 * PAGE)


def test_going_back_forgets_nothing(tmp_path: Path) -> None:
    with recorded(tmp_path) as past:
        total(past, 99)
        past.forget()
        past.note_ended(1.0, grown(0).identity)

        assert total(past, 60) == 120 * PAGE


def test_of_a_damaged_file_what_can_be_read_is_known(tmp_path: Path) -> None:
    with recorded(tmp_path, cut=3) as past:
        assert total(past, 98) == 120 * PAGE


def test_a_closed_file_gives_nothing_and_fails_nobody(tmp_path: Path) -> None:
    with recorded(tmp_path) as past:
        past.close()

        assert past.at(1.0) is None
