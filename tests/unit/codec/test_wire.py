import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from memscope.codec.names import decode, encode
from memscope.codec.snapshot import decode_snapshot, load_snapshot
from memscope.errors import BadFile
from memscope.model.address import Address
from memscope.model.kinds import Confidence
from memscope.model.snapshot import Gap

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("version1.json")
HIGHEST = Address((1 << 64) - 1)


def golden() -> Any:
    return json.loads(GOLDEN.read_text())


def test_an_address_is_hex_in_json_and_a_number_in_python() -> None:
    written = encode({"at": HIGHEST, "size": 1 << 62, "both": (Address(0), None)})

    expected = b'{"at":"0xffffffffffffffff","size":%d,"both":["0x0",null]}'
    assert written == expected % (1 << 62)
    assert decode(b'"0xFFFFFFFFFFFFFFFF"', Address) == HIGHEST
    assert type(HIGHEST - 1) is int


def test_what_json_has_no_word_for_is_not_taken_for_an_address() -> None:
    class Number(int):
        pass

    with pytest.raises(NotImplementedError, match="type Number is unsupported"):
        encode({"n": Number(7)})


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("7f00", "expected an address such as 0x7f00, got '7f00'"),
        ("0x1" + "0" * 15 + "01", "expected an address"),
        (4096, "Expected `str`, got `int`"),
        (None, "Expected `str`, got `null`"),
        ([], "Expected `str`, got `array`"),
        ({"0x1": 1}, "Expected `str`, got `object`"),
    ],
)
def test_what_is_no_address_is_refused_with_its_place(
    value: object, complaint: str
) -> None:
    data = json.dumps({"start": ["0x1", value]}).encode()

    with pytest.raises(msgspec.ValidationError) as raised:
        decode(data, dict[str, tuple[Address, Address]])

    assert str(raised.value).startswith(complaint)
    assert str(raised.value).endswith(" - at `$[...][1]`")


def test_whoever_does_not_say_how_sure_it_is_has_guessed() -> None:
    short = golden()
    process = short["processes"][0]
    del process["regions"][0]["confidence"]
    del process["threads"][1]["stack"]["confidence"]

    loaded = decode_snapshot(json.dumps(short).encode()).processes[0]

    assert loaded.regions[0].confidence == Confidence.GUESS
    assert loaded.threads[1].stack is not None
    assert loaded.threads[1].stack.confidence == Confidence.GUESS


def test_only_a_gap_of_the_whole_machine_may_leave_out_the_process() -> None:
    short = golden()
    short["gaps"] = [{"what": "frames", "why": "refused"}]

    loaded = decode_snapshot(json.dumps(short).encode())

    assert loaded.gaps == (Gap(what="frames", why="refused"),)


def test_what_was_not_looked_at_is_none_in_python() -> None:
    process = load_snapshot(GOLDEN).processes[0]

    assert {region.kernel for region in process.regions[1:2]} == {None}
    assert process.regions[1].pages is None
    assert {thread.stopped_us for thread in process.threads} == {None}


@pytest.mark.parametrize("again", ["", ', "registers": 7', ', "registers": {}'])
def test_a_wrong_register_is_named_unless_the_file_says_it_twice(again: str) -> None:
    broken = golden()
    broken["processes"][0]["threads"][0]["registers"] = {"rax": "0x1", "rip": "ff"}
    text = json.dumps(broken).replace('"rip": "ff"}', '"rip": "ff"}' + again)

    with pytest.raises(BadFile) as raised:
        decode_snapshot(text.encode())

    path = str(raised.value).partition(": ")[0]
    name = "[...]" if again else ".rip"
    assert path == f"$.processes[0].threads[0].registers{name}"
