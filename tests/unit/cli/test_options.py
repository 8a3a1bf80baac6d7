"""Arguments that several commands share: what is taken, and what is wrong usage."""

import click
import pytest

from memscope.cli.options import (
    FileName,
    FilterText,
    LessonName,
    Pid,
    TargetName,
    colour_option,
    output_options,
    targets_argument,
)
from memscope.lessons.offered import BUILT_IN
from memscope.proc import processes
from memscope.proc.processes import Listed

pytestmark = pytest.mark.unit


@click.command()
@targets_argument
@output_options
@colour_option
def shared(targets: tuple[str, ...], to: str, force: bool, colour: str) -> None:
    """Take them all."""


def parsed(*words: str) -> dict[str, object]:
    with shared.make_context("shared", list(words)) as ctx:
        return dict(ctx.params)


def offered(kind: click.ParamType[object], typed: str) -> list[tuple[str, str]]:
    with click.Context(shared) as ctx:
        found = kind.shell_complete(ctx, shared.params[0], typed)
    return [(one.value, one.type) for one in found]


@pytest.mark.parametrize(
    ("given", "number"), [("1", 1), ("0042", 42), (7, 7), ("9" * 20, int("9" * 20))]
)
def test_any_number_above_zero_is_a_process_id(given: object, number: int) -> None:
    assert Pid().convert(given, None, None) == number


@pytest.mark.parametrize(
    "text",
    ["0", "", "-1", "+1", "1.5", "0x10", "1 ", "٣", "²", "self", "[/]", "9" * 5000],
)
def test_anything_else_is_wrong_usage_that_names_what_was_given(text: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        Pid().convert(text, None, None)

    assert caught.value.message == (
        f"{text!r} is not a process id; that is a number above 0"
    )


@pytest.mark.parametrize("text", ["-", "a b", "./7", "[heap]", "."])
def test_any_name_but_the_empty_one_may_be_a_file(text: str) -> None:
    assert FileName().convert(text, None, None) == text
    with pytest.raises(click.BadParameter, match="cannot be empty"):
        FileName().convert("", None, None)


def test_processes_are_offered_by_how_their_number_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = {7: "init", 71: "a\x1b[31mb", 8: "x"}
    listed = [Listed(pid, name, None, None, None, ()) for pid, name in names.items()]
    monkeypatch.setattr(processes, "list_processes", lambda: listed)

    with click.Context(shared) as ctx:
        found = Pid().shell_complete(ctx, shared.params[0], "7")

    assert [(one.value, one.help) for one in found] == [
        ("7", "init"),
        ("71", "a\\x1b[31mb"),
    ]


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("pro", [("process", "plain")]),
        ("./", [("./", "file")]),
        ("nosuch", [("nosuch", "file")]),
    ],
)
def test_lessons_are_offered_and_files_where_none_begins_so(
    typed: str, offers: list[tuple[str, str]]
) -> None:
    assert offered(LessonName(), typed) == offers


def test_without_a_letter_every_lesson_is_offered() -> None:
    assert {name for name, _kind in offered(LessonName(), "")} >= set(BUILT_IN)


def test_files_are_left_to_the_shell() -> None:
    assert offered(FileName(), "ab") == [("ab", "file")]


def test_what_is_not_given_has_a_harmless_default() -> None:
    assert parsed("7") == {
        "targets": ("7",),
        "to": "-",
        "force": False,
        "colour": "auto",
    }


def test_options_may_stand_behind_the_numbers() -> None:
    found = parsed("7", "8", "-o", "x.json", "--force", "--color", "never")

    assert found == {
        "targets": ("7", "8"),
        "to": "x.json",
        "force": True,
        "colour": "never",
    }


@pytest.mark.parametrize(
    "words", [[], [""], ["0"], ["7", "-o", ""], ["7", "-o"], ["7", "--color", "red"]]
)
def test_what_makes_no_sense_is_wrong_usage(words: list[str]) -> None:
    with pytest.raises(click.UsageError):
        parsed(*words)


def test_targets_are_offered_as_numbers_names_and_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = {7: "app", 71: "app", 8: "awk", 9: "a b", 10: "a\x1b[31m"}
    listed = [Listed(pid, name, None, None, None, ()) for pid, name in names.items()]
    monkeypatch.setattr(processes, "list_processes", lambda: listed)

    assert offered(TargetName(), "a") == [
        ("app", "plain"), ("awk", "plain"), ("a", "file"),
    ]  # fmt: skip
    assert offered(TargetName(is_live=True), "7") == [("7", "plain"), ("71", "plain")]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ki", "kind:"),
        ("kind:hea", "kind:heap"),
        ("res>1M conf:gu", "res>1M conf:guess"),
        ("-se", "-seg:"),
    ],
)
def test_filters_are_completed(typed: str, first: str) -> None:
    assert offered(FilterText(), typed)[0][0] == first


@pytest.mark.parametrize("typed", ["gre", "ag", "since:"])
def test_what_one_look_cannot_tell_is_not_offered(typed: str) -> None:
    assert offered(FilterText(), typed) == []
