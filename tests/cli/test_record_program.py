"""`memscope record -- CMD`: started, recorded, ended; nothing is left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memscope.codec.tape.reader import RecordingReader
from tests.cli.command import memscope
from tests.cli.test_record_command import frames_in, wait_for_frames
from tests.patience import PATIENCE_S, wait_until

pytestmark = pytest.mark.cli


@contextmanager
def recorder(path: Path, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Record a program whose input stays open until it is closed; end it always."""
    command = [sys.executable, "-m", "memscope", "record", "-o", str(path)]
    with subprocess.Popen(
        [*command, "--interval", "0.05", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def pids_in(path: Path) -> set[int]:
    with RecordingReader.open(path) as film:
        looks = [film.snapshot(at) for at in range(len(film))]
    return {one.pid for look in looks for one in look.processes}


def are_gone(pids: set[int]) -> bool:
    return wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


@pytest.mark.parametrize(
    ("ending", "code"), [("exit 3", 3), ("exit 0", 0), ("kill -9 $$", 137)]
)
def test_the_program_ends_the_recording_with_its_exit_code(
    tmp_path: Path, ending: str, code: int
) -> None:
    path = tmp_path / "film.memscope"
    with recorder(path, "--", "sh", "-c", f"read word; {ending}") as process:
        wait_for_frames(path, 2)
        process.communicate(b"go\n", timeout=PATIENCE_S)

    assert process.returncode == code
    with RecordingReader.open(path) as film:
        assert film.is_closed_well
    assert are_gone(pids_in(path))


def test_what_it_starts_is_recorded_and_ends_with_it(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"
    with recorder(path, "--", "sh", "-c", "sleep 600 & sleep 600") as process:
        assert wait_until(lambda: frames_in(path) and len(pids_in(path)) == 3)
        pids = pids_in(path)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 0
    assert are_gone(pids)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_signal_leaves_it_behind(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "film.memscope"
    with recorder(path, "--", "sleep", "600") as process:
        wait_for_frames(path, 1)
        pids = pids_in(path)
        process.send_signal(number)
        process.communicate(timeout=PATIENCE_S)

    assert process.returncode == (0 if number == signal.SIGTERM else -number)
    assert are_gone(pids)


def test_when_the_time_is_over_we_end_it(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"

    result = memscope("record", "-o", str(path), "--for", "0.1", "--", "sleep", "600")

    assert result.returncode == 0
    assert are_gone(pids_in(path))


def test_its_output_is_its_own_and_never_the_recordings(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"
    shell = "echo out; echo err >&2; read word"
    with recorder(path, "--", "sh", "-c", shell) as process:
        wait_for_frames(path, 1)
        out, said = process.communicate(b"\n", timeout=PATIENCE_S)
    assert out == b"out\n"
    assert said.startswith(b"err\n")

    command = [sys.executable, "-m", "memscope", "record", "-o", "-", "--for", "0.1"]
    piped = subprocess.run(
        [*command, "--", "sh", "-c", "echo out; sleep 600"], capture_output=True
    )
    (tmp_path / "piped.memscope").write_bytes(piped.stdout)
    assert pids_in(tmp_path / "piped.memscope")
    assert b"out\n" in piped.stderr


def test_a_program_too_short_to_be_seen_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"

    result = memscope("record", "-o", str(path), "--", "sh", "-c", "exit 5")

    # On some machine it may be seen all the same.
    assert result.returncode == 5
    assert path.exists() == (b"nothing was recorded" not in result.stderr)


@pytest.mark.parametrize(
    "words", [[], ["--"], [str(os.getpid()), "--", "true"], ["--", "no/such/program"]]
)
def test_nonsense_is_refused_before_anything_is_started(
    tmp_path: Path, words: list[str]
) -> None:
    path = tmp_path / "film.memscope"

    result = memscope("record", "-o", str(path), *words)

    assert result.returncode == 2
    assert not path.exists()


def test_a_file_that_exists_is_kept_and_nothing_is_started(tmp_path: Path) -> None:
    path, trace = tmp_path / "film.memscope", tmp_path / "trace"
    path.write_text("precious")

    result = memscope("record", "-o", str(path), "--", "touch", str(trace))

    assert result.returncode == 1
    assert path.read_text() == "precious"
    assert not trace.exists()
