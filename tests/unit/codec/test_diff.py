import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memscope.analyze.diff.diff import diff
from memscope.cli.commands.schema import SCHEMAS
from memscope.codec.diff import encode_diff
from memscope.codec.lesson import encode_lesson
from memscope.codec.schema import (
    comparison_schema,
    diff_schema,
    lesson_schema,
    snapshot_schema,
)
from memscope.model.claim import LessonResult
from memscope.model.snapshot import Snapshot
from memscope.render.html.notebook import snapshot_html
from memscope.render.runs import plain
from memscope.render.text.diff import diff_lines
from tests.unit.codec.film import STEP, frames
from tests.unit.codec.records import snapshots

pytestmark = pytest.mark.unit

many_shapes = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def validate(schema: dict[str, Any], data: bytes) -> Any:
    document = json.loads(data)
    jsonschema.Draft202012Validator(schema).validate(document)
    return document


@many_shapes
@given(before=snapshots, after=snapshots, usage=st.booleans())
def test_any_two_snapshots_can_be_compared_and_written(
    before: Snapshot, after: Snapshot, usage: bool
) -> None:
    found = diff(before, after, usage=usage)

    document = validate(diff_schema(), encode_diff(found))
    assert document["different"] is found.is_different
    for width in (None, 40, 120):
        text = [plain(one) for one in diff_lines(found, width=width)]
        assert all(one.isprintable() for one in text)


@many_shapes
@given(snapshots)
def test_nothing_is_different_from_itself_and_any_snapshot_has_a_picture(
    snapshot: Snapshot,
) -> None:
    twins = len({one.identity for one in snapshot.processes})
    if twins == len(snapshot.processes) and snapshot.system.boot_id:
        assert not diff(snapshot, snapshot).is_different
    snapshot_html(snapshot)


def test_addresses_are_text_and_sizes_are_numbers() -> None:
    first, *_rest = frames()
    last = frames()[3]

    document = validate(diff_schema(), encode_diff(diff(first, last), indent=2))

    gone = document["processes"][0]["regions"][0]
    assert gone["differences"] == ["gone"]
    assert gone["before"]["start"].startswith("0x")
    assert gone["after"] is None
    assert gone["delta"] < 0
    assert document["processes"][0]["threads_ended"]


def test_a_lesson_follows_its_schema() -> None:
    result = LessonResult("process", "A process", "en", (STEP,))

    document = validate(lesson_schema(), encode_lesson(result))

    assert document["summary"] == {"true": 1, "false": 0, "unknown": 0}


@pytest.mark.parametrize(
    "schema", [snapshot_schema, diff_schema, comparison_schema, lesson_schema]
)
def test_every_schema_is_a_schema_and_can_be_asked_for(schema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())

    assert "Wire" not in json.dumps(schema())
    assert f"memscope.codec.schema:{schema.__name__}" in SCHEMAS.values()
