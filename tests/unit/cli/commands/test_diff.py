"""Exit codes of a diff: equal, different, or not wholly seen."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.cli.commands import diff
from memscope.errors import UsageProblem
from memscope.model.snapshot import Gap, Snapshot
from tests.tui.synthetic import MIB, pair, process, snapshot

pytestmark = pytest.mark.unit
LOOKS = {
    "a": pair(),
    "grown": pair(heap=2 * MIB),
    "touched": pair(touched=4 * MIB),
    "unseen": replace(
        snapshot(replace(process(4242), regions=()), process(4243)),
        gaps=(Gap(what="memory map", pid=4242, why="permission denied"),),
    ),
}


@pytest.fixture(autouse=True)
def _looks(monkeypatch: pytest.MonkeyPatch) -> None:
    def look(text: str) -> Snapshot:
        return LOOKS[text]

    monkeypatch.setattr(diff, "_look", look)


def code(*words: str) -> object:
    """Return what the command hands to the door, which exits with it."""
    return diff.command.main(list(words), standalone_mode=False)


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        (("a", "a", "--exit-code"), 0),
        (("a", "grown", "--exit-code"), 1),
        (("a", "grown"), 0),
        (("a", "touched", "--exit-code"), 1),
        (("a", "touched", "--exit-code", "--layout"), 0),
        (("a", "grown", "--exit-code", "--layout"), 1),
        (("a", "unseen", "--exit-code"), 1),
        (("unseen", "unseen", "--exit-code"), 1),
    ],
)
def test_the_code_says_whether_something_is_different_when_asked(
    words: tuple[str, ...], exit_code: int, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert code(*words) == exit_code
    assert capsysbinary.readouterr().out


def test_both_cannot_come_from_stdin() -> None:
    with pytest.raises(UsageProblem, match="only one of A and B"):
        code("-", "-")


@pytest.mark.parametrize("name", ["x.json", "x.JSON"])
def test_the_ending_of_the_file_decides_the_format(tmp_path: Path, name: str) -> None:
    code("a", "grown", "-o", f"{tmp_path / name}")

    document = json.loads((tmp_path / name).read_bytes())
    assert document["format"] == "memscope.diff"
