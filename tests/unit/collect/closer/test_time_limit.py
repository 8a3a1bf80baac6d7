"""How long to look: by the processor's time, and at the most by the clock."""

import time

import pytest

from memscope.collect.closer.time_limit import time_limit

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("used", "passed", "is_over"),
    [(0.9, 4.0, False), (1.1, 1.1, True), (0.1, 5.1, True), (0.0, 0.0, False)],
)
def test_a_busy_machine_does_not_cut_it_short(
    monkeypatch: pytest.MonkeyPatch, used: float, passed: float, is_over: bool
) -> None:
    now = {"used": 7.0, "clock": 100.0}
    monkeypatch.setattr(time, "thread_time", lambda: now["used"])
    monkeypatch.setattr(time, "monotonic", lambda: now["clock"])
    is_late = time_limit(1.0)

    now["used"] += used
    now["clock"] += passed

    assert is_late() is is_over
