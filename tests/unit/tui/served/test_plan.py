"""What a served program is told reaches it whole."""

import pytest

from memscope.tui.served.plan import ServePlan

pytestmark = pytest.mark.unit


def test_a_plan_goes_through_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = ServePlan("p/4242-1?lang=ja", "/tmp/夜", "/tmp/a b", shares_bytes=True)
    for name, value in plan.environment().items():
        monkeypatch.setenv(name, value)

    assert ServePlan.of_environment() == plan


def test_without_a_server_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEMSCOPE_SERVED", raising=False)

    assert ServePlan.of_environment() == ServePlan()
