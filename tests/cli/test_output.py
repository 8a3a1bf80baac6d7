"""Where output goes, and what happens when it cannot go there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from memscope.cli import output
from memscope.errors import OutputFailed
from tests.cli.command import memscope, memscope_process

pytestmark = pytest.mark.cli


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "schema.json"

    result = memscope("schema", "-o", str(target))

    assert result.returncode == 0
    assert result.stdout == b""
    assert target.read_bytes() == memscope("schema").stdout
    assert [path.name for path in tmp_path.iterdir()] == ["schema.json"]


def test_a_file_that_exists_is_kept_without_force(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("old")

    result = memscope("schema", "-o", str(target))

    assert result.returncode == 1
    assert result.stderr.decode() == (
        f"memscope: {target} exists\n  Add --force to replace it.\n"
    )
    assert target.read_text() == "old"


def test_force_replaces_a_file_through_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)

    result = memscope("schema", "-o", str(link), "--force")

    assert result.returncode == 0
    assert link.is_symlink()
    assert target.read_bytes() == memscope("schema").stdout


def test_a_directory_is_refused(tmp_path: Path) -> None:
    result = memscope("schema", "-o", str(tmp_path), "--force")

    assert result.returncode == 1
    assert result.stderr.decode() == f"memscope: {tmp_path} is a directory\n"


def test_a_directory_that_is_not_there_is_no_file(tmp_path: Path) -> None:
    result = memscope("schema", "-o", f"{tmp_path}/looks/")

    assert result.returncode == 1
    assert result.stderr.decode().endswith("looks is a directory\n")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    result = memscope("schema", "-o", str(tmp_path / "none" / "file"))

    assert result.returncode == 1
    assert "No such file or directory" in result.stderr.decode()


@pytest.mark.parametrize(
    "words",
    [
        ("schema", "-o", ""),
        ("record", str(os.getpid()), "-o", ""),
        ("lesson", "process", "--headless", "--record", ""),
        ("report", ""),
        ("replay", "", "--list"),
        ("diff", "", "1"),
    ],
    ids=lambda words: words[0],
)
def test_a_file_without_a_name_is_wrong_usage(words: tuple[str, ...]) -> None:
    result = memscope(*words)

    assert result.returncode == 2
    (problem, hint) = result.stderr.decode().splitlines()
    assert problem.endswith("the name of a file cannot be empty")
    assert hint.strip() == f"See `memscope {words[0]} --help`."


def test_a_refusal_of_the_system_is_japanese_too(tmp_path: Path) -> None:
    target = str(tmp_path / "none" / "file")

    result = memscope_process("--lang", "ja", "schema", "-o", target)

    assert "そのようなファイルやディレクトリはありません" in result.stderr.decode()


def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OutputFailed, match="No space left on device"):
        output.write("data", to=str(tmp_path / "file"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_one_line_and_exit_code_1() -> None:
    with Path("/dev/full").open("wb") as full:
        result = memscope_process("schema", stdout=full)

    assert result.returncode == 1
    assert result.stderr == b"memscope: cannot write: No space left on device\n"


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_does_not_fit_is_no_success(
    tmp_path: Path, unbuffered: str
) -> None:
    # At most eight blocks of 512 bytes, or of 1024, go into a file.
    command = f"ulimit -f 8; exec {sys.executable} -m memscope schema >schema.json"

    result = subprocess.run(
        ["sh", "-c", command],
        cwd=tmp_path,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        stderr=subprocess.PIPE,
        check=False,
    )

    assert result.returncode == 1
    assert result.stderr == b"memscope: cannot write: File too large\n"


def test_a_device_is_written_to_and_not_replaced() -> None:
    before = Path(os.devnull).stat().st_mode

    assert memscope("schema", "-o", os.devnull).returncode == 0
    assert memscope("schema", "-o", os.devnull, "--force").returncode == 0

    assert Path(os.devnull).stat().st_mode == before


def test_a_closed_pipe_is_one_line_and_exit_code_1() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        result = memscope_process("schema", stdout=pipe)

    assert result.returncode == 1
    assert result.stderr == (
        b"memscope: the program that reads our output has closed it\n"
    )


def test_a_closed_stdout_is_one_line_and_exit_code_1() -> None:
    command = f"exec {sys.executable} -m memscope schema >&-"

    result = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, check=False)

    assert result.returncode == 1
    assert result.stderr == b"memscope: cannot write: the output is closed\n"


def test_a_closed_stderr_does_not_change_the_exit_code() -> None:
    command = f"exec {sys.executable} -m memscope snapshot 0 2>&-"

    result = subprocess.run(["sh", "-c", command], check=False)

    assert result.returncode == 2


def test_text_that_the_terminal_cannot_show_is_replaced() -> None:
    result = memscope_process(
        "snapshot", str(os.getpid()), env={"PYTHONIOENCODING": "ascii"}
    )

    assert result.returncode == 0
    assert result.stdout.isascii()


def test_where_signs_become_letters_yes_and_no_stay_apart() -> None:
    plain = {"PYTHONIOENCODING": "ascii"}

    checks = memscope_process("doctor", env=plain).text.splitlines()[2:]
    regions = memscope_process("snapshot", str(os.getpid()), env=plain).text

    assert {line[:2] for line in checks} <= {"+ ", "x ", "  "}
    assert any(line.startswith("+ ") for line in checks)
    # A library that this very process mapped late may be likely only.
    assert {"+"} <= set(re.findall(r" (\S)  ELF section  ", regions)) <= {"+", "~"}


@pytest.mark.parametrize("form", ["csv", "html", "svg"])
def test_files_for_programs_are_utf8_whatever_the_terminal_is(form: str) -> None:
    plain = {"PYTHONIOENCODING": "latin-1"}

    result = memscope_process("snapshot", str(os.getpid()), "--format", form, env=plain)

    assert result.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("environment", "option", "coloured"),
    [
        ({}, "auto", False),
        ({}, "never", False),
        ({}, "always", True),
        ({"NO_COLOR": "1"}, "always", True),
    ],
)
def test_a_pipe_gets_colours_only_when_asked_for(
    environment: dict[str, str], option: str, coloured: bool
) -> None:
    result = memscope("snapshot", str(os.getpid()), "--color", option, env=environment)

    assert ("\x1b[" in result.text) is coloured


def test_a_pipe_is_never_cut_unless_columns_says_so() -> None:
    long = memscope("snapshot", str(os.getpid())).text
    short = memscope("snapshot", str(os.getpid()), env={"COLUMNS": "80"}).text

    assert max(map(len, long.splitlines())) > 100
    regions = [line for line in short.splitlines() if line[8:13].startswith("-7f")]
    assert all(len(line) <= 80 for line in regions)


def test_the_ending_of_the_file_chooses_the_format(tmp_path: Path) -> None:
    memscope("snapshot", str(os.getpid()), "-o", str(tmp_path / "one.json"))
    memscope("snapshot", str(os.getpid()), "-o", str(tmp_path / "one.txt"))

    assert (tmp_path / "one.json").read_text().startswith('{"format"')
    assert (tmp_path / "one.txt").read_text().startswith("memscope · ")
