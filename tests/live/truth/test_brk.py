"""Memory next to the brk area, of which the kernel makes one mapping with it."""

import pytest

from memscope.collect.look.snapshot import Collector
from memscope.model.evidence import BRK_RANGE, KERNEL_NAME
from memscope.model.kinds import Confidence, Kind
from tests.live.truth.cases import built, told

pytestmark = pytest.mark.live


BUILDS = {
    "dynamic": (),
    "stripped": ("-s",),
    "static": ("-static",),
    "static-pie": ("-static-pie",),
    "no-pie": ("-no-pie",),
    "i386": ("-m32",),
    "i386-static": ("-m32", "-static"),
}


@pytest.mark.parametrize("way", ["above", "below"])
@pytest.mark.parametrize("build", BUILDS)
def test_memory_mapped_next_to_the_brk_area_is_not_the_heap(
    build: str, way: str
) -> None:
    with told(built("beside_brk.c", *BUILDS[build]), way) as case:
        snapshot = case.look()
        process = snapshot.process(case.pid)

        assert not case.wrong(snapshot)
    assert process is not None
    heap = next(one for one in process.regions if one.kind is Kind.HEAP)
    assert heap.confidence is Confidence.CERTAIN
    assert heap.evidence == (KERNEL_NAME, BRK_RANGE)


@pytest.mark.parametrize(
    ("flags", "compiler"), [(("-static", "-s"), "cc"), (("-static",), "musl-gcc")]
)
def test_where_nobody_tells_the_break_the_heaps_end_is_not_certain(
    flags: tuple[str, ...], compiler: str
) -> None:
    with told(built("beside_brk.c", *flags, compiler=compiler), "above") as case:
        process = case.look().process(case.pid)

    assert process is not None
    rows = [one for one in process.regions if one.path == "[heap]" and one.is_readable]
    assert rows
    assert {(one.confidence, one.evidence) for one in rows} == {
        (Confidence.LIKELY, (KERNEL_NAME,))
    }


def test_a_look_at_the_same_map_does_not_ask_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with told(built("beside_brk.c"), "above") as case:
        collector = Collector()
        first = collector.look([case.pid]).process(case.pid)
        monkeypatch.setattr("memscope.collect.look.brk.variable_address", None)
        second = collector.look([case.pid]).process(case.pid)

    assert first is not None
    assert second is not None
    said = [
        [(one.start, one.end, one.kind, one.label) for one in process.regions]
        for process in (first, second)
    ]
    assert said[0] == said[1]
