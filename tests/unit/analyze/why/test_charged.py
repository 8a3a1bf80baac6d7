"""Rules about what control groups are charged with."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from memscope.analyze.why.charged import (
    cache_counted_by_cgroup,
    kernel_memory_of_cgroup,
    tmpfs_nobody_maps,
)
from memscope.analyze.why.charges import charges_of, groups_of, limit_of
from memscope.analyze.why.judge import judge
from memscope.analyze.why.rule import Found
from memscope.analyze.why.seen import Seen
from memscope.analyze.why.words import sentences
from memscope.i18n import set_language
from memscope.model.cgroup import Bound, Cgroup, Members
from memscope.model.finding import Severity
from memscope.model.held import Held, HeldKind
from memscope.model.kinds import Confidence, Kind
from memscope.model.sentence import fill
from memscope.parse.cgroup import parse_counts
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

# Documentation/admin-guide/cgroup-v2.rst; a container that reads a large file.
VERSION_2 = b"""\
anon 31457280
file 402653184
kernel 20971520
kernel_stack 98304
pagetables 626688
sec_pagetables 0
percpu 1152
sock 4096
vmalloc 0
shmem 4194304
zswap 0
file_mapped 1048576
file_dirty 2097152
file_writeback 1048576
anon_thp 0
inactive_anon 32505856
active_anon 3145728
inactive_file 104857600
active_file 293601280
unevictable 0
slab_reclaimable 15728640
slab_unreclaimable 2097152
slab 17825792
pgfault 12345
"""
# memory.stat of version 1, of a group whose processes have filled 48 pipes.
VERSION_1 = b"""\
cache 0
rss 0
shmem 0
inactive_file 0
active_file 0
hierarchical_memory_limit 268435456
total_cache 1048576
total_rss 393216
total_shmem 0
total_mapped_file 0
total_dirty 0
total_writeback 0
total_inactive_anon 303104
total_active_anon 8192
total_inactive_file 1048576
total_active_file 0
"""


def group(
    current: int | None,
    *,
    path: str = "/pod",
    limit: int | None = None,
    text: bytes = VERSION_2,
    version: int = 2,
    members: Members | None = None,
    events: Mapping[str, int] | None = None,
    **stat: int,
) -> Cgroup:
    """Return a group that is charged with so many MiB.

    Args:
        current: MiB of all; None: unknown.
        path: Its path.
        limit: MiB that it may have.
        text: Its `memory.stat`.
        version: Of control groups.
        members: What its processes add up to.
        events: What has happened to it.
        stat: Lines of `memory.stat` that are different, in MiB.
    """
    return Cgroup(
        version=version,
        path=path,
        current=None if current is None else current * MIB,
        limit=None if limit is None else limit * MIB,
        stat=parse_counts(text) | {name: value * MIB for name, value in stat.items()},
        events=dict(events or {}),
        members=members,
    )


def inside(*groups: Cgroup, held: tuple[Held, ...] | None = ()) -> Seen:
    """Return processes, each in a group of its own."""
    one = process(filled(Kind.HEAP, 10 * MIB))
    return seen(
        *(
            subject(replace(one, pid=100 + at, cgroup=group, held=held))
            for at, group in enumerate(groups)
        )
    )


# What the files say


def test_version_2_tells_all() -> None:
    charges = charges_of(group(460))

    assert charges is not None
    assert charges.cache == (100 + 280) * MIB
    assert charges.waiting == 3 * MIB
    assert charges.shmem == 4 * MIB
    assert charges.kernel == 20 * MIB + 4096
    assert charges.reclaimable == 15 * MIB
    assert charges.is_told


def test_before_linux_5_18_the_kernels_part_is_a_sum() -> None:
    old = VERSION_2.replace(b"kernel 20971520\n", b"")

    charges = charges_of(group(460, text=old))

    assert charges is not None
    assert charges.kernel == 98304 + 626688 + 1152 + 17825792 + 4096


def test_version_1_leaves_the_kernels_part_over() -> None:
    charges = charges_of(group(52, text=VERSION_1, version=1))

    assert charges is not None
    assert charges.kernel == 52 * MIB - 1048576 - 393216
    assert not charges.is_told


def test_what_is_missing_is_unknown() -> None:
    charges = charges_of(group(460, text=b"anon 5\n"))

    assert charges is not None
    assert charges.cache is None
    assert charges.shmem is None
    assert charges.kernel is None
    assert charges_of(group(None)) is None
    assert charges_of(group(460, text=b"")) is None


def test_a_group_counts_once_however_many_are_in_it() -> None:
    one, other = group(1), group(1, path="/other")

    assert groups_of([one, None, one, other]) == (one, other)


def test_a_limit_of_a_group_above_is_not_its_own() -> None:
    above = Bound("memory.max", "/", 5, 9)
    own = Bound("memory.max", "/pod", 5, 9)

    assert limit_of(replace(group(1), bounds=(above,))) is None
    assert limit_of(replace(group(1), bounds=(own,))) == 9
    assert limit_of(group(1, limit=2)) == 2 * MIB


# Page cache


def cache(*groups: Cgroup) -> Found | None:
    return cache_counted_by_cgroup(inside(*groups), numbers("cache-counted-by-cgroup"))


def test_a_group_full_of_cache_is_harmless() -> None:
    found = said(cache(group(460, limit=480)))

    assert found.severity is Severity.HARMLESS
    assert found.confidence is Confidence.CERTAIN
    assert found.bytes == 380 * MIB
    assert found.values["rest"] == 80 * MIB
    assert found.evidence["active"][0] == 280 * MIB


@pytest.mark.parametrize(
    ("current", "limit", "is_found"),
    [(460, 657, True), (460, 658, False), (460, None, False), (951, 960, False)],
)
def test_a_group_has_to_look_full_and_to_be_full_of_cache(
    current: int, limit: int | None, is_found: bool
) -> None:
    assert (cache(group(current, limit=limit)) is not None) is is_found


def test_little_cache_is_not_told_of() -> None:
    assert cache(group(40, limit=41, active_file=31, inactive_file=0)) is None
    assert cache(group(40, limit=41, active_file=32, inactive_file=0)) is not None


def test_nothing_is_called_harmless_where_processes_were_ended() -> None:
    assert cache(group(460, limit=480, events={"oom_kill": 1})) is None


def test_of_groups_in_each_other_the_fullest_is_told() -> None:
    outer, inner = group(900, limit=900, active_file=700), group(460, limit=480)

    found = said(cache(inner, replace(outer, path="/")))

    assert found.values["group"] == "/"
    assert found.bytes == 800 * MIB


def test_a_group_that_nobody_could_read_is_not_judged() -> None:
    looked = seen(subject(process(filled(Kind.HEAP, MIB))))

    missing = {one.id for one in judge(looked).not_run}

    assert {"cache-counted-by-cgroup", "kernel-memory-of-cgroup"} <= missing
    assert "tmpfs-nobody-maps" in missing


# Files in RAM


def memfd(
    allocated: int,
    resident: int | None,
    *,
    inode: int = 5,
    kind: HeldKind = HeldKind.MEMFD,
    links: int | None = 0,
    path: str = "/memfd:frames",
) -> Held:
    """Return a file of so many MiB, of which so many are in RSS."""
    return Held(
        kind=kind,
        path=path,
        device="00:01",
        inode=inode,
        size=allocated * MIB,
        allocated=allocated * MIB,
        links=links,
        descriptors=1,
        resident=None if resident is None else resident * MIB,
    )


def unmapped(*holders: tuple[Held, ...]) -> Found | None:
    one = process(filled(Kind.HEAP, 10 * MIB))
    looked = seen(
        *(
            subject(replace(one, pid=100 + at, held=held))
            for at, held in enumerate(holders)
        )
    )
    return tmpfs_nobody_maps(looked, numbers("tmpfs-nobody-maps"))


@pytest.mark.parametrize(
    ("allocated", "resident", "is_found"),
    [(32, 0, True), (31, 0, False), (64, 32, True), (64, 33, False), (64, None, False)],
)
def test_a_file_that_is_held_and_not_mapped_is_told_of(
    allocated: int, resident: int | None, is_found: bool
) -> None:
    found = unmapped((memfd(allocated, resident),))

    assert (found is not None) is is_found
    if found is not None:
        assert found.severity is Severity.NOTICE
        assert found.confidence is Confidence.CERTAIN
        assert found.saves is None
        assert (found.bytes or 0) <= allocated * MIB


def test_many_small_files_add_up() -> None:
    files = tuple(memfd(8, 0, inode=at) for at in range(4))

    assert said(unmapped(files)).values["others"] == 3


@pytest.mark.parametrize(
    "other",
    [
        memfd(64, 0, kind=HeldKind.DELETED, path="/tmp/log (deleted)"),
        memfd(64, 0, kind=HeldKind.TMPFS, links=1, path="/dev/shm/cache"),
        memfd(64, 0, kind=HeldKind.TMPFS, links=None, path="/dev/shm/cache"),
    ],
)
def test_files_on_a_disk_or_with_a_name_are_not_the_holders(other: Held) -> None:
    assert unmapped((other,)) is None


def test_what_another_of_them_has_mapped_is_somebodys() -> None:
    assert unmapped((memfd(64, 0),), (memfd(64, 64),)) is None
    assert said(unmapped((memfd(64, 0),), (memfd(64, 0),))).bytes == 64 * MIB


def test_a_hostile_name_is_shown_as_text() -> None:
    found = said(unmapped((memfd(64, 0, path="/memfd:\x1b[2J{bytes}\n"),)))

    assert "\x1b" not in str(found.evidence["files"][0])


def in_group(current: int, limit: int | None, shmem: int, mapped: int) -> Found | None:
    members = Members(processes=3, shmem=mapped * MIB)
    one = group(current, limit=limit, members=members, shmem=shmem)
    return tmpfs_nobody_maps(inside(one), numbers("tmpfs-nobody-maps"))


@pytest.mark.parametrize(
    ("current", "limit", "shmem", "mapped", "severity"),
    [
        (200, 250, 100, 0, Severity.PROBLEM),
        (200, 251, 100, 0, Severity.NOTICE),
        (200, 900, 100, 50, Severity.NOTICE),
        (200, 900, 100, 51, None),
        (200, None, 100, 0, Severity.NOTICE),
        (200, None, 99, 0, None),
        (100, 900, 32, 0, Severity.NOTICE),
        (100, 900, 31, 0, None),
        (200, None, 100, 400, None),
    ],
)
def test_files_in_ram_that_nobody_in_the_group_maps_are_told_of(
    current: int, limit: int | None, shmem: int, mapped: int, severity: Severity | None
) -> None:
    found = in_group(current, limit, shmem, mapped)

    assert (None if found is None else found.severity) is severity
    if found is not None:
        assert found.confidence is Confidence.LIKELY
        assert found.bytes == (shmem - mapped) * MIB


def test_a_group_whose_processes_were_not_asked_is_not_judged() -> None:
    one = group(200, shmem=150)

    assert tmpfs_nobody_maps(inside(one), numbers("tmpfs-nobody-maps")) is None


# The kernel's own


def kernel(one: Cgroup) -> Found | None:
    return kernel_memory_of_cgroup(inside(one), numbers("kernel-memory-of-cgroup"))


@pytest.mark.parametrize(
    ("current", "limit", "severity"),
    [
        (240, 900, Severity.NOTICE),
        (241, 900, None),
        (120, None, Severity.NOTICE),
        (121, None, None),
        (200, 250, Severity.PROBLEM),
        (200, 251, Severity.NOTICE),
    ],
)
def test_the_kernels_part_is_told_of_from_a_quarter_on(
    current: int, limit: int | None, severity: Severity | None
) -> None:
    found = kernel(group(current, limit=limit, kernel=60, sock=0))

    assert (None if found is None else found.severity) is severity


def test_little_is_not_told_of() -> None:
    assert kernel(group(40, limit=90, kernel=31, sock=0)) is None
    assert said(kernel(group(40, limit=90, kernel=32, sock=0))).bytes == 32 * MIB


def test_what_can_be_reclaimed_is_harmless() -> None:
    found = said(kernel(group(100, limit=100, kernel=60, sock=0, slab_reclaimable=31)))

    assert found.severity is Severity.HARMLESS
    assert found.variant == "dropped"


def test_what_can_be_reclaimed_or_may_be_matters_only_to_a_limit() -> None:
    cache = group(100, kernel=80, sock=0, slab_reclaimable=50)
    nobody_knows = group(52, text=VERSION_1, version=1)

    assert kernel(cache) is None
    assert kernel(nobody_knows) is None


@pytest.mark.parametrize(
    ("part", "variant"),
    [
        ("sock", "sock"),
        ("pagetables", "pagetables"),
        ("kernel_stack", "kernel_stack"),
        ("slab_unreclaimable", "slab_unreclaimable"),
        ("percpu", ""),
    ],
)
def test_the_largest_part_is_named(part: str, variant: str) -> None:
    sizes = {"kernel": 20 if part == "sock" else 60, "slab_reclaimable": 1, part: 50}
    full = group(100)
    stat = dict(full.stat) | {name: size * MIB for name, size in sizes.items()}

    assert said(kernel(replace(full, stat=stat))).variant == variant


def test_version_1_is_only_likely() -> None:
    found = said(kernel(group(52, limit=256, text=VERSION_1, version=1)))

    assert found.confidence is Confidence.LIKELY
    assert found.variant == ""
    assert found.evidence["reclaimable"][0] is None


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_one_file_is_not_said_to_be_several(lang: str) -> None:
    one = said(unmapped((memfd(64, 0, path="/memfd:one"),)))
    two = said(unmapped((memfd(64, 0), memfd(32, 0, inode=9))))

    set_language(lang)
    texts = sentences()["tmpfs-nobody-maps"]
    alone = fill(texts.of("text", one.variant), one.values)
    several = fill(texts.of("text", two.variant), two.values)

    assert "1" not in alone
    assert "1" in several
