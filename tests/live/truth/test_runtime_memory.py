"""Memory of language runtimes that their own names and records tell."""

import shutil

import pytest

from memscope.model.kinds import Confidence, Kind, Segment
from tests.live.truth.cases import PROGRAMS, told

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
