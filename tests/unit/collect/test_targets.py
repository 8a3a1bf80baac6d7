"""What a word of the command line is: a process, a program, a file."""

from pathlib import Path

import pytest

from memscope.codec.snapshot import encode_snapshot
from memscope.collect import targets
from memscope.collect.targets import Meant, look_at, meant_by
from memscope.errors import BadFile, NoProgram, UsageProblem
from memscope.proc.programs import RunsNow
from tests.unit.codec.film import GOLDEN, frames

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def running(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only one program runs, and we are in an empty folder."""
    only = RunsNow(77, 1, "app", None, ("app",), 0, 0, False, False)
    for module in ("named", "targets"):
        monkeypatch.setattr(
            f"memscope.collect.{module}.programs", lambda _fs=None: iter([only])
        )
    monkeypatch.chdir(tmp_path)


def write(name: str, data: bytes | None = None) -> None:
    Path(name).write_bytes(encode_snapshot(frames()[0]) if data is None else data)


def test_numbers_and_names_are_processes() -> None:
    assert meant_by(["5", "app", "77"]) == Meant((5, 77))


def test_a_number_is_never_a_file() -> None:
    write("4242")

    assert meant_by(["4242"]).pids == (4242,)
    assert meant_by(["./4242"]).file == "./4242"


@pytest.mark.parametrize(
    "word", ["-", "x.json", "./x.json", "/no/such", f"{GOLDEN}@grow", str(GOLDEN)]
)
def test_files_are_files(word: str) -> None:
    write("x.json")

    assert meant_by([word]) == Meant(file=word)


def test_a_file_that_memscope_cannot_open_does_not_hide_a_program() -> None:
    write("app", b"\x7fELF")

    assert meant_by(["app"]).pids == (77,)
    assert meant_by(["./app"]).file == "./app"


def test_what_is_both_is_not_chosen() -> None:
    write("app")

    with pytest.raises(UsageProblem, match="both a file here and process 77") as caught:
        meant_by(["app"])

    assert "./app" in caught.value.hint


def test_a_file_stands_alone() -> None:
    write("x.json")

    with pytest.raises(UsageProblem, match="stands alone"):
        meant_by(["x.json", "77"])


@pytest.mark.parametrize("word", ["nobody", "nobody.json", "a@b", "x\0y", "[", "%s"])
def test_what_is_nothing_is_said_to_be_nothing(word: str) -> None:
    with pytest.raises(NoProgram):
        meant_by([word])


def test_a_look_is_taken_from_wherever_it_is() -> None:
    write("x.json")

    assert look_at("x.json") == frames()[0]
    assert look_at(f"{GOLDEN}@0").processes
    with pytest.raises(BadFile):
        look_at("./nothing")
    assert targets.STDIN == "-"
