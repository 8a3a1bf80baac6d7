"""Go, Java, Node and Python: their threads' stacks, or honestly nothing."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memscope.model.evidence import PTHREAD_DESCRIPTOR, SP_ELSEWHERE
from memscope.model.kinds import Confidence, Kind
from tests.live.programs import start
from tests.live.programs.c import running
from tests.live.programs.start import JAVA, need, started
from tests.live.stacks.matrix import Verdict, look, region_at, rows_of, settled_look
from tests.live.stacks.witness import rows_of_witness, witnessed

pytestmark = pytest.mark.live

PYTHON = """
import ctypes, json, sys, threading
libc = ctypes.CDLL(None)
libc.pthread_self.restype = ctypes.c_ulong
told, gate = [], threading.Event()
ready = threading.Barrier(5)

def work():
    attr = ctypes.create_string_buffer(256)
    low, size, guard = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_ulong()
    libc.pthread_getattr_np(ctypes.c_ulong(libc.pthread_self()), attr)
    libc.pthread_attr_getstack(attr, ctypes.byref(low), ctypes.byref(size))
    libc.pthread_attr_getguardsize(attr, ctypes.byref(guard))
    told.append({"tid": threading.get_native_id(), "ended": False, "low": low.value,
                 "high": low.value + size.value, "guard": guard.value,
                 "local": low.value + size.value - 1})
    ready.wait()
    gate.wait()

for size in (0, 65536, 0, 1 << 24):
    threading.stack_size(size)
    threading.Thread(target=work, daemon=True).start()
ready.wait()
print(json.dumps({"threads": told}), flush=True)
sys.stdin.read()
"""

GO = """
package main

%s
import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

func block() {
	var ends [2]int
	syscall.Pipe(ends[:])
	syscall.Read(ends[0], make([]byte, 1))
}

func main() {
	ready := make(chan int)
	for i := 0; i < 3; i++ {
		go func() {
			runtime.LockOSThread()
			ready <- syscall.Gettid()
			%s
			block()
		}()
	}
	a, b, c := <-ready, <-ready, <-ready
	fmt.Printf("{\\"tids\\": [%%d, %%d, %%d]}\\n", a, b, c)
	os.Stdin.Read(make([]byte, 1))
}
"""
IN_C = """
// #include <unistd.h>
// static void block(void) { for (;;) pause(); }
import "C"
"""


def test_python_threads_have_the_stacks_that_the_c_library_says() -> None:
    command = [need("/usr/bin/python3", "python3"), "-c", PYTHON]
    with running(command) as target:
        rows = rows_of("python", target.facts, look(target.pid))

    assert len(rows) == 4
    assert {row.verdict for row in rows} == {Verdict.RIGHT}
    assert {row.confidence for row in rows} == {Confidence.CERTAIN}


RUNTIMES = {"java": start.java, "node": start.node, "python": start.python}


@pytest.mark.parametrize("name", RUNTIMES)
def test_a_runtimes_threads_have_the_stacks_that_the_c_library_gave_them(
    name: str,
) -> None:
    with witnessed() as record, RUNTIMES[name]() as (pid,):
        rows = rows_of_witness(name, record, pid)

    assert len(rows) > 2
    assert [row for row in rows if row.verdict is not Verdict.RIGHT] == []
    assert {row.confidence for row in rows} == {Confidence.CERTAIN}


def test_go_threads_have_the_stacks_that_the_c_library_gave_them() -> None:
    with go(in_c=True) as command, witnessed() as record, running(command) as target:
        rows = rows_of_witness("go", record, target.pid)

    assert len(rows) > 2
    assert [row for row in rows if row.verdict is not Verdict.RIGHT] == []


def test_java_threads_have_the_stacks_that_the_virtual_machine_says() -> None:
    limits = (
        "-Xmx32m",
        "-Xss512k",
        "-XX:-UsePerfData",
        "-XX:ReservedCodeCacheSize=16m",
    )
    compiler = need("javac", "default-jdk-headless")
    with tempfile.TemporaryDirectory() as folder:
        source, log = Path(folder, "Waits.java"), Path(folder, "log")
        source.write_text(JAVA)
        subprocess.run([compiler, "-J-Xmx32m", str(source)], check=True)
        words = f"-Xlog:os+thread=debug:file={log}"
        command = [need("java", ""), *limits, words, "-cp", folder, "Waits"]
        with started(command) as pid:
            process = look(pid)
            text = log.read_text()

    told = {
        int(tid): (int(low, 16), int(high, 16))
        for tid, low, high in re.findall(
            r"Thread (\d+) stack dimensions: (0x\w+)-(0x\w+)", text
        )
    }
    seen = {
        one.tid: (one.stack.start, one.stack.end)
        for one in process.threads
        if one.stack is not None and one.tid in told
    }
    living = {one.tid for one in process.threads}
    assert len(told) > 10
    assert seen == {tid: bounds for tid, bounds in told.items() if tid in living}


def test_the_java_machines_own_guard_zones_belong_to_their_thread() -> None:
    with start.java() as (pid,):
        process = look(pid)

    for thread in process.threads[1:]:
        assert thread.stack is not None
        closed = [
            region
            for region in process.regions
            if region.start >= thread.stack.start
            and region.end <= thread.stack.end
            and region.perms == "---p"
        ]
        assert {(one.kind, one.thread) for one in closed} <= {(Kind.GUARD, thread.tid)}


@contextmanager
def go(*, in_c: bool) -> Iterator[list[str]]:
    """A program with three threads that block, in Go's own code or in C."""
    compiler = need("go", "golang-go")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "main.go")
        source.write_text(GO % ((IN_C, "C.block()") if in_c else ("", "")))
        result = subprocess.run(
            [compiler, "build", "-p", "1", "-o", f"{folder}/main", str(source)],
            env={
                **os.environ,
                "CGO_ENABLED": str(int(in_c)),
                "GOCACHE": f"{folder}/cache",
                "HOME": folder,
                "GOFLAGS": "",
                "GOPROXY": "off",
            },
            capture_output=True,
            text=True,
        )
        if result.returncode:
            pytest.skip(f"go cannot build this here: {result.stderr[-300:]}")
        yield [f"{folder}/main"]


