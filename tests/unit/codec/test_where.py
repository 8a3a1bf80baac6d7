import json

import pytest
from msgspec.structs import replace

from memscope.codec.where import encode_place
from memscope.model.place import Neighbour, Pointer
from memscope.model.snapshot import Gap
from tests.unit.render.text.test_where import (
    HEAP,
    IN_HEAP,
    NOWHERE,
    PROCESS,
    STACK,
    WORKER,
    named,
)

pytestmark = pytest.mark.unit


def test_addresses_are_hex_strings_and_unknown_is_null() -> None:
    answer = json.loads(encode_place(PROCESS, NOWHERE, ()))

    assert answer["address"] == "0x6000"
    for name in ("region", "offset", "file_offset", "thread", "section", "symbol"):
        assert answer[name] is None
    assert (answer["page"], answer["bytes"], answer["points_at"]) == (None, None, None)
    assert answer["below"]["hole"] == 0x1000
    assert answer["below"]["region"]["start"] == "0x1000"


def test_everything_that_is_known_is_there() -> None:
    place = replace(
        IN_HEAP,
        file_offset=9,
        thread=WORKER,
        section=".text",
        named=named(),
        points_at=Pointer(0x1120, STACK, 0x120, named()),
        above=Neighbour(STACK, 0),
    )
    gap = Gap(what="names in x", pid=77, why="why", remedy=None)

    answer = json.loads(encode_place(PROCESS, place, (gap,), indent=2))

    assert (answer["format"], answer["version"]) == ("memscope.where", 1)
    assert answer["thread"] == {"tid": 78, "name": "worker"}
    assert answer["symbol"] == {
        "name": "malloc",
        "image": "/lib/libc.so.6",
        "kind": "function",
        "address": "0x4000",
        "size": 128,
        "offset": 144,
        "inside": True,
    }
    assert answer["points_at"]["kind"] == "thread-stack"
    assert bytes.fromhex(answer["bytes"]) == place.data
    assert answer["gaps"][0]["what"] == "names in x"


def test_names_that_are_not_utf8_are_escaped() -> None:
    place = replace(IN_HEAP, region=replace(HEAP, path="/tmp/\udcff"))

    answer = json.loads(encode_place(replace(PROCESS, name="\udcfe"), place, ()))

    assert answer["region"]["path"] == "/tmp/\\xff"
    assert answer["name"] == "\\xfe"
