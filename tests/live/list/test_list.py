"""The list of processes beside what the kernel says, read by the test itself."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import memscope
from memscope.model.listing import ListedProcess, Listing
from tests.live.programs.c import Target, built, running
from tests.live.steady import steady
from tests.live.truth.test_refusals import under_hidepid
from tests.patience import tries

pytestmark = pytest.mark.live

MIB = 1 << 20
NAME = f"sharers-{os.getpid()}"
"""What no other test's program is called, which may run at the same time."""
SOURCE = Path(__file__).with_name("sharers.c").read_text()


@pytest.fixture(scope="module")
def sharers() -> Iterator[Path]:
    with built(SOURCE) as program:
        yield program.rename(program.with_name(NAME))


def kernels(pid: int) -> dict[str, int]:
    """The kernel's own sums of a process, in bytes."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {
        name: int(number) * 1024
        for name, number in re.findall(r"^(\w+): +(\d+) kB$", text, re.MULTILINE)
    }


def of(listing: Listing, pid: int) -> ListedProcess:
    found = listing.process(pid)
    assert found is not None
    return found


def known(size: int | None) -> int:
    assert size is not None
    return size


def total_of(*pids: int) -> int:
    """PSS of several, as the list has it."""
    shares = [of(memscope.processes(str(pid)), pid).share for pid in pids]
    return sum(known(share.proportional) for share in shares)


def test_each_has_the_kernels_numbers(sharers: Path) -> None:
    with running([sharers, "fork", "8"]) as parent:
        share, said = steady(
            lambda: of(memscope.processes(NAME), parent.pid).share,
            lambda: kernels(parent.pid),
        )

    assert share.resident == said["Rss"]
    assert share.proportional == said["Pss"]
    assert share.unique == said["Private_Clean"] + said["Private_Dirty"]
    assert share.swapped == said["SwapPss"]
    assert share.anonymous == said["Pss_Anon"]
    assert share.file == said["Pss_File"]
    assert share.shmem == said["Pss_Shmem"]


def test_pages_that_a_fork_shares_count_once(sharers: Path) -> None:
    with running([sharers, "fork", "64"]) as parent:
        (group,) = memscope.processes(NAME, by="program").groups

    assert set(group.pids) == {parent.pid, parent.facts["child"]}
    assert 64 * MIB <= known(group.share.proportional) < 68 * MIB
    assert known(group.share.resident) >= 128 * MIB
    assert known(group.share.unique) < 4 * MIB


def test_a_file_that_two_map_counts_once(sharers: Path, tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_bytes(os.urandom(4096) * 8192)
    with running([sharers, "map", file]) as one, running([sharers, "map", file]) as two:
        total = total_of(one.pid, two.pid)
        shares = [kernels(target.pid)["Pss"] for target in (one, two)]

    assert 32 * MIB <= total < 36 * MIB
    assert all(16 * MIB <= share < 18 * MIB for share in shares)


def test_two_in_one_address_space_count_once(sharers: Path) -> None:
    with running([sharers, "same"]) as maker:
        listing = memscope.processes(NAME)

    if listing.gaps:
        pytest.skip("kcmp is refused here: give the container CAP_SYS_PTRACE")
    child = of(listing, maker.facts["child"])
    assert child.same_as == maker.pid
    assert of(listing, maker.pid).same_as is None
    assert child.share.proportional is not None
    assert listing.total.share == of(listing, maker.pid).share
    assert len(listing.total.pids) == 2


def test_a_fork_is_no_second_name_of_the_same_memory(sharers: Path) -> None:
    with running([sharers, "fork", "1"]) as parent:
        listing = memscope.processes(NAME)

    assert of(listing, parent.facts["child"]).same_as is None
    assert of(listing, parent.pid).same_as is None


def test_who_lost_its_first_thread_still_has_its_memory(sharers: Path) -> None:
    with running([sharers, "headless"]) as target:
        state = wait_for_the_end_of_the_first_thread(target)
        listing = memscope.processes(str(target.pid))

    assert state == "Z"
    one = of(listing, target.pid)
    assert known(one.share.proportional) > 0
    assert one.threads == 1
    assert one.program == NAME


def wait_for_the_end_of_the_first_thread(target: Target) -> str:
    for _ in tries():
        stat = Path(f"/proc/{target.pid}/stat").read_text()
        state = stat.rpartition(") ")[2][0]
        if state == "Z":
            break
    return state


def test_a_zombie_is_counted_and_not_listed(sharers: Path) -> None:
    with running([sharers, "zombie"]) as parent:
        listing = memscope.processes()

    assert listing.process(parent.facts["child"]) is None
    assert listing.not_listed.zombies >= 1
    assert of(listing, parent.pid).refused is None


def test_all_numbers_that_were_read_are_in_the_sum() -> None:
    listing = memscope.processes()

    read = [one for one in listing.processes if one.refused is None]
    counted = [one.share for one in read if one.same_as is None]
    sums = [known(share.proportional) for share in counted]
    assert listing.total.share.proportional == sum(sums)
    assert len(listing.processes) == len(listing.total.pids)
    refused = [one for one in listing.processes if one.refused is not None]
    assert listing.total.refused == len(refused)
    for one in refused:
        assert one.share.proportional is None
        assert known(one.share.resident) >= 0


def test_groups_add_up_to_the_whole() -> None:
    listing = memscope.processes(by="user")

    for name in ("proportional", "unique", "swapped", "anonymous"):
        parts = [getattr(one.share, name) or 0 for one in listing.groups]
        assert sum(parts) == (getattr(listing.total.share, name) or 0)
    assert sum(one.refused for one in listing.groups) == listing.total.refused


def test_a_process_is_in_the_cgroup_that_it_says() -> None:
    listing = memscope.processes(by="cgroup")

    path = of(listing, os.getpid()).cgroup
    assert path is not None
    said = Path("/proc/self/cgroup").read_text()
    assert any(line.endswith(f":{path}") for line in said.splitlines())
    (group,) = (one for one in listing.groups if os.getpid() in one.pids)
    assert group.name == path
    if group.charge is not None and group.charge.processes is not None:
        assert group.charge.processes >= known(group.share.proportional)


def test_the_ram_of_the_machine_is_all_of_it() -> None:
    text = Path("/proc/meminfo").read_text()
    (total,) = re.findall(r"^MemTotal: +(\d+) kB", text, re.MULTILINE)

    ram = memscope.processes().ram

    assert ram is not None
    assert ram.total == int(total) * 1024
    sizes = {part.name: part.size for part in ram.parts}
    if sizes["unknown"] is not None:
        assert sum(size or 0 for size in sizes.values()) == ram.total


def test_somebody_elses_process_shows_no_more_than_everybody_may_know() -> None:
    if os.geteuid() == 0:
        pytest.skip("root may look at others; `make test` runs this as nobody")

    listing = memscope.processes()

    first = of(listing, 1)
    assert first.refused == "permission denied"
    assert known(first.share.resident) > 0
    assert first.share.proportional is None
    assert first.pid in listing.total.pids
    assert listing.total.refused_resident >= known(first.share.resident)
    assert of(listing, os.getpid()).refused is None


def test_a_proc_that_hides_others_is_named() -> None:
    said = under_hidepid("2", "list")

    assert said.returncode == 0, said.stderr
    assert "(hidepid): they are in no sum" in said.stdout.decode()
