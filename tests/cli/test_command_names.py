"""The commands behind their names."""

import click
import pytest

from memscope.cli.commands import (
    attach,
    compare,
    completion,
    diff,
    doctor,
    find,
    heap,
    lesson,
    list,
    record,
    replay,
    report,
    run,
    serve,
    snapshot,
    where,
)
from memscope.cli.group import COMMANDS, memscope
from memscope.cli.translated import Command

pytestmark = pytest.mark.cli

MODULES = (
    *(attach, compare, completion, diff, doctor, find, heap, lesson, list, record),
    *(replay, report, run, serve, snapshot, where),
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
