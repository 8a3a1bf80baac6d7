"""Rules about what was and what grows."""

import pytest

from memscope.analyze.why.time import peak_passed
from memscope.model.finding import Severity
from memscope.model.kinds import Kind
from tests.unit.analyze.why.built import (
    MIB,
    filled,
    numbers,
    process,
    said,
    subject,
)

pytestmark = pytest.mark.unit

PEAK = numbers("peak-passed")


@pytest.mark.parametrize(
    ("now", "peak", "is_found"),
    [(100, 400, True), (100, 164, True), (100, 163, False), (200, 299, False)],
)
def test_a_peak_is_told_where_it_is_far_above(
    now: int, peak: int, is_found: bool
) -> None:
    one = process(filled(Kind.HEAP, now * MIB), peak=peak * MIB)

    assert (peak_passed(subject(one), PEAK) is not None) is is_found


def test_a_peak_is_harmless() -> None:
    one = process(filled(Kind.HEAP, 100 * MIB), peak=400 * MIB)

    found = said(peak_passed(subject(one), PEAK))

    assert found.severity is Severity.HARMLESS
    assert found.bytes == 300 * MIB
