"""Of ordinary programs nothing is certain that is not so."""

import pytest

from memscope.collect.answer import why
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence
from tests.live.why.healthy import at_rest, installed

pytestmark = [pytest.mark.live, pytest.mark.once]

ENOUGH = 30


def test_there_are_enough_of_them() -> None:
    if len(installed()) < ENOUGH:
        pytest.skip("few programs here: apt install bc gdb git gzip m4 nodejs strace")


@pytest.mark.parametrize("name", installed())
def test_an_ordinary_program_has_no_certain_problem(name: str) -> None:
    with at_rest(installed()[name]) as pid:
        answer = why(pid)

    wrong = [
        one
        for one in answer.findings
        if one.severity is not Severity.HARMLESS
        and one.confidence is Confidence.CERTAIN
    ]
    assert not wrong
    assert sum(one.resident for one in answer.where) == answer.totals.resident