def test_go_threads_without_a_c_library_have_the_stacks_of_gos_records() -> None:
    with go(in_c=False) as command, running(command) as target:
        for tid in target.facts["tids"]:
            settled_look(target.pid, tid)
        process = look(target.pid)

    for thread in process.threads:
        assert thread.stack is not None
        assert thread.stack.confidence is not Confidence.CERTAIN or (
            thread.tid == process.pid
        )
        if thread.sp is None:
            continue
        # Go code runs on a goroutine's stack, the scheduler on the thread's own.
        here = region_at(process, thread.sp)
        is_own = thread.sp in thread.stack
        assert here.thread == (thread.tid if is_own else None)
        assert is_own or here.label.startswith("goroutine's stack")


def test_go_threads_of_the_c_library_have_its_stacks() -> None:
    with go(in_c=True) as command, running(command) as target:
        for tid in target.facts["tids"]:
            settled_look(target.pid, tid)
        process = look(target.pid)

    threads = {one.tid: one for one in process.threads}
    for tid in target.facts["tids"]:
        stack, sp = threads[tid].stack, threads[tid].sp
        if tid == process.pid:
            continue
        assert stack is not None
        assert sp is not None
        assert sp in stack
        assert PTHREAD_DESCRIPTOR in stack.evidence
        assert stack.confidence is Confidence.CERTAIN
    for thread in process.threads:
        if thread.stack is not None and thread.sp is not None:
            # Where Go runs its own code, SP is in Go's heap.
            assert thread.sp in thread.stack or SP_ELSEWHERE in thread.stack.evidence


def test_every_node_thread_runs_on_the_stack_found_for_it() -> None:
    with start.node() as (pid,):
        process = look(pid)

    assert len(process.threads) > 5
    for thread in process.threads[1:]:
        assert thread.stack is not None
        assert PTHREAD_DESCRIPTOR in thread.stack.evidence
        assert thread.sp is None or thread.sp in thread.stack
