"""`memscope where`: exit codes, both formats, hostile names."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.command import Result, memscope
from tests.cli.targets import (
    leaderless_target,
    mapping_target,
    plain_target,
    renamed_target,
)

pytestmark = pytest.mark.cli


def heap_of(pid: int) -> int:
    return row_of(pid, "[heap]")[0]


def row_of(pid: int, ending: str) -> tuple[int, int]:
    lines = Path(f"/proc/{pid}/maps").read_text(errors="surrogateescape").split("\n")
    row = next(line for line in lines if line.endswith(ending))
    low, high = row.split(" ")[0].split("-")
    return int(low, 16), int(high, 16)


@pytest.mark.parametrize("written", ["{:x}", "0x{:x}", "{}"])
def test_an_address_is_understood_in_hex_and_as_python_prints_it(written: str) -> None:
    with plain_target() as pid:
        result = memscope("where", str(pid), written.format(heap_of(pid)))

    assert result.returncode == 0, result.stderr
    assert " heap" in result.text
    assert "certain" in result.text


def test_json_has_everything(tmp_path: Path) -> None:
    with plain_target() as pid:
        heap = heap_of(pid)
        result = memscope("where", str(pid), hex(heap + 16), "--format", "json")

    answer = json.loads(result.stdout)
    assert (answer["format"], answer["version"]) == ("memscope.where", 1)
    assert (answer["pid"], answer["address"]) == (pid, hex(heap + 16))
    assert answer["region"]["start"] == hex(heap)
    assert (answer["offset"], answer["region"]["kind"]) == (16, "heap")
    assert (answer["page"], len(answer["bytes"])) == ("present", 32)
    above, below = (answer[one]["region"]["start"] for one in ("above", "below"))
    assert int(above, 16) > heap > int(below, 16)
    assert answer["gaps"] == []


def test_an_unmapped_address_is_an_answer_too() -> None:
    with plain_target() as pid:
        text = memscope("where", str(pid), "0x10")
        data = memscope("where", str(pid), "0x10", "--format", "json")

    assert text.returncode == data.returncode == 0
    assert "nothing is mapped here" in text.text
    answer = json.loads(data.stdout)
    assert (answer["region"], answer["page"], answer["below"]) == (None, None, None)
    assert answer["above"]["hole"] > 0


def refused(result: Result, code: int) -> str:
    assert result.returncode == code
    assert result.stdout == b""
    lines = result.stderr.decode().splitlines()
    assert 1 <= len(lines) <= 2
    return lines[0]


@pytest.mark.parametrize(
    "address",
    ["-5", "", "0x", "zz", "12-13", "0x7fffffffffffffff", "9" * 30, "--bogus", "0x1 2"],
)
def test_what_is_no_address_is_wrong_usage(address: str) -> None:
    refused(memscope("where", str(os.getpid()), address), 2)


def test_a_process_that_does_not_exist_is_named() -> None:
    assert "4194301" in refused(memscope("where", "4194301", "0x10"), 3)


def test_a_process_that_is_hidden_from_us_is_not_allowed() -> None:
    if os.getuid() == 0:
        pytest.skip("root may look at everything: run as another user")

    refused(memscope("where", "1", "0x10"), 4)


def test_a_program_whose_main_thread_has_ended_is_looked_into() -> None:
    with leaderless_target() as pid:
        (live,) = [
            int(one.name)
            for one in Path(f"/proc/{pid}/task").iterdir()
            if int(one.name) != pid
        ]
        heap = heap_of(live)
        result = memscope("where", str(pid), hex(heap), "--format", "json")
        registers = memscope("snapshot", str(pid), "--registers", "--format", "json")

    answer = json.loads(result.stdout)
    assert (answer["region"]["kind"], answer["page"]) == ("heap", "present")
    (process,) = json.loads(registers.stdout)["processes"]
    found = {one["tid"]: one["registers"] for one in process["threads"]}
    assert found[pid] is None
    assert found[live]["rsp"]
    assert "registers" not in registers.text.partition('"gaps"')[2]


def test_a_kernel_thread_has_no_memory_to_ask_about() -> None:
    if not Path("/proc/2/comm").exists() or Path("/proc/2/maps").stat().st_uid:
        pytest.skip("process 2 is no kernel thread here, as in a container")
    said = memscope("where", "2", "0x10")

    assert said.returncode in (1, 4)
    assert len(said.stderr.decode().splitlines()) <= 2


def test_names_reach_the_terminal_harmless() -> None:
    with mapping_target(b"bad\x1b[31m\nname \xff") as pid:
        start, _ = row_of(pid, "name \udcff")
        text = memscope("where", str(pid), hex(start))
        data = memscope("where", str(pid), hex(start), "--format", "json")
    with renamed_target(b"\x1b[2J[heap]\xff") as pid:
        named = memscope("where", str(pid), "0x10")
        named_data = memscope("where", str(pid), "0x10", "--format", "json")

    for result in (text, named):
        assert result.returncode == 0
        assert b"\x1b" not in result.stdout
    assert b"\\x1b[31m" in text.stdout
    assert b"[heap]" in named.stdout
    assert json.loads(data.stdout)["region"]["path"].endswith("name \\xff")
    assert json.loads(named_data.stdout)["name"].endswith("\\xff")


def test_the_answer_goes_to_a_file_when_asked(tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    with plain_target() as pid:
        result = memscope(
            *("where", str(pid), "10", "--format", "json", "-o", str(target))
        )

    assert (result.returncode, result.stdout) == (0, b"")
    assert json.loads(target.read_bytes())["address"] == "0x10"
