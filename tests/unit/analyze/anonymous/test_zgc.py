"""The views of ZGC's heap, one memfd mapped several times."""

import pytest

from memscope.analyze.anonymous.runtimes import zgc_spans
from memscope.model.kinds import Confidence, Kind
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

HEAP = "40000000000-40010000000 rw-s 0 9 /memfd:java_heap (deleted)"


def test_a_view_goes_on_in_what_is_reserved_behind_it() -> None:
    spans = zgc_spans(
        mapped(
            HEAP,
            "40010000000-40100000000 ---p",
            "40100000000-40100001000 ---p",
            "50000000000-50000001000 ---p",
        )
    )

    assert [(one.kind, one.label) for one in spans] == [
        (Kind.SHARED, "Java heap"),
        (Kind.RESERVED, "reserved for the Java heap"),
    ]
    assert {one.confidence for one in spans} == {Confidence.LIKELY}


@pytest.mark.parametrize(
    "row",
    [
        HEAP.replace("java_heap", "other"),
        HEAP.replace("rw-s", "rw-p"),
        HEAP.replace("/memfd:", "/tmp/memfd:"),
    ],
)
def test_another_mapping_is_no_view(row: str) -> None:
    assert zgc_spans(mapped(row)) == []
