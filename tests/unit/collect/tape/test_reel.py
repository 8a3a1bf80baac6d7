"""A recording that is begun and ended while somebody looks on."""

import os
from pathlib import Path

import pytest

from memscope.codec.tape.reader import RecordingReader
from memscope.collect.tape.reel import Reel
from memscope.errors import BadFile
from tests.unit.codec.film import frames

pytestmark = pytest.mark.unit

LOOK = frames()[0]


def test_without_a_recording_nothing_is_written_and_nothing_complains() -> None:
    reel = Reel()

    reel.add(LOOK)

    assert (reel.path, reel.mark(), reel.end()) == (None, None, None)


def test_what_is_seen_goes_into_the_file_until_the_end(tmp_path: Path) -> None:
    reel, path = Reel(), str(tmp_path / "film.memscope")
    reel.begin(path, interval_s=0.5, title="a film")

    reel.add(LOOK)
    names = [reel.mark(), reel.mark()]
    reel.add(LOOK)
    was = reel.path
    end = reel.end()
    reel.add(LOOK)

    assert (was, end, reel.path, reel.end()) == (path, (path, 2), None, None)
    with RecordingReader.open(path) as film:
        assert len(film) == 2
        assert film.about.title == "a film"
        assert [one.name for one in film.bookmarks] == names
    assert len(set(names)) == 2


def test_a_new_recording_counts_its_bookmarks_anew(tmp_path: Path) -> None:
    reel, names = Reel(), []
    for name in ("one.memscope", "two.memscope"):
        reel.begin(str(tmp_path / name), interval_s=0.5, title="")
        reel.add(LOOK)
        names.append(reel.mark())
        assert reel.end() == (str(tmp_path / name), 1)

    assert names[0] == names[1] is not None


def test_a_file_that_exists_is_not_replaced_and_nothing_is_recorded(
    tmp_path: Path,
) -> None:
    reel, path = Reel(), tmp_path / "film.memscope"
    path.write_bytes(b"precious")

    with pytest.raises(BadFile):
        reel.begin(str(path), interval_s=0.5, title="")

    assert reel.path is None
    assert path.read_bytes() == b"precious"


def test_a_file_that_takes_no_more_ends_the_recording(tmp_path: Path) -> None:
    reel, path = Reel(), tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    reel.begin(str(path), interval_s=0.5, title="")
    os.close(reader)

    with pytest.raises(BadFile):
        reel.add(LOOK)

    assert (reel.path, reel.mark(), reel.end()) == (None, None, None)
    reel.add(LOOK)


def test_a_recording_without_a_frame_leaves_no_file(tmp_path: Path) -> None:
    reel, path = Reel(), tmp_path / "film.memscope"
    reel.begin(str(path), interval_s=0.5, title="")

    assert reel.end() == (str(path), 0)
    assert not path.exists()
