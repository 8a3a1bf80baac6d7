from datetime import UTC, datetime

import pytest

from memscope.analyze.filter.matching import Tally
from memscope.analyze.filter.once import filter_once, filtered
from memscope.errors import UsageProblem
from memscope.model.snapshot import Snapshot
from tests.unit.analyze.filter.ground import MIB, SHOP
from tests.unit.analyze.why.built import SYSTEM

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("text", ["grew>1M", "kind:heap or age<3s", "since:30s"])
def test_what_needs_time_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="that needs time"):
        filter_once(text)


def test_what_is_not_understood_is_refused_with_the_reason() -> None:
    with pytest.raises(UsageProblem, match=r"the filter says 'foo:3': no key") as one:
        filter_once("kind:heap foo:3")
    assert "kind, seg, perm" in one.value.hint
    assert "grew" not in one.value.hint


def test_only_regions_are_left_out() -> None:
    snapshot = Snapshot(datetime(2026, 1, 1, tzinfo=UTC), 1.0, SYSTEM, (SHOP,))
    shown, tallies = filtered(snapshot, filter_once("res>1M"))
    assert [one.kind.value for one in shown.processes[0].regions] == [
        *("heap", "anon", "code")
    ]
    assert shown.processes[0].threads == SHOP.threads
    assert tallies == [Tally(3, 7, 1, 12 * MIB, 2 * MIB + 65536)]
