import pytest

from memscope.model.finding import Severity
from memscope.model.kinds import Confidence
from memscope.model.limit import Limit
from tests.unit.render.text.answers import answer, finding

pytestmark = pytest.mark.unit


def test_none_is_above_where_nothing_was_found() -> None:
    assert answer().none_above("guess")


@pytest.mark.parametrize(
    ("sure", "above"),
    [("certain", ["certain"]), ("likely", ["certain", "likely"])],
)
def test_above_are_those_that_are_as_sure(sure: str, above: list[str]) -> None:
    of_all = [finding(confidence=one, id=one.value) for one in Confidence]

    assert [one.id for one in answer(*of_all).above(sure)] == above


def test_what_is_harmless_is_above_nothing() -> None:
    harmless = finding(severity=Severity.HARMLESS)

    assert answer(harmless).none_above(Confidence.GUESS)
    assert not answer(finding(severity=Severity.NOTICE)).none_above("guess")


@pytest.mark.parametrize(
    ("used", "limit", "share"),
    [(None, 5, None), (5, 10, 0.5), (0, 0, 1.0), (12, 10, 1.2)],
)
def test_a_limits_share(used: int | None, limit: int, share: float | None) -> None:
    assert Limit("pids.max", used, limit).share == share
