import pytest
from msgspec.structs import replace

from memscope.analyze.limits import Taken, limits_of
from memscope.model.address import Address
from memscope.model.cgroup import Bound, Cgroup
from memscope.model.kinds import Kind, Segment
from memscope.model.limit import Limit, nearest_first
from memscope.model.process import Process
from memscope.model.region import ProcessUsage, Region
from memscope.model.settings import Settings
from memscope.parse.status import Status

pytestmark = pytest.mark.unit

MIB = 1 << 20
USER = Status(
    b"Uid:\t1000\t1000\t1000\t1000\nVmSize:\t 2048 kB\nVmData:\t1024 kB\n"
    b"VmLck:\t 4 kB\nCapEff:\t0000000000000000\n"
)
ROOT = Status(USER.text.replace(b"1000", b"0").replace(b"0" * 16, b"000001ffffffffff"))
RLIMITS = {
    "Max address space": 4 * MIB,
    "Max data size": None,
    "Max stack size": 8 * MIB,
    "Max processes": 100,
    "Max locked memory": 64 << 10,
    "Max open files": 1024,
}


def row(
    start: int, end: int, path: str = "", vma: tuple[int, int] | None = None
) -> Region:
    low, high = vma or (start, end)
    return Region(
        start=Address(start),
        end=Address(end),
        perms="rw-p",
        offset=0,
        device="00:00",
        inode=0,
        path=path,
        vma=(Address(low), Address(high)),
        segment=Segment.HEAP,
        kind=Kind.HEAP,
    )


PROCESS = Process(
    pid=42,
    ppid=1,
    start_ticks=1,
    name="x",
    exe=None,
    cmdline=(),
    state="S",
    address_space=None,
    usage=ProcessUsage(),
    threads=(),
    regions=(
        row(0x1000, 0x2000, vma=(0x1000, 0x3000)),
        row(0x2000, 0x3000, vma=(0x1000, 0x3000)),
        row(0x10000, 0x20000, "[stack]"),
        row(0x30000, 0x31000, "[vsyscall]"),
    ),
)


def by_name(taken: Taken) -> dict[str, Limit]:
    return {one.name: one for one in limits_of(PROCESS, taken)}


def test_each_limit_is_held_against_what_the_kernel_counts() -> None:
    taken = Taken(rlimits=RLIMITS, status=USER, descriptors=5, user_tasks=90)

    assert by_name(taken) == {
        "RLIMIT_AS": Limit("RLIMIT_AS", 2 * MIB, 4 * MIB, is_bytes=True),
        "RLIMIT_STACK": Limit("RLIMIT_STACK", 0x10000, 8 * MIB, is_bytes=True),
        "RLIMIT_NOFILE": Limit("RLIMIT_NOFILE", 5, 1024),
        "RLIMIT_MEMLOCK": Limit("RLIMIT_MEMLOCK", 4096, 64 << 10, is_bytes=True),
        "RLIMIT_NPROC": Limit("RLIMIT_NPROC", 90, 100, of="user 1000"),
    }


def test_what_does_not_bind_is_left_out() -> None:
    assert "RLIMIT_DATA" not in by_name(Taken(rlimits=RLIMITS, status=USER))
    assert not {"RLIMIT_NPROC", "RLIMIT_MEMLOCK"} & {
        *by_name(Taken(rlimits=RLIMITS, status=ROOT))
    }


def test_rights_in_a_user_namespace_free_of_nothing() -> None:
    taken = Taken(rlimits=RLIMITS, status=ROOT, is_at_home=False)

    assert {"RLIMIT_NPROC", "RLIMIT_MEMLOCK"} <= {*by_name(taken)}


def test_mappings_are_counted_as_the_kernel_does() -> None:
    settings = Settings(max_map_count=65530, threads_max=1000, pid_max=500, tasks=400)

    found = by_name(Taken(rlimits={}, status=USER, settings=settings))

    assert found["vm.max_map_count"] == Limit("vm.max_map_count", 2, 65530)
    assert found["kernel.threads-max"].used == 400
    assert found["kernel.pid_max"] == Limit("kernel.pid_max", 400, 500, of="machine")


def test_promises_are_limited_only_where_the_machine_is_strict() -> None:
    meminfo = {"CommitLimit": 8 * MIB, "Committed_AS": 6 * MIB}

    for mode, expected in ((0, False), (1, False), (2, True)):
        settings = Settings(overcommit_memory=mode, meminfo=meminfo)
        found = by_name(Taken(rlimits={}, status=USER, settings=settings))
        assert ("CommitLimit" in found) is expected


def test_limits_of_the_group_say_whose_they_are() -> None:
    bounds = (Bound("memory.max", "/pod", 5, 10), Bound("pids.max", "/", None, 7))
    cgroup = Cgroup(version=2, path="/pod/job", bounds=bounds)

    assert limits_of(PROCESS, Taken(rlimits={}, status=USER, cgroup=cgroup)) == (
        Limit("memory.max", 5, 10, is_bytes=True, of="/pod"),
        Limit("pids.max", None, 7, of="/"),
    )


def test_the_nearest_comes_first_and_the_unknown_last() -> None:
    far, near, unknown = Limit("a", 1, 100), Limit("b", 99, 100), Limit("c", None, 1)
    full = Limit("d", 0, 0)

    assert nearest_first((unknown, far, near, full)) == (full, near, far, unknown)
    assert (near.left, unknown.left, full.share) == (1, None, 1.0)


def test_without_a_map_the_mappings_are_unknown() -> None:
    blind = replace(PROCESS, regions=())
    taken = Taken(rlimits={}, status=USER, settings=Settings(max_map_count=65530))

    assert limits_of(blind, taken) == (Limit("vm.max_map_count", None, 65530),)
