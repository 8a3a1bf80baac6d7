import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import memscope

pytestmark = [pytest.mark.live, pytest.mark.once]

ASSERTING = """
import mmap
import pytest

def test_nothing_new(memscope):
    with memscope.no_new_regions():
        sum(range(1000))

def test_something_new(memscope):
    with memscope.no_new_regions():
        global kept
        kept = mmap.mmap(-1, 64 << 20)

def test_small(memscope):
    with memscope.grows_less_than(8 << 20, "heap"):
        b"a" * 1000

def test_large(memscope):
    with memscope.grows_less_than(8 << 20, "heap", resident=True):
        global large
        large = b"a" * (32 << 20)

def test_healthy(memscope):
    answer = memscope.why()
    assert answer.none_above("certain"), answer.findings

def test_measured(memscope):
    with memscope.measure() as memory:
        global shared
        shared = mmap.mmap(-1, 16 << 20)
    assert memory.growth("shared") == 16 << 20
    assert [one.region.kind.value for one in memory.changes if one.delta] == ["shared"]
"""


def test_without_a_pid_it_looks_at_this_process() -> None:
    look = memscope.snapshot()

    assert [one.pid for one in look.processes] == [os.getpid()]
    assert any(one.kind is memscope.Kind.HEAP for one in look.processes[0].regions)


def test_why_answers_of_this_process_without_a_pid() -> None:
    answer = memscope.why()

    assert [one.pid for one in answer.targets] == [os.getpid()]
    assert sum(one.resident for one in answer.where) == answer.totals.resident
    assert answer.findings


def test_a_program_runs_as_long_as_the_block() -> None:
    with memscope.run(["sleep", "60"]) as program:
        looks = program.watch(interval_s=0.02)
        seen = [next(looks) for _ in range(3)]

        assert program.is_alive
        assert {one.processes[0].pid for one in seen} == {program.pid}
        assert {one.processes[0].name for one in seen} == {"sleep"}
    with pytest.raises(memscope.ProcessGone):
        program.snapshot()


def test_watching_ends_with_the_process() -> None:
    with memscope.run(["sleep", "0.2"]) as program:
        looks = list(program.watch(interval_s=0.02))

    assert looks
    assert not any(one.regions for one in looks[-1].processes)


def test_a_file_stands_for_a_look(tmp_path: Path) -> None:
    from memscope.codec.snapshot import encode_snapshot

    with memscope.run(["sleep", "60"]) as program:
        before = program.snapshot()
        path = tmp_path / "before.json"
        path.write_bytes(encode_snapshot(before))

        found = memscope.diff(path, program.pid, usage=False)

        assert memscope.load(path) == before
        assert not memscope.diff(str(path), before).is_different
        assert found.processes[0].same_process


def test_a_command_in_one_text_is_refused_before_anything_starts() -> None:
    with (
        pytest.raises(memscope.UsageProblem, match="it takes a list"),
        memscope.run("sleep 60"),
    ):
        pass


def test_a_segment_that_does_not_exist_is_told_with_those_that_do() -> None:
    with memscope.measure() as memory:
        pass

    with pytest.raises(memscope.UsageProblem, match=r"no segment hep; .*heap"):
        memory.growth("hep")


def plug() -> list[str]:
    """Name the plugin where memscope lies in the path without being installed."""
    installed = entry_points(group="pytest11", name="memscope")
    return [] if installed else ["-p", "memscope.pytest_plugin"]


def test_the_fixture_asserts_on_the_tests_own_memory(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(ASSERTING)

    done = subprocess.run(
        [
            sys.executable,
            *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-rA"),
            *plug(),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    verdicts = dict(line.split()[:2][::-1] for line in done.stdout.splitlines()
                    if line.startswith(("PASSED", "FAILED")))  # fmt: skip
    assert verdicts == {
        "test_it.py::test_nothing_new": "PASSED",
        "test_it.py::test_something_new": "FAILED",
        "test_it.py::test_small": "PASSED",
        "test_it.py::test_large": "FAILED",
        "test_it.py::test_healthy": "PASSED",
        "test_it.py::test_measured": "PASSED",
    }, done.stdout
    assert "new regions (1): " in done.stdout
    assert "heap grew by" in done.stdout
