"""The timeline of a recording, against what its frames and the kernel say."""

import os
from pathlib import Path

import pytest

from memscope.codec.tape.reader import RecordingReader
from memscope.collect.look.snapshot import take_snapshot
from memscope.collect.moment import look_with_timeline
from memscope.collect.tape.timeline import MOST_MOMENTS, timeline_of
from memscope.collect.tape.writer import RecordingWriter
from memscope.model.recording import Bookmark
from tests.cli.targets import plain_target

pytestmark = [pytest.mark.live, pytest.mark.once]


def test_a_timeline_says_what_the_kernel_said(tmp_path: Path) -> None:
    with plain_target() as pid:
        _compare_with_the_kernel(tmp_path, pid)


def _compare_with_the_kernel(tmp_path: Path, pid: int) -> None:
    path = tmp_path / "sleep.memscope"
    taken = take_snapshot([pid])
    status = Path(f"/proc/{pid}/status").read_text()
    maps = Path(f"/proc/{pid}/maps").read_text()
    with RecordingWriter(path) as file:
        file.begin(interval_s=1.0)
        file.frame(taken, 100.0)
        file.frame(take_snapshot([pid]), 102.5)
        file.bookmark("two", 102.5)

    shown, timeline = look_with_timeline(f"{path}@0")

    assert timeline is not None
    assert (timeline.at, timeline.duration_s) == (0.0, 2.5)
    assert timeline.bookmarks == (Bookmark(2.5, "two"),)
    one = timeline.of(shown.processes[0].identity)
    assert one is not None
    assert [moment.at for moment in one.moments] == [0.0, 2.5]
    sizes = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    for moment in one.moments:
        assert moment.virtual == int(sizes["VmSize"].split()[0]) * 1024
        assert moment.threads == 1
        assert moment.regions >= len(maps.splitlines())


def test_a_long_recording_keeps_its_end_and_the_moment_shown(tmp_path: Path) -> None:
    taken = take_snapshot([os.getpid()])
    path = tmp_path / "long.memscope"
    many = 2 * MOST_MOMENTS + 3
    with RecordingWriter(path) as file:
        file.begin(interval_s=1.0)
        for at in range(many):
            file.frame(taken, float(at))

    with RecordingReader.open(path) as recording:
        timeline = timeline_of(recording, 4)

    (one,) = timeline.processes
    times = [moment.at for moment in one.moments]
    assert times == sorted(set(times))
    assert len(times) <= MOST_MOMENTS + 2
    assert {0.0, 4.0, float(many - 1)} <= set(times)
