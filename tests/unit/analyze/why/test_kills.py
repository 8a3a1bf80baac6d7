"""Rules about what the kernel ended for want of memory."""

import pytest
from msgspec.structs import replace

from memscope.analyze.why.kills import kill_near, killed_before
from memscope.analyze.why.rule import Found
from memscope.analyze.why.seen import Seen
from memscope.model.cgroup import Bound, Cgroup
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.oom_kill import Candidate, Charge, OomKill
from tests.unit.analyze.why.built import (
    MIB,
    filled,
    numbers,
    process,
    said,
    seen,
    subject,
)

pytestmark = pytest.mark.unit

NEAR = numbers("kill-near")
KILL = OomKill(
    pid=500,
    name="patient",
    is_group=True,
    group="/box",
    anonymous=60 * MIB,
    file=MIB,
    shmem=0,
    charges=(Charge("memory", 64 * MIB, 64 * MIB, 9),),
    candidates=(
        Candidate(
            pid=9,
            name="other",
            uid=0,
            virtual=0,
            resident=99 * MIB,
            page_tables=None,
            swapped=0,
            oom_adjust=0,
        ),
    ),
)


def looked(*kills: OomKill, path: str | None = None) -> Seen:
    one = process(filled(Kind.HEAP, MIB))
    if path is not None:
        one = replace(one, cgroup=Cgroup(version=2, path=path))
    made = seen(subject(one))
    system = replace(made.now.system, kills=kills)
    return Seen(replace(made.now, system=system), made.subjects)


def test_a_kill_of_such_a_program_is_told() -> None:
    found = said(killed_before(looked(KILL, KILL), {}))

    assert found.confidence is Confidence.LIKELY
    assert found.bytes == 61 * MIB
    assert found.values["times"] == 2
    assert found.values["limit"] == 64 * MIB
    assert found.values["rival"] == "other"
    assert found.variant == "group"


def test_a_kill_in_its_own_group_is_certain() -> None:
    kill = replace(KILL, name="somebody")

    assert said(killed_before(looked(kill, path="/box"), {})).confidence is (
        Confidence.CERTAIN
    )


def test_the_root_group_is_nobodys_own() -> None:
    kill = replace(KILL, name="somebody", group="/")

    assert killed_before(looked(kill, path="/"), {}) is None


def test_a_kill_of_another_program_is_not_told() -> None:
    assert killed_before(looked(replace(KILL, name="other")), {}) is None
    assert killed_before(looked(), {}) is None


@pytest.mark.parametrize(
    ("is_group", "variant"), [(False, "machine"), (None, ""), (True, "group")]
)
def test_whose_limit_it_was(is_group: bool | None, variant: str) -> None:
    kill = replace(KILL, is_group=is_group, anonymous=None)

    found = said(killed_before(looked(kill), {}))

    assert (found.variant, found.bytes) == (variant, None)


def near(
    used: int, *, version: int = 2, path: str = "/box", **stat: int
) -> Found | None:
    group = Cgroup(
        version=version,
        path="/box",
        stat=stat,
        bounds=(Bound("memory.max", path, used * MIB, 100 * MIB),),
    )
    one = replace(process(filled(Kind.HEAP, MIB)), cgroup=group)
    return kill_near(subject(one), NEAR)


@pytest.mark.parametrize(
    ("used", "severity"),
    [(84, None), (85, Severity.NOTICE), (95, Severity.PROBLEM)],
)
def test_how_near_the_limit_is(used: int, severity: Severity | None) -> None:
    found = near(used)

    assert (found and found.severity) is severity


def test_page_cache_goes_first() -> None:
    assert near(99, active_file=10 * MIB, inactive_file=5 * MIB) is None
    assert near(99, version=1, total_inactive_file=15 * MIB) is None


def test_pages_that_have_to_be_written_are_no_room() -> None:
    assert near(99, inactive_file=15 * MIB, file_dirty=15 * MIB) is not None


def test_the_cache_of_a_group_above_is_not_known() -> None:
    assert near(99, path="/", inactive_file=15 * MIB) is not None


def test_without_a_limit_nothing_is_near() -> None:
    one = replace(process(filled(Kind.HEAP, MIB)), cgroup=Cgroup(version=2, path="/"))

    assert kill_near(subject(one), NEAR) is None
