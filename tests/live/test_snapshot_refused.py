"""Somebody else's process: exit code 4, one line and a hint."""

import os

import pytest

from tests.cli.command import memscope

pytestmark = pytest.mark.live


@pytest.fixture
def not_root() -> None:
    if os.geteuid() == 0:
        pytest.skip("root may look at everything; `make test` runs this as nobody")


@pytest.mark.usefixtures("not_root")
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_process_of_somebody_else_is_refused(form: str) -> None:
    result = memscope("snapshot", "1", "--format", form)

    assert result.returncode == 4
    assert result.stdout  # what everybody may read of it
    first, hint = result.stderr.decode().splitlines()
    assert first == "memscope: process 1: memory map: permission denied"
    assert "memscope doctor" in hint


@pytest.mark.usefixtures("not_root")
def test_one_of_several_refused_still_shows_the_others() -> None:
    result = memscope("snapshot", "1", str(os.getpid()))

    assert result.returncode == 4
    assert "[stack]" in result.text
    assert "memory map of process 1: permission denied" in result.text
    assert result.stderr.decode().startswith("memscope: process 1: ")


@pytest.mark.usefixtures("not_root")
def test_the_doctor_knows_what_root_could_see() -> None:
    text = memscope("doctor").text

    assert "✔ memory map of your processes" in text
    assert "✘ physical frames of pages" in text
    assert "→ run as root" in text
