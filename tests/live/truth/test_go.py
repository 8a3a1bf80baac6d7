"""The memory and the threads of a Go program, by its runtime's own records."""

import functools
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Process
from tests.live.truth.cases import PROGRAMS, Case, built, region_at, told

pytestmark = pytest.mark.live


@functools.cache
def _built_by_go(folder: Path, *flags: str) -> Path:
    go = shutil.which("go")
    if go is None:
        pytest.skip("no go on this machine: apt install golang")
    env = {**os.environ, "GO111MODULE": "off", "GOTOOLCHAIN": "local"}
    env.setdefault("HOME", str(folder))
    if not os.access(env["HOME"], os.W_OK):
        env["HOME"] = str(folder)
    stale = subprocess.run(
        [go, "list", "-f", "{{.Stale}}", "runtime", "syscall"],
        capture_output=True, text=True, env=env, cwd=folder,
    )  # fmt: skip
    if stale.stdout.split() != ["false", "false"]:
        pytest.skip("go would compile its own library first: go build std")
    program = folder / "go_threads"
    command = [go, "build", "-o", str(program), *flags]
    source = str(PROGRAMS / "go_threads.go")
    result = subprocess.run([*command, source], capture_output=True, text=True, env=env)
    if result.returncode:
        pytest.skip(f"go build fails (apt install golang): {result.stderr[-300:]}")
    return program


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    # Without symbols; the records are found all the same.
    program = _built_by_go(tmp_path_factory.mktemp("go"), "-ldflags=-s -w")
    with told(program) as case:
        yield case


@pytest.fixture(scope="module")
def process(go: Case) -> Process:
    found = go.look().process(go.pid)
    assert found is not None
    return found


def test_what_a_go_program_says_of_its_memory_is_right(go: Case) -> None:
    assert go.wrong() == []


def test_a_thread_on_a_goroutine_is_on_that_goroutines_stack(
    go: Case, process: Process
) -> None:
    runs = [(int(one[1]), int(one[2], 16)) for one in go.facts if one[0] == "runs"]

    assert len(runs) == 3
    for tid, address in runs:
        region = region_at(process, address)
        (thread,) = [one for one in process.threads if one.tid == tid]
        assert region is not None
        assert region.label.startswith("goroutine's stack")
        assert (region.kind, region.thread) == (Kind.ANON, None)
        assert region.confidence is Confidence.LIKELY
        assert thread.sp is not None
        assert thread.sp in region
        assert thread.stack is not None
        assert "sp-elsewhere" in thread.stack.evidence


def test_every_thread_of_a_go_program_has_a_stack(go: Case, process: Process) -> None:
    stacks = [one.stack for one in process.threads if one.stack is not None]
    busy = next(one for one in process.threads if one.tid == go.numbers("busy")[0])

    assert len(stacks) == len(process.threads)
    assert len({one.start for one in stacks}) == len(stacks)
    assert {one.confidence for one in stacks} == {Confidence.LIKELY}
    assert busy.stack is not None
    assert region_at(process, busy.stack.start) is not None
    assert region_at(process, busy.stack.start).thread == busy.tid  # type: ignore[union-attr]


def test_the_reservations_of_gos_tables_are_gos(process: Process) -> None:
    reserved = [one for one in process.regions if one.kind is Kind.RESERVED]
    gos = [one for one in reserved if "Go" in one.label]

    assert sum(one.size for one in gos) > 0.9 * sum(one.size for one in reserved)


def test_a_program_at_gos_usual_address_is_not_gos() -> None:
    with told(built("at_gos_address.c")) as case:
        assert case.wrong() == []
