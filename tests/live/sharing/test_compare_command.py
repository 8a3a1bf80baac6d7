"""`memscope compare`: what a user gets, and the exit codes."""

import json
import os
from pathlib import Path

import jsonschema
import pytest

from memscope.codec.schema import comparison_schema
from tests.cli.command import memscope
from tests.live.pages.own import sees_frames
from tests.live.sharing.targets import python

pytestmark = pytest.mark.live


def test_text_has_the_totals_at_the_top_and_says_which_proof_it_is() -> None:
    with python() as one, python() as other:
        result = memscope("compare", str(one.pid), str(other.pid))

    assert (result.returncode, result.stderr) == (0, b"")
    lines = result.text.splitlines()
    assert lines[2].startswith("A ")
    assert f"process {one.pid}" in lines[2]
    assert "two separate ones" in lines[4]
    assert "MiB in the same frames" in lines[5]
    proof = "numbers of the physical frames were" if sees_frames() else "hidden from us"
    assert any(proof in text for text in lines)
    assert any("═ same frames" in text and "libc" in text for text in lines)


def test_json_follows_its_schema() -> None:
    with python() as one, python() as other:
        result = memscope("compare", "--format", "json", str(one.pid), str(other.pid))

    written = json.loads(result.stdout)
    jsonschema.Draft202012Validator(comparison_schema()).validate(written)
    assert (written["first"]["pid"], written["second"]["pid"]) == (one.pid, other.pid)
    assert all(one["first_frame"] != 0 for one in written["isolation"]["examples"])


def test_a_file_that_ends_in_json_gets_json(tmp_path: Path) -> None:
    target = tmp_path / "pair.json"
    me = str(os.getpid())

    result = memscope("compare", me, me, "-o", str(target))

    assert result.returncode == 0
    assert json.loads(target.read_text())["address_space"] == "same"


@pytest.mark.parametrize(
    ("pid", "code", "message"),
    [
        ("4194304", 3, "process 4194304: no such process"),
        ("0", 2, "is not a process id"),
        ("self", 3, "no process is called 'self'"),
    ],
)
def test_what_cannot_be_compared_is_one_line(pid: str, code: int, message: str) -> None:
    result = memscope("compare", str(os.getpid()), pid)

    assert result.returncode == code
    assert result.stdout == b""
    assert message in result.stderr.decode().splitlines()[0]


def test_a_process_of_somebody_else_is_refused_in_one_line_and_a_hint() -> None:
    if os.geteuid() == 0:
        pytest.skip("root may look at everything; `make test` runs this as nobody")

    result = memscope("compare", str(os.getpid()), "1")

    assert result.returncode == 4
    assert result.stdout == b""
    first, hint = result.stderr.decode().splitlines()
    assert first == "memscope: process 1: memory map: permission denied"
    assert "memscope doctor" in hint


def test_the_bytes_are_left_alone_when_asked_for() -> None:
    with python() as one, python() as other:
        result = memscope("compare", "--no-contents", str(one.pid), str(other.pid))

    assert result.returncode == 0
    assert "address space" in result.text


def test_pages_of_a_snapshot_come_as_text_and_as_json() -> None:
    me = str(os.getpid())

    text = memscope("snapshot", "--pages", me)
    data = memscope("snapshot", "--pages", "--format", "json", me)

    assert "X exclusive: its own, in RAM" in text.text
    (process,) = json.loads(data.stdout)["processes"]
    states = {run["state"] for one in process["regions"] for run in one["pages"]}
    assert {"exclusive", "absent"} <= states
