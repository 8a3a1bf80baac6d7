"""Memory that one process maps several times, counted once."""

import os

import pytest

from tests.live.truth.cases import built, region_at, told
from tests.live.truth.invariants import wrong_numbers

pytestmark = pytest.mark.live

MIB = 1 << 20


def test_what_is_mapped_three_times_is_counted_once() -> None:
    with told(built("seen_twice.c")) as case:
        snapshot = case.look()
        (process,) = snapshot.processes
        usage = process.usage
        views = [region_at(process, at) for at in case.numbers("view")]

        assert wrong_numbers(snapshot) == []
        starts = {one.start for one in views if one is not None}
        assert len(starts) == 3
        for one in views:
            assert one is not None
            assert set(one.aliases) == starts - {one.start}
        assert usage.resident is not None
        assert usage.distinct is not None
        assert 6 * MIB <= usage.resident - usage.distinct < 7 * MIB
        if os.geteuid() == 0:
            assert usage.own is not None
            assert usage.unique is not None
            assert usage.own - usage.unique >= 4 * MIB
        else:
            assert usage.own is None
            assert any(
                "its own" in gap.what or "own" in gap.what for gap in snapshot.gaps
            )


def test_nothing_else_has_aliases() -> None:
    with told(built("two_runs.c", "-no-pie")) as case:
        (process,) = case.look().processes

        assert [one for one in process.regions if one.aliases] == []
