import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from memscope.codec.schema import snapshot_schema
from memscope.codec.snapshot import decode_snapshot
from tests.cli.command import memscope
from tests.cli.targets import (
    gone_pid,
    leaderless_target,
    mapping_target,
    plain_target,
    renamed_target,
    zombie_target,
)

pytestmark = pytest.mark.cli

HARMLESS = set(map(chr, range(0x20, 0x7F))) | set("\n–✔≈·→×█▉▊▋▌▍▎▏")


@pytest.fixture(scope="module")
def plain() -> Iterator[int]:
    with plain_target() as pid:
        yield pid


def json_of(pid: int, *options: str) -> dict[str, Any]:
    result = memscope("snapshot", str(pid), "--format", "json", *options)
    assert result.returncode == 0, result.stderr
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def kernel_map(pid: int) -> list[str]:
    lines = Path(f"/proc/{pid}/maps").read_text(errors="surrogateescape")
    return [line.split()[0] for line in lines.split("\n") if line]


def test_text_has_the_process_its_threads_and_every_region(plain: int) -> None:
    result = memscope("snapshot", str(plain))

    text = result.text
    assert result.returncode == 0
    assert result.stderr == b""
    assert f"process {plain} python" in text
    assert "1 thread\n" in text
    assert "[heap]" in text
    assert "[stack]" in text
    assert f"{len(json_of(plain)['processes'][0]['regions'])} regions\n" in text


def test_text_has_no_blanks_at_the_end_of_lines_and_no_escapes(plain: int) -> None:
    text = memscope("snapshot", str(plain)).text

    assert [line for line in text.split("\n") if line != line.rstrip()] == []
    assert "\x1b" not in text


def test_json_follows_the_schema_and_covers_the_map_exactly(plain: int) -> None:
    snapshot = json_of(plain)

    jsonschema.Draft202012Validator(snapshot_schema()).validate(snapshot)
    regions = snapshot["processes"][0]["regions"]
    vmas = list(dict.fromkeys(tuple(region["vma"]) for region in regions))
    ours = [f"{int(low, 16):08x}-{int(high, 16):08x}" for low, high in vmas]
    assert ours == kernel_map(plain)


def test_full_adds_the_numbers_of_smaps_by_the_kernels_names(plain: int) -> None:
    usual, full = json_of(plain), json_of(plain, "--full")

    assert "kernel" not in usual["processes"][0]["regions"][0]
    numbers = full["processes"][0]["regions"][0]["kernel"]
    assert numbers["Size"] % 4096 == 0
    assert {"Rss", "Pss", "Private_Dirty"} <= set(numbers)


def test_registers_come_only_when_asked_for(plain: int) -> None:
    usual, asked = json_of(plain), json_of(plain, "--registers")

    assert usual["processes"][0]["threads"][0]["registers"] is None
    (thread,) = asked["processes"][0]["threads"]
    assert int(thread["sp"], 16) in {int(v, 16) for v in thread["registers"].values()}
    assert thread["stopped_us"] > 0
    text = memscope("snapshot", str(plain), "--registers").text
    assert f"registers of {plain}, stopped for " in text


def test_several_processes_come_in_the_order_asked_for(plain: int) -> None:
    with plain_target() as other:
        result = memscope("snapshot", str(other), str(plain), "--format", "json")

    pids = [process["pid"] for process in json.loads(result.stdout)["processes"]]
    assert pids == [other, plain]


def test_children_are_found() -> None:
    with plain_target() as child:
        snapshot = json_of(os.getpid(), "--children")

    assert child in [process["pid"] for process in snapshot["processes"]]


def test_memscope_can_look_at_itself() -> None:
    result = memscope("snapshot", str(os.getpid()))

    assert result.returncode == 0
    assert "[stack]" in result.text


def test_a_process_that_is_gone_is_exit_code_3() -> None:
    pid = gone_pid()

    result = memscope("snapshot", str(pid))

    assert result.returncode == 3
    assert result.stdout == b""
    assert result.stderr == f"memscope: process {pid}: no such process\n".encode()


@pytest.mark.parametrize("pid", ["99999999", "4294967296", "9" * 40])
def test_a_number_too_large_for_a_process_is_exit_code_3(pid: str) -> None:
    result = memscope("snapshot", pid)

    assert result.returncode == 3
    assert result.stderr == f"memscope: process {pid}: no such process\n".encode()


@pytest.mark.parametrize("name", ["\x1b[2J", "1.5", "٣", "\udcff", "[x]", "x" * 200])
def test_what_no_process_is_called_is_exit_code_3(name: str) -> None:
    result = memscope("snapshot", name)

    assert result.returncode == 3
    problem, hint = result.stderr.decode().splitlines()
    assert problem.startswith("memscope: no process and no file is called")
    assert "\x1b" not in problem + hint


