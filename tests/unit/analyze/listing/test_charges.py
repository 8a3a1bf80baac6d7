import pytest

from memscope.analyze.listing.charges import with_charges
from memscope.analyze.listing.sums import grouped
from memscope.model.cgroup import Cgroup
from memscope.model.listing import CgroupCharge, GroupedBy
from tests.unit.analyze.listing.processes import MIB, listed, refused

pytestmark = pytest.mark.unit

STAT = {"anon": 30 * MIB, "file": 50 * MIB, "shmem": 20 * MIB}
SLICE = Cgroup(version=2, path="/a", current=100 * MIB, limit=200 * MIB, stat=STAT)
PROCESSES = (
    listed(1, cgroup="/a"),
    listed(2, cgroup="/a/b"),
    listed(3, cgroup="/ab"),
    refused(4, cgroup="/a"),
    listed(5, cgroup=None),
)


def charge_of(cgroup: Cgroup, *, is_whole: bool = True) -> CgroupCharge | None:
    groups = grouped(PROCESSES, GroupedBy.CGROUP)
    told = with_charges(groups, PROCESSES, {cgroup.path: cgroup}, is_whole=is_whole)
    (found,) = (one for one in told if one.name == cgroup.path)
    assert [one.charge for one in told if one.name != cgroup.path] == [None] * 3
    return found.charge


def test_a_charge_is_in_parts_that_add_up() -> None:
    charge = charge_of(SLICE)

    assert charge == CgroupCharge(
        current=100 * MIB,
        limit=200 * MIB,
        processes=4 * MIB,
        anonymous=30 * MIB,
        file=30 * MIB,
        shmem=20 * MIB,
        kernel=20 * MIB,
    )


def test_version_1_has_other_names() -> None:
    stat = {"total_rss": 1, "total_cache": 5, "total_shmem": 2, "rss": 99, "cache": 99}

    charge = charge_of(Cgroup(version=1, path="/a", current=9, stat=stat))

    assert charge is not None
    assert (charge.anonymous, charge.file, charge.shmem, charge.kernel) == (1, 3, 2, 3)


def test_what_was_read_too_far_apart_leaves_no_negative_rest() -> None:
    charge = charge_of(Cgroup(version=2, path="/a", current=70 * MIB, stat=STAT))

    assert charge is not None
    assert charge.kernel is None


def test_what_is_not_told_is_unknown() -> None:
    assert charge_of(Cgroup(version=2, path="/a")) == CgroupCharge(processes=4 * MIB)


def test_with_a_pattern_the_sum_of_all_is_unknown() -> None:
    charge = charge_of(SLICE, is_whole=False)

    assert charge is not None
    assert charge.processes is None


def test_all_are_below_the_root() -> None:
    processes = (*PROCESSES, listed(6, cgroup="/"))
    groups = grouped(processes, GroupedBy.CGROUP)
    root = Cgroup(version=2, path="/", current=100 * MIB)

    told = with_charges(groups, processes, {"/": root}, is_whole=True)

    (charge,) = (one.charge for one in told if one.charge is not None)
    assert charge.processes == 8 * MIB
