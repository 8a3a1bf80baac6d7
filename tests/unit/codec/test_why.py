import json

import pytest
from jsonschema import Draft202012Validator

from memscope.codec.schema import answer_schema
from memscope.codec.why import encode_answer
from tests.unit.render.text.answers import answer, finding

pytestmark = pytest.mark.unit


def test_it_follows_the_schema() -> None:
    data = json.loads(encode_answer(answer(finding()), indent=2))

    Draft202012Validator(answer_schema()).validate(data)
    assert (data["format"], data["version"]) == ("memscope.why", 1)


def test_addresses_are_hex_strings_and_unknown_is_null() -> None:
    data = json.loads(encode_answer(answer(finding())))

    assert data["findings"][0]["regions"] == ["0x7f0000000000"]
    assert data["totals"]["swapped"] is None
    assert data["limits"][2] == {
        "name": "RLIMIT_NOFILE",
        "used": None,
        "limit": 1024,
        "is_bytes": False,
        "of": None,
    }


def test_a_name_that_is_not_utf8_survives() -> None:
    hostile = finding(title="\udcff")

    data = json.loads(encode_answer(answer(hostile)))

    assert data["findings"][0]["title"] == "\\xff"
