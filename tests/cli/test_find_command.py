"""`memscope find`: exit codes, both formats, nonsense, hostile names."""

import json
import os
from pathlib import Path

import pytest

from memscope.cli import output
from memscope.codec.find import WireFind, encode_find
from memscope.codec.names import decode
from memscope.i18n import set_language
from memscope.render.text.find import find_lines
from tests.cli.command import memscope
from tests.cli.targets import gone_pid, plain_target, renamed_target
from tests.golden import check
from tests.unit.render.text.searches import GAPS, PROCESS, SEARCH

pytestmark = pytest.mark.cli

GOLDEN = Path(__file__).with_name("golden")
NEEDLE = "7aa1f00d"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_text_is_as_it_was(language: str) -> None:
    set_language(language)
    text = output.styled(find_lines(PROCESS, SEARCH, GAPS), colour=False)

    check(GOLDEN / f"find-{language}.txt", text)


def test_json_is_as_it_was() -> None:
    data = encode_find(PROCESS, SEARCH, GAPS, indent=2)

    check(GOLDEN / "find.json", data.decode() + "\n")
    assert decode(data, WireFind).hits[1].address == SEARCH.hits[1].address


def test_what_is_read_is_announced_and_the_answer_is_on_stdout() -> None:
    with plain_target() as pid:
        result = memscope("find", str(pid), "ISc")
        data = memscope("find", str(pid), "ISc", "--in", "stack", "--format", "json")

    assert result.returncode == 0, result.stderr
    assert "stack of the main thread" in result.text
    assert b"reading " in result.stderr
    answer = json.loads(data.stdout)
    assert (answer["format"], answer["version"]) == ("memscope.find", 1)
    assert {hit["kind"] for hit in answer["hits"]} == {"stack"}
    assert answer["hits"][0]["bytes"] == b"ISc".hex()
    assert answer["extent"]["mapped"] >= answer["read"] > 0


def test_not_found_is_an_answer_too() -> None:
    with plain_target() as pid:
        result = memscope("find", str(pid), "--hex", "7a a1 f0 0d ?? 99 88 77 66 55")

    assert result.returncode == 0
    assert "not found" in result.text


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["x", "--hex", "00"],
        ["--hex", "0"],
        ["--hex", "zz"],
        ["--hex", "??"],
        ["--int", "x"],
        ["--int", "300", "--width", "1"],
        ["--float", "1", "--width", "2"],
        ["x", "--in", "nowhere at all"],
        ["--pointer-to", "nowhere at all"],
        ["x", "--in", "20-10"],
        ["x", "--limit", "0"],
        ["x", "--timeout", "-1"],
        [""],
    ],
)
def test_nonsense_is_one_line_and_a_hint(words: list[str]) -> None:
    result = memscope("find", str(os.getpid()), *words)

    assert result.returncode == 2
    assert result.stdout == b""
    assert b"Traceback" not in result.stderr


def test_a_file_holds_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "look.json"
    assert memscope("snapshot", str(os.getpid()), "-o", str(file)).returncode == 0

    result = memscope("find", str(file), "x")

    assert result.returncode == 2
    assert b"not in a file" in result.stderr


def test_a_process_that_is_gone() -> None:
    assert memscope("find", str(gone_pid()), "x").returncode == 3


def test_hostile_names_and_patterns_do_not_reach_the_terminal() -> None:
    with renamed_target(b"\x1b[2J\xff") as pid:
        result = memscope("find", str(pid), "\x1b]0;x\x07\udcff")

    assert result.returncode == 0
    assert b"\x1b" not in result.stdout + result.stderr
