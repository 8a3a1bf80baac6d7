import json
import os

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.codec.names import from_json, to_json

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
