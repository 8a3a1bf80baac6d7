"""Memory of language runtimes: the program tells addresses, or the machine bounds."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from memscope.collect.look.snapshot import Collector, take_snapshot
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Process
from memscope.model.region import Region
from tests.live.programs import start
from tests.live.programs.c import Target, running
from tests.live.programs.start import JAVA, need, started

pytestmark = [pytest.mark.live, pytest.mark.once]

PYTHON = """
import ctypes, json, sys
small = [object() for _ in range(200_000)] + [str(one) for one in range(100_000)]
# Smaller ones may find room in the heap: malloc learns where it pays to ask the kernel.
buffers = [bytearray(size << 20) for size in (33, 40, 48)]
def place(buffer):
    return ctypes.addressof(ctypes.c_char.from_buffer(buffer))
print(json.dumps({
    "small": [id(one) for one in small[::97]],
    "large": [place(one) for one in buffers],
}), flush=True)
sys.stdin.read()
"""

NODE = """
const objects = [];
for (let i = 0; i < 100000; i++) objects.push({number: i});
%DebugPrint(objects[5]);
%DebugPrint(objects[99999]);
console.log("end");
process.stdin.resume();
"""

GO = """
package main

import (
	"fmt"
	"os"
	"unsafe"
)

type node struct{ next *node }

var first *node

