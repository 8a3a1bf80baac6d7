"""Text of other machines opens wherever a snapshot opens."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import memscope
from tests.cli.targets import target
from tests.data.captured import CAPTURES, SAVED

pytestmark = pytest.mark.cli

SMAPS = str(CAPTURES / "python" / "smaps")
FOLDER = str(CAPTURES / "python")


@pytest.mark.parametrize("command", ["snapshot", "report"])
@pytest.mark.parametrize("file", [SMAPS, FOLDER, str(SAVED / "showmap-addresses.txt")])
def test_it_is_shown_with_what_it_cannot_tell(command: str, file: str) -> None:
    result = memscope(command, file)

    assert result.returncode == 0
    assert "from a file that was saved" in result.text
    assert "memory could not be read" in result.text


def test_it_becomes_data_and_pages(tmp_path: Path) -> None:
    data = json.loads(memscope("snapshot", SMAPS, "--format", "json").stdout)
    page = tmp_path / "page.html"
    packed = tmp_path / "smaps.gz"
    packed.write_bytes(gzip.compress(Path(SMAPS).read_bytes()))

    assert data["system"]["kernel"] == ""
    assert memscope("report", str(packed), "-o", str(page)).returncode == 0
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_two_are_told_apart() -> None:
    other = str(CAPTURES / "threads-glibc" / "smaps")

    assert "no difference" in memscope("diff", SMAPS, SMAPS).text
    assert memscope("diff", SMAPS, other, "--exit-code").returncode == 1


def test_an_address_is_looked_up() -> None:
    text = Path(SMAPS).read_text("utf-8")
    heap = next(line for line in text.splitlines() if line.endswith("[heap]"))
    start = heap.partition("-")[0]

    assert "heap" in memscope("where", SMAPS, start).text
    assert memscope("where", SMAPS, start, "--pid", "1").returncode == 0
    result = memscope("where", SMAPS, start, "--pid", "9")
    assert result.returncode == 2
    assert "there is no process 9 in this file" in result.stderr.decode()


def test_it_comes_from_standard_input() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "memscope", "snapshot", "-"],
        input=Path(SMAPS).read_bytes(), capture_output=True, check=True,
    )  # fmt: skip

    assert b"[heap]" in result.stdout


def test_what_is_no_such_text_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("nothing\n")

    for what in (str(file), str(tmp_path), "/dev/zero", sys.executable):
        result = memscope("snapshot", what)

        assert result.returncode == 1
        assert result.stderr.decode().count("\n") == 1
        assert "nor text of a memory map" in result.stderr.decode()


def test_replay_needs_a_terminal_and_has_no_moments() -> None:
    plain, moment = memscope("replay", SMAPS), memscope("replay", SMAPS, "--at", "1")

    assert plain.returncode == moment.returncode == 2
    assert "needs a terminal" in plain.stderr.decode()
    assert "holds one look" in moment.stderr.decode()


def test_a_file_holds_no_more_than_was_seen() -> None:
    assert memscope("snapshot", SMAPS, "--registers").returncode == 2


def test_a_program_is_called_by_its_name() -> None:
    code = 'import ctypes; ctypes.CDLL(None).prctl(15, b"memscope-name", 0, 0, 0)\n'
    ready = 'print("ready", flush=True)\ninput()\n'
    with target(code + ready) as pid:
        one = memscope("snapshot", "memscope-name")
        with target(code + ready) as other:
            several = memscope("snapshot", "memscope-name")
    none = memscope("snapshot", "memscope-name")

    assert f"process {pid} memscope-name" in one.text
    lines = several.stderr.decode().splitlines()
    assert several.returncode == 2
    assert lines[0].endswith("2 processes are called 'memscope-name'")
    assert [int(line.split()[0]) for line in lines[1:3]] == sorted((pid, other))
    assert none.returncode == 3
