"""Arguments that several commands share, and the commands behind their names."""

import click
import pytest

from memscope.cli.commands import (
    attach,
    compare,
    completion,
    diff,
    doctor,
    lesson,
    record,
    replay,
    report,
    run,
    serve,
    snapshot,
    where,
)
from memscope.cli.group import COMMANDS, memscope
from memscope.cli.options import FileName, LessonName, Pid
from memscope.cli.translated import Command

pytestmark = pytest.mark.cli

MODULES = (
    *(attach, compare, completion, diff, doctor, lesson, record, replay),
    *(report, run, serve, snapshot, where),
)


@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.__name__)
def test_a_command_has_the_name_of_its_file_and_all_that_help_needs(
    module: object,
) -> None:
    name = module.__name__.rpartition(".")[2]  # type: ignore[attr-defined]
    assert isinstance(memscope, click.Group)
    command = memscope.get_command(click.Context(memscope), name)

    assert name in COMMANDS
    assert command is module.command  # type: ignore[attr-defined]
    assert isinstance(command, Command)
    assert command.summary.endswith(".")
    assert f"memscope {name}" in command.example


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("4242", 4242), ("007", 7)])
def test_a_pid_is_a_number_above_0(text: str, number: int) -> None:
    assert Pid().convert(text, None, None) == number
    assert Pid().convert(number, None, None) == number


@pytest.mark.parametrize("text", ["0", "-1", "", "x", "1.5", "²", "٣", "9" * 5000])
def test_all_else_is_no_pid(text: str) -> None:
    with pytest.raises(click.BadParameter, match="not a process id"):
        Pid().convert(text, None, None)


def test_a_file_has_a_name() -> None:
    assert FileName().convert("-", None, None) == "-"
    with pytest.raises(click.BadParameter, match="cannot be empty"):
        FileName().convert("", None, None)


def test_lessons_are_offered_by_their_beginning_else_files() -> None:
    param = click.Argument(["name"])

    def offered(text: str) -> list[tuple[str, str]]:
        found = LessonName().shell_complete(click.Context(memscope), param, text)
        return [(one.value, one.type) for one in found]

    assert ("threads", "plain") in offered("thr")
    assert offered("./mine") == [("./mine", "file")]
