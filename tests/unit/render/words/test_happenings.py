import pytest

from memscope.analyze.growth.events import Happening
from memscope.model.diff import Difference, ThreadChange
from memscope.render.words.happenings import happening_text

pytestmark = pytest.mark.unit

MIB = 1 << 20
HEAP = 0x55A8_6EFA_A000


def told(
    what: Difference | ThreadChange | None,
    size: int = 0,
    *,
    count: int = 1,
    span: float = 0.5,
    label: str = "heap",
) -> str:
    return happening_text(
        Happening(
            identity=(7, 9),
            what=what,
            first_at=100.0 - span,
            at=100.0,
            label=label,
            bytes=size,
            count=count,
            address=HEAP,
        )
    )


def test_growth_is_told_with_its_sum_its_time_and_its_place() -> None:
    grown = told(Difference.TOUCHED, 11 * MIB, span=30.0)

    assert grown == "heap +11.0M in 30 s, 55a86efaa000"
    assert told(Difference.RELEASED, -MIB) == "heap -1.0M, 55a86efaa000"


def test_what_appears_and_goes_has_its_size() -> None:
    appeared = told(Difference.APPEARED, 64 * MIB, count=3)

    assert appeared == "+3x heap 64.0M, 55a86efaa000"
    assert told(Difference.GONE, -MIB) == "−heap 1.0M, 55a86efaa000"


def test_threads_and_ends() -> None:
    assert told(ThreadChange.STARTED, count=2) == "2 threads started"
    assert told(ThreadChange.ENDED) == "1 thread ended"
    assert told(None) == "ended"


def test_permissions_and_hostile_names() -> None:
    text = told(Difference.PERMISSIONS, label="a\x1b[2J")

    assert text == "a\\x1b[2J: other permissions, 55a86efaa000"
