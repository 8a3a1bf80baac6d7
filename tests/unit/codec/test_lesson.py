"""A lesson's JSON: what was measured goes along, and the schema knows it."""

import json

import msgspec
import pytest
from jsonschema import Draft202012Validator

from memscope.codec.lesson import encode_lesson
from memscope.codec.schema import lesson_schema
from memscope.model.bars import Bar, BarNote, BarRow, BarTable
from memscope.model.claim import Claim, Evidence, LessonResult, StepResult, Verdict
from memscope.model.exhibit import Exhibit, LoadMoment, LoadRun, PoolMoment, Worker

pytestmark = pytest.mark.unit

MOMENT = LoadMoment(5.0, 3, 4, 1 << 30, None, None, None, 8 << 20, 4096, 2)
EXHIBITS: tuple[Exhibit, ...] = (
    LoadRun("pool", 8, 0, 1.5, 10.0, 20.0, 30.0, (MOMENT,), 4),
    PoolMoment(
        4242,
        3,
        1,
        (Worker(4243, "worker-1", 7, 1.0),),
        waited_ms=(1.0, 2.0),
        ran_ms=3.0,
    ),
    BarTable(
        "workers",
        ("waiting",),
        (BarRow("1", (Bar(None), Bar(2.0, 1.0, "knee")), "ms"),),
        notes=(BarNote("{n}", {"n": None}),),
    ),
)


def lesson(*exhibits: Exhibit) -> LessonResult:
    step = StepResult("one", "One", "", "", (), 1.0, exhibits)
    return LessonResult("mine", "Mine", "en", (step,))


def test_what_was_measured_is_in_the_json_and_comes_back() -> None:
    data = json.loads(encode_lesson(lesson(*EXHIBITS)))

    (step,) = data["steps"]
    assert [one["exhibit"] for one in step["exhibits"]] == ["load", "pool", "bars"]
    assert msgspec.convert(step, StepResult).exhibits == EXHIBITS


def test_the_schema_describes_it() -> None:
    validator = Draft202012Validator(lesson_schema())

    data = json.loads(encode_lesson(lesson(*EXHIBITS)))

    assert list(validator.iter_errors(data)) == []
    del data["steps"][0]["exhibits"][0]["server"]
    assert list(validator.iter_errors(data)) != []


def test_a_step_that_was_written_before_there_were_exhibits_has_none() -> None:
    data = json.loads(encode_lesson(lesson()))["steps"][0]
    del data["exhibits"]

    assert msgspec.convert(data, StepResult) == lesson().steps[0]


def test_names_that_are_not_utf8_are_written_as_everywhere() -> None:
    evidence: Evidence = {"path": "/opt/\udcff/bin", "\udcfe": r"shown: \xff"}
    claim = Claim("kept", "It is called \udcff.", Verdict.TRUE, None, evidence)
    table = BarTable("\udcfd", ("waiting",), ())
    step = StepResult("one", "One", "", "", (claim,), 1.0, (table,))

    data = json.loads(encode_lesson(LessonResult("mine", "Mine", "en", (step,))))

    (told,) = data["steps"]
    assert told["claims"][0]["text"] == r"It is called \xff."
    assert told["claims"][0]["evidence"] == {
        "path": r"/opt/\xff/bin",
        r"\xfe": r"shown: \x5cxff",
    }
    assert told["exhibits"][0]["head"] == r"\xfd"
