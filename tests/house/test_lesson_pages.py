"""What the pages say about lessons is what the lessons are."""

import inspect
import re

import pytest

from memscope.lessons.base import Lesson
from memscope.lessons.offered import BUILT_IN
from memscope.lessons.registry import find_lesson
from memscope.lessons.stage import Stage
from tests.house.repository import ROOT

pytestmark = pytest.mark.house

LESSONS = (ROOT / "docs" / "lessons.md").read_text("utf-8")
OWN = (ROOT / "docs" / "lessons-own.md").read_text("utf-8")
ROW = re.compile(r"^\| .+ \| (\w+)/([\w-]+) \| ([\w, -]+) \|$", re.MULTILINE)


def test_the_table_of_statements_names_every_claim_of_every_lesson_once() -> None:
    listed = [
        (lesson, step, claim)
        for lesson, step, claims in ROW.findall(LESSONS)
        for claim in claims.split(", ")
    ]

    real = [
        (name, step, claim)
        for name in BUILT_IN
        for step, words in find_lesson(name).words_in("en").steps.items()
        for claim in words.claims
    ]
    assert sorted(listed) == sorted(real)


def test_the_table_of_numbers_is_that_of_the_lessons() -> None:
    rows = re.findall(r"^\| (\w+) \| `(\w+)` \| .+ \| (\d+) \|$", LESSONS, re.MULTILINE)

    real = [
        (name, number, f"{setting.default:g}")
        for name in BUILT_IN
        for number, setting in find_lesson(name).settings.items()
    ]
    assert sorted(rows) == sorted(real)


def test_everything_public_of_stage_and_lesson_is_explained() -> None:
    words = set(re.findall(r"`(\w+)", OWN))

    signature = inspect.signature(Stage.__init__).parameters
    attributes = {
        *vars(Stage(lab=None)),  # type: ignore[arg-type]
        *vars(Stage),
        *Lesson.__annotations__,
    }
    public = {name for name in attributes if not name.startswith("_")}
    assert {"lab", "claim"} <= public
    assert public - words == set()
    assert set(signature) - {"self"} <= public


def test_nothing_is_explained_that_the_stage_does_not_have() -> None:
    table = OWN.partition("## The stage")[2].partition("## The programs")[0]
    named = re.findall(r"^\| `(\w+)[(`]", table, re.MULTILINE)

    assert [name for name in named if not hasattr(Stage(lab=None), name)] == []  # type: ignore[arg-type]
    for name, parameters in re.findall(r"^\| `(\w+)\((.*?)\)`", table, re.MULTILINE):
        given = re.findall(r"(?:^|, )\**(\w+)", parameters)
        real = list(inspect.signature(getattr(Stage, name, len)).parameters)
        assert name == "progress" or len(given) == len(real) - 1, name


def test_the_smallest_lesson_of_the_page_can_be_given() -> None:
    code = re.search(r"```python\n(from memscope.lessons.base.*?)```", OWN, re.DOTALL)
    assert code is not None
    namespace: dict[str, object] = {"__name__": "page"}

    exec(compile(code[1], "page", "exec"), namespace)

    lesson = namespace["Growing"]
    assert isinstance(lesson, type)
    assert issubclass(lesson, Lesson)
    assert [step.id for step in lesson.steps()] == ["ask"]
