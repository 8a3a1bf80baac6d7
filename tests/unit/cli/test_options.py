"""What is taken for a process id, and for the name of a file."""

import click
import pytest

from memscope.cli.options import FileName, LessonName, Pid
from memscope.lessons.registry import lesson_names

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), ("007", 7), ("4194304", 1 << 22), (42, 42)]
)
def test_a_process_id_is_a_number(text: object, number: int) -> None:
    assert Pid().convert(text, None, None) == number


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "000",
        "-1",
        "+1",
        " 1",
        "1.0",
        "0x1",
        "",
        "self",
        "1_0",
        "٣",
        "²",
        "9" * 5000,
    ],
)
def test_whatever_else_is_wrong_usage(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is not a process id") as raised:
        Pid().convert(text, None, None)

    assert repr(text) in raised.value.message


@pytest.mark.parametrize("text", ["-", "x", " ", "a\udcff", "--force"])
def test_the_name_of_a_file_is_taken_as_it_is(text: str) -> None:
    assert FileName().convert(text, None, None) == text


def test_a_file_without_a_name_is_wrong_usage() -> None:
    with pytest.raises(click.BadParameter, match="cannot be empty"):
        FileName().convert("", None, None)


def offered(incomplete: str) -> list[tuple[str, str]]:
    command = click.Command("lesson")
    found = LessonName().shell_complete(
        click.Context(command), click.Argument(["name"]), incomplete
    )
    return [(one.value, one.type) for one in found]


def test_the_shell_is_offered_lessons_and_where_there_are_none_files() -> None:
    assert [name for name, _ in offered("")] == list(lesson_names())
    assert [name for name, _ in offered("thr")] == ["threads"]
    assert offered("./own") == [("./own", "file")]
