import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from memscope.codec.schema import diff_schema
from memscope.codec.snapshot import encode_snapshot
from tests.cli.command import memscope
from tests.cli.targets import gone_pid, plain_target, target, zombie_target
from tests.unit.codec.film import GOLDEN, frames

pytestmark = pytest.mark.cli

THREADS = """
import threading, sys
stay = threading.Event()
for _ in range(int(sys.argv[1])):
    threading.Thread(target=stay.wait, daemon=True).start()
keep = bytearray(int(sys.argv[2]))
print("ready", flush=True)
input()
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    paths = tmp_path / "before.json", tmp_path / "after.json"
    for path, snapshot in zip(paths, (frames()[0], frames()[3]), strict=True):
        path.write_bytes(encode_snapshot(snapshot))
    return str(paths[0]), str(paths[1])


def test_two_files_are_told_apart(files: tuple[str, str]) -> None:
    result = memscope("diff", *files)

    assert result.returncode == 0
    assert "gone" in result.text
    assert "− thread" in result.text


def test_the_exit_code_tells_when_asked(files: tuple[str, str]) -> None:
    assert memscope("diff", *files, "--exit-code").returncode == 1
    assert memscope("diff", files[0], files[0], "--exit-code").returncode == 0
    assert "no difference" in memscope("diff", files[0], files[0]).text


def test_json_follows_the_schema(files: tuple[str, str]) -> None:
    result = memscope("diff", *files, "--format", "json")

    document = json.loads(result.stdout)
    jsonschema.Draft202012Validator(diff_schema()).validate(document)
    assert document["different"] is True


@pytest.mark.parametrize("asked", [["--format", "html"], ["-o", "PATH"]])
def test_a_diff_becomes_a_page(
    files: tuple[str, str], tmp_path: Path, asked: list[str]
) -> None:
    path = tmp_path / "diff.html"

    result = memscope(
        "diff", *files, *(str(path) if one == "PATH" else one for one in asked)
    )

    page = path.read_text() if path.exists() else result.text
    assert result.returncode == 0
    assert page.startswith("<!DOCTYPE html>")
    assert "regions are different" in page


def test_two_moments_of_a_recording_are_told_apart() -> None:
    same = memscope("diff", f"{GOLDEN}@0", f"{GOLDEN}@2.5", "--exit-code")
    other = memscope("diff", f"{GOLDEN}@grow", str(GOLDEN), "--exit-code")
    only_touched = memscope(
        "diff", f"{GOLDEN}@0", f"{GOLDEN}@1", "--exit-code", "--layout"
    )

    assert (same.returncode, other.returncode, only_touched.returncode) == (0, 1, 0)


def test_a_live_process_is_compared_with_its_past(tmp_path: Path) -> None:
    before = str(tmp_path / "before.json")
    with plain_target() as pid:
        assert memscope("snapshot", str(pid), "-o", before).returncode == 0

        result = memscope("diff", before, str(pid), "--layout", "--exit-code")

    assert (result.returncode, result.stderr) == (0, b"")
    assert "same layout" in result.text


def test_two_runs_of_one_program_differ_in_what_they_do_differently() -> None:
    with target(THREADS, "1", "1") as one, target(THREADS, "3", "9000000") as other:
        result = memscope("diff", str(one), str(other), "--format", "json", "--layout")

    process = json.loads(result.stdout)["processes"][0]
    appeared = [
        region["after"]["kind"]
        for region in process["regions"]
        if region["differences"] == ["appeared"]
    ]
    assert not process["same_process"]
    assert len(process["threads_started"]) == 2
    assert process["threads_ended"] == []
    assert appeared.count("thread-stack") == 2
    named = [one for one in process["regions"] if (one["after"] or {}).get("inode")]
    assert named == []


def test_what_has_no_memory_is_not_taken_for_another_program() -> None:
    with zombie_target() as pid:
        text = memscope("diff", str(pid), str(pid)).text

    assert "another program" not in text
    assert "nothing to match" in text


def test_standard_input_is_a_file_too(files: tuple[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "memscope", "diff", "-", files[1], "--exit-code"],
        input=Path(files[0]).read_bytes(),
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, b"")


def test_what_is_wrong_with_a_file_is_said_in_one_line(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    text = encode_snapshot(frames()[0]).decode().replace('"kind":"', '"kind":"no-')
    wrong.write_text(text)

    result = memscope("diff", str(wrong), str(wrong))

    assert result.returncode == 1
    assert result.stdout == b""
    assert b"wrong.json: $.processes[0].regions[0].kind" in result.stderr
    assert result.stderr.count(b"\n") == 1


def test_each_refusal_has_its_exit_code(files: tuple[str, str]) -> None:
    assert memscope("diff", files[0], str(gone_pid())).returncode == 3
    assert memscope("diff", files[0], "/nowhere/x.json").returncode == 1
    assert memscope("diff", "-", "-").returncode == 2
    assert memscope("diff", files[0]).returncode == 2
    assert memscope("diff", f"{GOLDEN}@99", files[0]).returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", "{path}", "1"],
        ["diff", "{path}@1", "1"],
        ["report", "{path}"],
        ["replay", "{path}", "--list"],
        ["lesson", "{path}.py", "--headless"],
        ["lesson", "isolation", "--headless", "--force", "--record", "{path}"],
    ],
)
def test_a_path_that_cannot_even_be_looked_up_is_one_line(
    arguments: list[str],
) -> None:
    path = "x" * 300  # root may search every folder, but this nobody can look up

    result = memscope(*(word.format(path=path) for word in arguments))

    assert result.returncode == 1
    assert result.stderr.decode().endswith(": File name too long\n")


def test_a_number_that_no_process_can_have_is_wrong_usage() -> None:
    result = memscope("diff", "9" * 5000, "1")

    assert result.returncode == 2
    assert "999' is not a process id" in result.stderr.decode()