@pytest.mark.parametrize(
    "arguments",
    [["0"], ["-1"], [""], [], ["1", "--format", "x"], ["-o"]],
)
def test_what_is_no_process_id_is_exit_code_2(arguments: list[str]) -> None:
    result = memscope("snapshot", *arguments)

    assert result.returncode == 2
    assert result.stdout == b""
    lines = result.stderr.decode().splitlines()
    assert lines[0].startswith("memscope: ")
    assert lines[1:] == ["  See `memscope snapshot --help`."]


def test_one_of_several_gone_still_shows_the_others(plain: int) -> None:
    pid = gone_pid()

    result = memscope("snapshot", str(pid), str(plain))

    assert result.returncode == 3
    assert f"process {plain} python" in result.text
    assert f"process {pid}: no such process" in result.text
    assert result.stderr == f"memscope: process {pid}: no such process\n".encode()


def test_a_zombie_has_no_memory_and_says_so() -> None:
    with zombie_target() as pid:
        result = memscope("snapshot", str(pid))

    text = result.text
    assert result.returncode == 0
    assert "zombie" in text
    assert f"memory map of process {pid}: the process has ended" in text


def is_of_the_kernel(stat: Path) -> bool:
    """Its parent is kthreadd."""
    try:
        return stat.read_bytes().rsplit(b")", 1)[1].split()[1] == b"2"
    except OSError:
        return False  # it ended since it was listed


def test_a_kernel_thread_has_no_memory_and_says_so() -> None:
    kernel_threads = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/stat")
        if is_of_the_kernel(path)
    ]
    if not kernel_threads:
        pytest.skip("no kernel thread is visible; run outside a pid namespace")

    result = memscope("snapshot", str(kernel_threads[0]))

    assert result.returncode == 0
    assert "kernel thread has no address space" in result.text


def test_a_process_whose_main_thread_ended_still_shows_its_memory() -> None:
    with leaderless_target() as pid:
        snapshot = json_of(pid)
        text = memscope("snapshot", str(pid)).text

    assert "its main thread has ended, others live on" in text
    (process,) = snapshot["processes"]
    assert process["threads"][0]["state"] == "Z"
    assert len(process["threads"]) == 2
    assert "[heap]" in [region["path"] for region in process["regions"]]


HOSTILE = {
    b"new\nline": r"new\x0aline",
    b"escape\x1b[2J\x1b]0;title\x07": r"escape\x1b[2J\x1b]0;title\x07",
    b"latin\xe9\xff": r"latin\xe9\xff",
    b"blanks at the end  ": r"blanks at the end\x20\x20",
    b"alive (deleted)": "alive (deleted)",
    b"\xe2\x80\xaeright to left": r"\u202eright to left",
    b"tab\tand\rreturn": r"tab\x09and\x0dreturn",
    b"[heap]": "/[heap]",
    b"\xc2\x9bcsi": r"\x9bcsi",
    rb"looks\x5cxffescaped\012": r"looks\x5cxffescaped\012",
}


def test_hostile_file_names_are_shown_harmlessly_and_survive_in_json() -> None:
    with mapping_target(*HOSTILE) as pid:
        result = memscope("snapshot", str(pid))
        data = memscope("snapshot", str(pid), "--format", "json").stdout

    assert result.returncode == 0
    assert set(result.text) <= HARMLESS
    assert [one for one in HOSTILE.values() if f"{one}\n" not in result.text] == []
    regions = decode_snapshot(data).processes[0].regions
    names = {os.fsencode(region.path).rpartition(b"/")[2] for region in regions}
    assert set(HOSTILE) <= names


def test_a_deleted_file_is_known_from_one_that_is_only_called_so() -> None:
    with mapping_target(b"alive (deleted)", b"gone") as pid:
        regions = json_of(pid)["processes"][0]["regions"]

    by_end = {region["path"].rpartition("/")[2]: region for region in regions}
    assert by_end["alive (deleted)"]["deleted"] is False
    assert by_end["gone (deleted)"]["deleted"] is True


def test_a_thread_id_stands_for_its_process() -> None:
    with leaderless_target() as pid:
        tids = {int(path.name) for path in Path(f"/proc/{pid}/task").iterdir()}
        (tid,) = tids - {pid}
        result = memscope("snapshot", str(tid))

    assert result.returncode == 0
    assert result.stderr == b""
    assert f"process {pid} python" in result.text


@pytest.mark.parametrize(
    "name", [b") R 1 (", b"a\nb", b"\x1b[2J", b"\xff\xfe", b" ", b"[red]x"]
)
def test_a_hostile_command_name_is_shown_harmlessly(name: bytes) -> None:
    with renamed_target(name) as pid:
        result = memscope("snapshot", str(pid))
        snapshot = decode_snapshot(
            memscope("snapshot", str(pid), "--format", "json").stdout
        )

    assert result.returncode == 0
    assert set(result.text) <= HARMLESS
    assert os.fsencode(snapshot.processes[0].name) == name
    assert snapshot.processes[0].state == "S"
