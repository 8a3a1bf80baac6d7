"""What real tools print of a real process says what a look at it says."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memscope.collect.look.snapshot import take_snapshot
from memscope.collect.moment import load
from memscope.collect.saved.files import text_of
from memscope.collect.saved.snapshot import snapshot_of_saved
from memscope.model.process import Process
from tests.cli.targets import target
from tests.live.steady import steady
from tests.live.truth.surer import surer_or_other

pytestmark = pytest.mark.live

CODE = """
import ctypes, mmap, threading
stay = threading.Event()
for _ in range(3):
    threading.Thread(target=stay.wait, daemon=True).start()
keep = bytearray(5_000_000)
shared = mmap.mmap(-1, 1 << 20)
shared[:5] = b"hello"
print("ready", flush=True)
input()
"""
LATE = 256 << 10
"""Bytes by which the counter of each processor may be late."""
NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def pid() -> Iterator[int]:
    with target(CODE) as pid:
        yield pid


def saved(data: bytes) -> Process:
    (process,) = snapshot_of_saved(text_of(data, "x"), NOW).processes
    return process


def of_pmap(pid: int, *options: str) -> bytes:
    if shutil.which("pmap") is None:
        pytest.skip("pmap is missing: install procps")
    return subprocess.run(
        ["pmap", *options, str(pid)], capture_output=True, check=True
    ).stdout


def live(pid: int) -> Process:
    (process,) = take_snapshot([pid]).processes
    return process


def live_and_saved(pid: int, read: Callable[[], bytes]) -> tuple[Process, Process]:
    """Return what a look says, and what a text says of the same moment."""
    truth, text = steady(lambda: live(pid), read, moved=lambda seen: seen.usage)
    return truth, saved(text)


@pytest.mark.parametrize("name", ["maps", "smaps"])
def test_files_of_proc_say_what_a_look_says(pid: int, name: str) -> None:
    truth, found = live_and_saved(pid, Path(f"/proc/{pid}/{name}").read_bytes)

    assert surer_or_other(truth, found) == []
    assert found.usage.virtual == truth.usage.virtual
    if name == "smaps":
        assert found.usage.resident == truth.usage.resident
        assert found.usage.unique == truth.usage.unique
        assert found.usage.swapped == truth.usage.swapped
        assert found.usage.anonymous is not None
        counted = truth.usage.anonymous  # the kernel's counter may be late
        assert counted is not None
        assert abs(found.usage.anonymous - counted) <= LATE


@pytest.mark.parametrize("options", [(), ("-p",), ("-x",), ("-d",), ("-X",), ("-XX",)])
def test_pmap_says_what_a_look_says(pid: int, options: tuple[str, ...]) -> None:
    truth, found = live_and_saved(pid, lambda: of_pmap(pid, *options))

    assert found.pid == pid
    assert surer_or_other(truth, found) == []
    assert found.usage.virtual == truth.usage.virtual
    if options in {("-x",), ("-X",), ("-XX",)}:
        assert found.usage.resident == truth.usage.resident
    if options == ("-XX",):
        assert found.usage.unique == truth.usage.unique
        assert [one.flags for one in found.regions] == [
            one.flags for one in saved(Path(f"/proc/{pid}/smaps").read_bytes()).regions
        ]


def test_a_copy_of_its_folder_says_what_a_look_says(pid: int, tmp_path: Path) -> None:
    folder = tmp_path / str(pid)
    folder.mkdir()
    for name in ("smaps", "status", "limits", "stat", "cmdline", "comm"):
        (folder / name).write_bytes(Path(f"/proc/{pid}/{name}").read_bytes())
    truth = live(pid)

    (found,) = load(folder).processes

    assert surer_or_other(truth, found) == []
    assert (found.pid, found.name, found.cmdline) == (pid, truth.name, truth.cmdline)
    assert found.start_ticks == truth.start_ticks
    assert found.usage.anonymous == truth.usage.anonymous
    assert found.usage.peak == truth.usage.peak
