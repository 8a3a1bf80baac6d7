"""Memory of language runtimes that their own names and records tell."""

import shutil
from pathlib import Path

import pytest

from memscope.model.kinds import Confidence, Kind, Segment
from tests.live.truth.cases import PROGRAMS, built, told

pytestmark = pytest.mark.live
ZGC = ("-XX:+UseZGC", "-Xmx256m", "-XX:+IgnoreUnrecognizedVMOptions")


def test_the_views_of_zgcs_heap_are_the_java_heap() -> None:
    java = shutil.which("java")
    if java is None or shutil.which("javac") is None:
        pytest.skip("no java on this machine: apt install default-jdk-headless")

    with told(java, *ZGC, PROGRAMS / "Live.java") as case:
        process = case.look().process(case.pid)

    assert process is not None
    views = [one for one in process.regions if "/memfd:java_heap" in one.path]
    if not views:
        pytest.skip("this Java has no ZGC with a memfd: apt install openjdk-17-jdk")
    assert {one.label for one in views} == {"Java heap"}
    assert {one.kind for one in views} == {Kind.SHARED}
    assert {one.segment for one in views} == {Segment.SHARED}
    assert {one.confidence for one in views} == {Confidence.LIKELY}


def test_a_webassembly_memory_and_its_guards_are_v8s() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine: apt install nodejs")

    with told(node, PROGRAMS / "one_page.js") as case:
        process = case.look().process(case.pid)
        assert process is not None
        found = [one for one in process.regions if "WebAssembly" in one.label]
        if not found:
            pytest.skip("this node's V8 reserves otherwise: apt install nodejs")
        below, memory, above = found
        with Path(f"/proc/{case.pid}/mem").open("rb") as file:
            file.seek(memory.start)
            data = file.read(memory.size)

    assert memory.label == "WebAssembly memory"
    assert data == b"\7" * (64 << 10)
    assert (below.size, memory.size + above.size) == (2 << 30, 8 << 30)
    assert {below.kind, above.kind} == {Kind.RESERVED}
    assert {one.confidence for one in found} == {Confidence.LIKELY}


def test_a_program_that_reserves_ten_gib_itself_has_no_webassembly() -> None:
    with told(built("ten_gib.c")) as case:
        assert case.wrong() == []
