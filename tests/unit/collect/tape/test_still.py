"""One look becomes a recording of one moment, which ends with the block."""

from pathlib import Path

import pytest

from memscope.codec.tape.reader import RecordingReader
from memscope.collect.tape.still import filmed_still
from tests.unit.codec.film import frames

pytestmark = pytest.mark.unit


def test_a_still_is_played_like_a_recording() -> None:
    with filmed_still(frames()[0], "a.smaps") as path:
        with RecordingReader.open(path) as recording:
            assert len(recording) == 1
            assert recording.about.title == "a.smaps"
            assert recording.snapshot(0) == frames()[0]
        assert Path(path).exists()

    assert not Path(path).parent.exists()
