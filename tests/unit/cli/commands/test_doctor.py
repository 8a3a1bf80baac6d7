"""What the doctor writes, and when something is missing that cannot be done without."""

import json

import pytest

from memscope.cli.commands import doctor
from memscope.errors import SampleFailed
from memscope.lab import build
from memscope.model.check import Check
from memscope.proc import doctor as examination

pytestmark = pytest.mark.unit
FINE = Check("maps", "memory maps", True, "seen", "nothing")
NEEDED = Check("own", "own [maps]", False, "[/] refused", "all", "be root", True)
OPTIONAL = Check("kcmp", "kcmp", False, "no such call", "proofs")


def run(monkeypatch: pytest.MonkeyPatch, *checks: Check, form: str = "text") -> object:
    monkeypatch.setattr(examination, "examine", lambda: list(checks))
    return doctor.command.main(["--format", form], standalone_mode=False)


@pytest.mark.parametrize(
    ("checks", "code"),
    [((), 0), ((FINE,), 0), ((FINE, OPTIONAL), 0), ((FINE, NEEDED), 1)],
)
def test_only_what_cannot_be_done_without_makes_it_fail(
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    checks: tuple[Check, ...],
    code: int,
) -> None:
    assert run(monkeypatch, *checks) == code
    assert capsysbinary.readouterr().out.startswith("memscope · Linux".encode())


def test_what_was_found_is_written_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    run(monkeypatch, FINE, NEEDED, OPTIONAL)

    text = capsysbinary.readouterr().out.decode()
    assert "✘ own [maps]" in text
    assert "[/] refused" in text
    assert "→ be root" in text
    assert "→ there is no remedy here" in text


def test_the_document_has_every_check_and_the_machine(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    run(monkeypatch, FINE, NEEDED, form="json")

    document = json.loads(capsysbinary.readouterr().out)
    assert (document["format"], document["version"]) == ("memscope.doctor", 1)
    assert document["system"].keys() == {"kernel", "machine", "uid"}
    assert [one["id"] for one in document["checks"]] == ["maps", "own", "compiler"]
    assert document["checks"][1]["found"] == "[/] refused"


def test_without_a_compiler_the_samples_in_python_still_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none() -> str:
        raise SampleFailed("no compiler")

    monkeypatch.setattr(build, "find_compiler", none)
    check = doctor._compiler()
    assert (check.ok, check.found, check.is_needed) == (False, "none was found", False)
    assert check.remedy

    monkeypatch.setattr(build, "find_compiler", lambda: "/opt/[cc]")
    check = doctor._compiler()
    assert (check.ok, check.found, check.remedy) == (True, "/opt/[cc]", None)
