"""Every sick program is found out, and its healthy twin is left alone."""

import pytest

from memscope.model.finding import Severity
from tests.live.why.cannot import CannotTry
from tests.live.why.ward import (
    admitted,
    finding,
    found_and_cured,
    is_as_sure,
    patients,
)

pytestmark = pytest.mark.live

_SICK = list(patients())
_TWINS = [name for name, one in patients().items() if one.healthy]
_NEAR = 0.10
"""A promised saving is as near to what the remedy really gives back."""


@pytest.mark.parametrize("name", _SICK)
def test_a_sick_program_is_found_out_and_cured_as_promised(name: str) -> None:
    patient = patients()[name]
    try:
        found, answer, given = found_and_cured(patient, name)
    except CannotTry as missing:
        pytest.skip(str(missing))
    assert found is not None, [one.id for one in answer.findings]
    assert found.severity is patient.severity
    assert is_as_sure(found, patient.sure)
    assert found.evidence
    if given is not None:
        assert found.remedy is not None
        assert found.remedy.saves is not None
        assert found.remedy.saves == pytest.approx(given, rel=_NEAR)


@pytest.mark.once
@pytest.mark.parametrize("name", _TWINS)
def test_its_healthy_twin_is_left_alone(name: str) -> None:
    try:
        with admitted(patients()[name], "healthy") as running:
            answer = running.why()
    except CannotTry as missing:
        pytest.skip(str(missing))
    found = finding(answer, name)
    is_harmless = found is not None and found.severity is Severity.HARMLESS
    # Where the patient's own trouble is harmless, its twin has not even that.
    is_left_alone = is_harmless and patients()[name].severity is not Severity.HARMLESS
    assert found is None or is_left_alone, found
