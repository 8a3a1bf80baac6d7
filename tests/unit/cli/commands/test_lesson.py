"""Numbers of a lesson as they are typed, and a list that a broken lesson cannot end."""

import pytest

from memscope.cli.commands import lesson
from memscope.errors import BadFile, UsageProblem
from memscope.lessons import offered, registry
from memscope.lessons.offered import BUILT_IN

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("requests=100", ("requests", 100.0)),
        (" a b = 1.5 ", ("a b", 1.5)),
        ("x=-2e3", ("x", -2000.0)),
    ],
)
def test_a_number_is_set_by_name(text: str, setting: tuple[str, float]) -> None:
    assert lesson._setting(text) == setting


@pytest.mark.parametrize("text", ["", "requests", "requests=", "a=b", "a=1=2", "[/]"])
def test_anything_else_is_told_as_it_was_typed(text: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        lesson._setting(text)

    assert str(caught.value) == f"{text!r} is not of the form NAME=NUMBER"


def test_each_lesson_of_ours_is_listed_with_what_it_is_about() -> None:
    lines = lesson._list().splitlines()

    names = [one.split()[0] for one in lines if not one.startswith(" ")]
    assert names[: len(BUILT_IN)] == list(BUILT_IN)
    assert len(lines) >= 2 * len(BUILT_IN)


def test_a_lesson_of_another_package_that_is_broken_says_so_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(name: str) -> None:
        raise BadFile("it has\x1b[31m no [lesson]")

    monkeypatch.setattr(offered, "lesson_names", lambda: ["a\nb"])
    monkeypatch.setattr(registry, "find_lesson", broken)

    (line,) = lesson._list().splitlines()

    assert line == "a\\x0ab      cannot be loaded: it has\\x1b[31m no [lesson]"


def test_what_is_no_lesson_is_told_before_the_want_of_a_terminal() -> None:
    with pytest.raises(UsageProblem, match="nosuch"):
        lesson._about_to_open("nosuch")
