import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memscope.codec.tape.reader import RecordingReader
from memscope.collect.tape.writer import RecordingWriter
from memscope.errors import BadFile
from tests.cli.command import memscope, memscope_process
from tests.cli.targets import gone_pid, plain_target, target
from tests.patience import PATIENCE_S, wait_until
from tests.unit.codec.film import GOLDEN, frames

pytestmark = pytest.mark.cli


@contextmanager
def recorder(
    pid: int, path: Path, *more: str, largest: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Start `memscope record`; kill it when the block ends."""

    def limit() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    command = [sys.executable, "-m", "memscope", "record", str(pid), "-o", str(path)]
    process = subprocess.Popen(
        [*command, "--interval", "0.02", *more],
        stderr=subprocess.PIPE,
        preexec_fn=limit,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def frames_in(path: Path) -> int:
    try:
        with RecordingReader.open(path) as recording:
            return len(recording)
    except BadFile:
        return 0


def wait_for_frames(path: Path, count: int) -> None:
    are_there = wait_until(lambda: frames_in(path) >= count)
    assert are_there, f"{frames_in(path)} frames in {path}"


def test_ctrl_c_ends_a_recording_well(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"
    with plain_target() as pid, recorder(pid, path) as process:
        wait_for_frames(path, 3)
        process.send_signal(signal.SIGINT)
        _out, said = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 0
    assert said.count(b"\n") == 1
    with RecordingReader.open(path) as recording:
        assert recording.is_closed_well
        assert recording.snapshot(len(recording) - 1).process(pid) is not None


def test_a_recorder_killed_in_the_middle_leaves_whole_frames(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"
    with plain_target() as pid, recorder(pid, path) as process:
        wait_for_frames(path, 5)
        process.kill()
        process.wait(PATIENCE_S)

    with RecordingReader.open(path) as recording:
        assert len(recording) >= 5
        assert recording.note
        for at in range(len(recording)):
            assert recording.snapshot(at).process(pid) is not None


def test_it_ends_by_itself_with_the_process(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"
    with plain_target() as pid, recorder(pid, path) as process:
        wait_for_frames(path, 3)
        os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 0
    with RecordingReader.open(path) as recording:
        assert recording.is_closed_well
        last = recording.snapshot(len(recording) - 1)
        assert all(not one.regions for one in last.processes)


def test_it_ends_after_the_time_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"
    with target('print("ready", flush=True)\ninput()') as pid:
        result = memscope(
            "record", str(pid), "-o", str(path), "--for", "0.1", "--interval", "0.02"
        )

    assert result.returncode == 0
    assert frames_in(path) >= 1


def test_one_look_is_said_in_the_singular(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"
    with plain_target() as pid:
        result = memscope("record", str(pid), "-o", str(path), "--for", "0.01")

    assert result.stderr.startswith(b"memscope: 1 look, ")


def test_a_signal_sets_a_bookmark(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"
    with plain_target() as pid, recorder(pid, path) as process:
        wait_for_frames(path, 2)
        process.send_signal(signal.SIGUSR1)
        wait_for_frames(path, frames_in(path) + 3)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 0
    with RecordingReader.open(path) as recording:
        assert [one.name for one in recording.bookmarks] == ["mark-1"]


def test_a_full_disk_ends_it_with_a_line_and_whole_frames(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"
    with plain_target() as pid, recorder(pid, path, largest=12_000) as process:
        _out, said = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 1
    assert b"cannot write" in said
    assert b"Traceback" not in said
    with RecordingReader.open(path) as recording:
        assert "damaged" not in recording.note
        recording.snapshot(len(recording) - 1)


@pytest.mark.parametrize("largest", [10, 200])
def test_no_room_for_one_frame_leaves_no_file(tmp_path: Path, largest: int) -> None:
    path = tmp_path / "film.memscope"
    with plain_target() as pid, recorder(pid, path, largest=largest) as process:
        process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 1
    assert not path.exists()


def test_a_reader_that_goes_away_ends_it_with_a_line() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe, plain_target() as pid:
        result = memscope_process("record", str(pid), "-o", "-", stdout=pipe)

    assert result.returncode == 1
    assert result.stderr == (
        b"memscope: the program that reads our output has closed it\n"
    )


def test_without_an_output_it_says_so() -> None:
    with plain_target() as pid:
        command = f"exec {sys.executable} -m memscope record {pid} -o - >&-"
        result = subprocess.run(
            ["sh", "-c", command], stderr=subprocess.PIPE, check=False
        )

    assert result.returncode == 1
    assert result.stderr == b"memscope: cannot write: the output is closed\n"


def test_a_file_that_exists_stays_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"
    path.write_text("precious")
    arguments = ("-o", str(path), "--for", "0.05", "--interval", "0.02")
    with plain_target() as pid:
        refused = memscope("record", str(pid), *arguments)
        kept = path.read_text()
        forced = memscope("record", str(pid), *arguments, "--force")

    assert refused.returncode == 1
    assert b"--force" in refused.stderr
    assert kept == "precious"
    assert forced.returncode == 0
    assert frames_in(path) >= 1


def test_a_link_to_a_file_that_is_not_there_yet_is_followed(tmp_path: Path) -> None:
    link, path = tmp_path / "link", tmp_path / "shop.memscope"
    link.symlink_to(path.name)

    RecordingWriter(link).close()

    assert link.is_symlink()
    assert not path.exists()

    with RecordingWriter(link) as file:
        file.begin(interval_s=0.5)
        file.frame(frames()[0])

    assert link.is_symlink()
    with RecordingReader.open(path) as recording:
        assert len(recording) == 1


def test_what_is_to_be_replaced_stays_until_there_is_a_frame(tmp_path: Path) -> None:
    path, link = tmp_path / "film.memscope", tmp_path / "link.memscope"
    path.write_text("precious")
    path.chmod(0o640)
    link.symlink_to(path)

    with RecordingWriter(link, force=True) as file:
        file.begin(interval_s=1.0)
        kept = path.read_text()
    with RecordingWriter(link, force=True) as file:
        file.begin(interval_s=1.0)
        file.frame(frames()[0])
        replaced = frames_in(path)

    assert (kept, replaced) == ("precious", 1)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == [path, link]


def test_a_recording_that_ends_before_its_first_frame_leaves_no_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / "film.memscope"

    with RecordingWriter(path) as file:
        file.begin(interval_s=1.0)

    assert list(tmp_path.iterdir()) == []


def test_without_a_process_no_file_is_made(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"

    assert memscope("record", str(gone_pid()), "-o", str(path)).returncode == 3
    assert not path.exists()


def test_a_folder_is_no_place_to_write_to(tmp_path: Path) -> None:
    with plain_target() as pid:
        result = memscope("record", str(pid), "-o", str(tmp_path))

    assert result.returncode == 1
    assert b"directory" in result.stderr


def test_replay_lists_what_is_in_a_file() -> None:
    result = memscope("replay", str(GOLDEN), "--list")

    assert result.returncode == 0
    assert "6 looks" in result.text
    assert "workers" in result.text
    assert r"before the end \xfe" in result.text


def test_replay_writes_one_moment_as_a_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "then.json"

    result = memscope("replay", str(GOLDEN), "--at", "1.5", "-o", str(path))

    assert result.returncode == 0
    assert memscope("diff", str(path), f"{GOLDEN}@1.5", "--exit-code").returncode == 0


def test_a_moment_has_colours_when_asked() -> None:
    plain = memscope("replay", str(GOLDEN), "--at", "0")
    coloured = memscope("replay", str(GOLDEN), "--at", "0", "--color", "always")

    assert b"\x1b[" not in plain.stdout
    assert b"\x1b[" in coloured.stdout


def test_replay_needs_a_terminal_and_says_what_else_there_is() -> None:
    result = memscope("replay", str(GOLDEN))

    assert result.returncode == 2
    assert b"--list" in result.stderr


@pytest.mark.parametrize("content", [b"", b"{}", b"memscope.recording 9\n"])
def test_replay_of_a_wrong_file_is_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wrong"
    path.write_bytes(content)

    for arguments in ((), ("--list",), ("--at", "0")):
        result = memscope("replay", str(path), *arguments)

        assert result.returncode == 1
        assert b"Traceback" not in result.stderr
        assert result.stderr.startswith(b"memscope: ")


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_a_recording_in_a_pipe_is_refused_with_the_reason(name: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "memscope", "replay", name, "--list"],
        input=GOLDEN.read_bytes(),
        capture_output=True,
        check=False,
    )

    assert result.returncode == 1
    assert result.stderr.decode() == (
        f"memscope: {name}: a recording cannot be read from a pipe; name its file\n"
    )


def test_a_lesson_is_recorded_with_its_steps(tmp_path: Path) -> None:
    path = tmp_path / "lesson.memscope"

    given = memscope("lesson", "isolation", "--headless", "--record", str(path))

    assert given.returncode == 0
    with RecordingReader.open(path) as recording:
        assert recording.is_closed_well
        assert [one.index for one in recording.steps] == [*range(len(recording.steps))]
        assert {one.lesson for one in recording.steps} == {"isolation"}
        assert all(one.step.claims for one in recording.steps[1:])
        looks = [recording.snapshot(recording.index_at(s.at)) for s in recording.steps]
        # Some steps end what they were about.
        assert sum(bool(one.processes) for one in looks) >= 3
    assert memscope("lesson", "isolation", "--record", str(path)).returncode == 2
