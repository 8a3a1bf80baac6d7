import json
import os

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.codec.names import decode, encode, from_json, to_json
from memscope.model.claim import Claim, StepResult, Verdict

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (b"/usr/lib/libc.so.6", "/usr/lib/libc.so.6"),
        (b"/tmp/\xff\xfe", r"/tmp/\xff\xfe"),
        ("/tmp/日本".encode(), "/tmp/日本"),
        (rb"/tmp/\xff", r"/tmp/\x5cxff"),
        (rb"/tmp/\x5cxff", r"/tmp/\x5cx5cxff"),
        (rb"/tmp/a\b\x41\n", r"/tmp/a\b\x41\n"),
        (b"/tmp/\xe6\x97", r"/tmp/\xe6\x97"),
        (b"/tmp/line\nfeed\x1b[2J ", "/tmp/line\nfeed\x1b[2J "),
    ],
)
def test_a_name_is_written_so(name: bytes, text: str) -> None:
    assert to_json(os.fsdecode(name)) == text
    assert os.fsencode(from_json(text)) == name


@given(st.binary(max_size=40))
def test_any_bytes_survive_the_way_through_json(name: bytes) -> None:
    text = to_json(os.fsdecode(name))

    carried = msgspec.json.decode(msgspec.json.encode(text))

    assert json.loads(json.dumps(text)) == text
    assert os.fsencode(from_json(carried)) == name


@given(st.text(alphabet="\\x5cf\udcffa8", max_size=20))
def test_names_that_look_like_escapes_survive(name: str) -> None:
    assert from_json(to_json(name)) == name


texts = st.text(alphabet='\\x5cf\udcffa8\n"\0日', max_size=12)


@given(words=st.lists(texts, min_size=6, max_size=6), indent=st.sampled_from([0, 2]))
def test_every_text_comes_back_at_any_depth_and_so_do_keys(
    words: list[str], indent: int
) -> None:
    one, two, three, four, key, value = words
    claim = Claim(one, two, Verdict.TRUE, None, {key: value, "number": 3, "no": None})
    step = StepResult(three, four, "", "", (claim,), 1.5)
    many = [step, StepResult("plain", "", "", "", (), 0.0)]

    data = encode(many, indent=indent)

    assert decode(data, list[StepResult]) == many
    json.loads(data)


def test_what_needs_no_escape_is_written_as_it_is() -> None:
    value = {"path": r"/run/dev-\x2d\x41 \xFF \x", "of": "日本", "at": 1}

    assert encode(value) == msgspec.json.encode(value)
    assert decode(encode(value), dict) == value


@pytest.mark.parametrize(
    "text",
    [
        rb'"/\\xff"',
        rb'"/\u005cxff"',
        rb'"/\u005Cxff"',
        rb'"/\\\u0078ff"',
        rb'"/\\x\u0066f"',
        rb'"/\u005c\u0078\u0066\u0066"',
    ],
)
def test_an_escape_is_read_however_json_spells_its_characters(text: bytes) -> None:
    assert decode(text, str) == "/\udcff"


@pytest.mark.parametrize("text", [r"\x5c", r"\x80", r"\xff", "\udc80"])
def test_a_text_that_could_be_taken_for_an_escape_is_never_written_as_it_is(
    text: str,
) -> None:
    assert json.loads(encode(text)) == to_json(text) != text
    assert decode(encode(text), str) == text


def test_one_name_among_many_plain_ones_is_written_and_the_others_stay() -> None:
    plain = Claim("a", "b", Verdict.TRUE, None, {})
    value = (plain, Claim("a", "\udcff", Verdict.TRUE, None, {}), plain)

    written = json.loads(encode(value))

    assert [one["text"] for one in written] == ["b", r"\xff", "b"]