func main() {
	for i := 0; i < 100000; i++ {
		first = &node{first}
	}
	large := make([]byte, 20<<20)
	for i := 0; i < len(large); i += 4096 {
		large[i] = 1
	}
	fmt.Printf("{\\"heap\\": [%d, %d], \\"global\\": %d}\\n",
		uintptr(unsafe.Pointer(first)), uintptr(unsafe.Pointer(&large[0])),
		uintptr(unsafe.Pointer(&first)))
	os.Stdin.Read(make([]byte, 1))
	fmt.Println(len(large), first)
}
"""

PYTHONS = ("/usr/bin/python3", sys.executable, "python3.8", "python3.12", "python3.13")


def look(pid: int) -> Process:
    (process,) = take_snapshot([pid]).processes
    return process


def region_at(process: Process, address: int) -> Region:
    (found,) = (region for region in process.regions if address in region)
    return found


def works(command: str) -> bool:
    try:
        asked = [command, "-c", "import ctypes"]
        return subprocess.run(asked, capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.mark.parametrize("command", PYTHONS, ids=lambda one: Path(one).name)
def test_python_objects_and_large_buffers_are_told_apart(command: str) -> None:
    if not works(command):
        pytest.skip(f"no {command} on this machine")
    with running([command, "-c", PYTHON]) as target:
        process = look(target.pid)

    labels = {region_at(process, one).label for one in target.facts["small"]}
    assert labels == {"Python's objects"}
    for address in target.facts["large"]:
        region = region_at(process, address)
        assert region.label == "large malloc block", (hex(address), region)
        assert address - region.start < 64
    arenas = [one for one in process.regions if one.label == "Python's objects"]
    assert {one.confidence for one in arenas} == {Confidence.LIKELY}
    assert {one.kind for one in arenas} == {Kind.ANON}


def test_a_python_that_allocates_more_shows_more() -> None:
    script = PYTHON.replace(
        "sys.stdin.read()",
        "input(); more = list(map(str, range(10**6)));"
        " print(id(more[-1]), flush=True); sys.stdin.read()",
    )
    with running([need("/usr/bin/python3", "python3"), "-c", script]) as target:
        collector = Collector()
        before = sizes(collector, target)
        address = int(target.ask())
        after = sizes(collector, target)
        (process,) = collector.look([target.pid]).processes

    assert after > before + (20 << 20)
    assert region_at(process, address).label == "Python's objects"


def sizes(collector: Collector, target: Target) -> int:
    (process,) = collector.look([target.pid]).processes
    return sum(one.size for one in process.regions if one.label == "Python's objects")


def test_javascript_objects_lie_in_pages_of_v8() -> None:
    command = [need("node", "nodejs"), "--allow-natives-syntax"]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "objects.js")
        script.write_text(NODE)
        with running([*command, script], speaks=False) as target:
            said = iter(target.hear, "end")
            places = [
                int(one, 16)
                for line in said
                for one in re.findall("0x[0-9a-f]+", line)[:1]
            ]
            process = look(target.pid)

    labels = {region_at(process, one).label for one in places if mapped(process, one)}
    assert len(places) >= 2
    assert labels == {"V8 heap: JavaScript objects"}
    assert {
        one.kind for one in process.regions if one.label == "V8's generated code"
    } == {Kind.JIT}


def mapped(process: Process, address: int) -> bool:
    return any(address in region for region in process.regions)


@contextmanager
def go() -> Iterator[Path]:
    compiler = need("go", "golang-go")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "main.go")
        source.write_text(GO)
        own = {"CGO_ENABLED": "0", "GOCACHE": f"{folder}/cache", "HOME": folder}
        result = subprocess.run(
            [compiler, "build", "-p", "1", "-o", f"{folder}/main", str(source)],
            env={**os.environ, **own, "GOFLAGS": "", "GOPROXY": "off"},
            capture_output=True,
            text=True,
        )
        if result.returncode:
            pytest.skip(f"go cannot build this here: {result.stderr[-300:]}")
        yield Path(folder, "main")


def test_what_go_allocates_lies_in_its_heap() -> None:
    with go() as program, running([program]) as target:
        process = look(target.pid)

    for address in target.facts["heap"]:
        region = region_at(process, address)
        assert (region.label, region.kind) == ("Go heap", Kind.ANON)
    assert region_at(process, target.facts["global"]).kind in (Kind.DATA, Kind.BSS)


COLLECTORS = ("UseSerialGC", "UseParallelGC", "UseG1GC")


@pytest.mark.parametrize("collector", COLLECTORS)
def test_java_heap_and_code_cache_have_the_bounds_that_the_machine_says(
    collector: str,
) -> None:
    jcmd = need("jcmd", "default-jdk-headless")
    limits = ("-Xmx32m", "-Xss512k", f"-XX:+{collector}")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "Waits.java")
        source.write_text(JAVA)
        compiler = need("javac", "default-jdk-headless")
        subprocess.run([compiler, "-J-Xmx32m", str(source)], check=True)
        words = ("-XX:NativeMemoryTracking=detail", "-XX:ReservedCodeCacheSize=16m")
        with started(
            [need("java", ""), *limits, *words, "-cp", folder, "Waits"]
        ) as pid:
            process = look(pid)
            command = [jcmd, "-J-Xmx32m", str(pid), "VM.native_memory", "detail"]
            told = subprocess.run(command, capture_output=True, text=True, check=True)

    heap, code = bounds(told.stdout, "Java Heap"), bounds(told.stdout, "Code")
    labelled = {
        word: [one for one in process.regions if word in one.label]
        for word in ("Java heap", "code cache of the Java")
    }
    assert all(labelled.values())
    for word, said in (("Java heap", heap), ("code cache of the Java", code)):
        for region in labelled[word]:
            assert any(low <= region.start < region.end <= high for low, high in said)
    # What is anonymous inside those bounds is called so without exception.
    for region in process.regions:
        if inside(region, heap) and not region.inode:
            assert "Java heap" in region.label
        if region.kind is Kind.JIT:
            assert inside(region, code)
            assert "code cache" in region.label


def bounds(text: str, what: str) -> list[tuple[int, int]]:
    found = re.findall(
        rf"^\[0x(\w+) - 0x(\w+)\] reserved .*KB for {what}\b", text, re.M
    )
    assert found, text[:2000]
    return [(int(low, 16), int(high, 16)) for low, high in found]


def inside(region: Region, ranges: list[tuple[int, int]]) -> bool:
    return any(low <= region.start < high for low, high in ranges)


@pytest.mark.parametrize("program", [start.perl, start.gdb, start.node, start.java])
def test_only_python_has_python_objects(
    program: Callable[[], AbstractContextManager[list[int]]],
) -> None:
    with program() as (pid,):
        process = look(pid)

    labels = {one.label for one in process.regions}
    if not any("python" in one.path for one in process.regions):
        assert "Python's objects" not in labels
    if program is not start.node:
        assert "V8 heap: JavaScript objects" not in labels
    if program is not start.java:
        assert "Java heap" not in labels
    assert "Go heap" not in labels
