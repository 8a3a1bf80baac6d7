"""`memscope attach`: whom it follows, and what it does not understand."""

import os

import pytest

from tests.cli.command import memscope

pytestmark = pytest.mark.cli


@pytest.mark.parametrize(
    "words", [(), ("1", "--tree", "1"), ("--tree", "1", "--name", "init")]
)
def test_it_follows_processes_or_a_tree_or_a_name(words: tuple[str, ...]) -> None:
    result = memscope("attach", *words)

    assert result.returncode == 2
    assert "one of --tree and --name" in result.stderr.decode()


@pytest.mark.parametrize("option", ["--tree", "--name"])
def test_a_name_that_nobody_has_is_told(option: str) -> None:
    result = memscope("attach", option, "nobody-is-called-so")

    assert result.returncode == 3
    assert "no process is called 'nobody-is-called-so'" in result.stderr.decode()


def test_a_tree_needs_a_terminal() -> None:
    result = memscope("attach", "--tree", str(os.getpid()))

    assert result.returncode == 2
    assert "needs a terminal" in result.stderr.decode()
