"""`memscope heap`: exit codes, both formats, threads, addresses, nonsense."""

import json
import os
from pathlib import Path

import pytest

from memscope.cli import output
from memscope.codec.heap import WireHeap, encode_heap
from memscope.codec.names import decode
from memscope.i18n import set_language
from memscope.model.heap import HeapLook
from memscope.render.text.heap import heap_lines
from tests.cli.command import memscope
from tests.cli.targets import gone_pid, plain_target
from tests.golden import check
from tests.unit.render.text.heaps import AROUND, LOOK, PROCESS

pytestmark = pytest.mark.cli

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(("name", "look"), [("heap", LOOK), ("heap-blocks", AROUND)])
def test_text_is_as_it_was(name: str, look: HeapLook, language: str) -> None:
    set_language(language)
    text = output.styled(heap_lines(PROCESS, look, width=120), colour=False)

    check(GOLDEN / f"{name}-{language}.txt", text)


def test_json_is_as_it_was() -> None:
    data = encode_heap(PROCESS, AROUND, indent=2)

    check(GOLDEN / "heap.json", data.decode() + "\n")
    assert decode(data, WireHeap).arenas == AROUND.arenas


def test_arenas_and_the_block_at_an_address() -> None:
    with plain_target() as pid:
        answer = json.loads(memscope("heap", str(pid), "--format", "json").stdout)
        (main,) = (one for one in answer["arenas"] if one["name"] == "main arena")
        begin = main["stretches"][0]["start"]
        block = memscope("heap", str(pid), begin)
        thread = memscope("heap", str(pid), str(pid), "--blocks", "--limit", "3")

    assert (answer["format"], answer["version"]) == ("memscope.heap", 1)
    assert main["whole"]
    assert "▶" in block.text
    assert "… there are more" in thread.text


@pytest.mark.parametrize("which", ["0x10", "nobody-1", "zz"])
def test_what_is_no_block_and_no_thread_is_wrong_usage(which: str) -> None:
    with plain_target() as pid:
        result = memscope("heap", str(pid), which)

    assert result.returncode == 2
    assert b"Traceback" not in result.stderr


def test_nobody_and_a_kernel_thread() -> None:
    assert memscope("heap", str(gone_pid())).returncode == 3
    assert memscope("heap", "2").returncode in (1, 2, 3, 4)
    assert memscope("heap", str(os.getpid()), "--limit", "0").returncode == 2
