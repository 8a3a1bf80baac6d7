"""What two real processes or threads share, as far as we may know it."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from memscope.collect.closer.compare import compare
from memscope.collect.closer.pages import bounds_of, read_page_map
from memscope.collect.closer.target import target
from memscope.collect.look.snapshot import Collector
from memscope.errors import ProcessGone, UsageProblem
from memscope.model.kinds import Kind
from memscope.model.sharing import Proof, RegionPair, Sharing, SpaceRelation
from tests.live.pages.own import sees_frames
from tests.live.sharing.targets import one_space, python
from tests.patience import wait_until

pytestmark = pytest.mark.live


@pytest.fixture
def two() -> Iterator[tuple[int, int]]:
    """Two processes of one program that are not related."""
    with python() as one, python() as other:
        yield one.pid, other.pid


def of_kind(pairs: tuple[RegionPair, ...], kind: Kind, name: str) -> list[RegionPair]:
    return [
        pair for pair in pairs if pair.first.kind is kind and name in pair.first.path
    ]


def test_code_of_the_c_library_is_in_the_same_frames_in_both(
    two: tuple[int, int],
) -> None:
    comparison = compare(*two)

    pairs = of_kind(comparison.pairs, Kind.CODE, "libc")
    assert pairs
    for pair in pairs:
        assert pair.same_object
        assert pair.sharing is Sharing.SAME_FRAMES
        assert pair.pages is not None
        assert pair.pages.same == pair.pages.both > 0
        assert pair.pages.copy_on_write == 0
        assert pair.proofs == ((Proof.FRAMES if sees_frames() else Proof.INODE),)
        if sees_frames():
            assert pair.mappings is not None
            assert pair.mappings[0] >= 2


def test_heaps_and_stacks_of_two_processes_are_private(two: tuple[int, int]) -> None:
    comparison = compare(*two)

    pairs = [
        pair for pair in comparison.pairs if pair.first.kind in (Kind.HEAP, Kind.STACK)
    ]
    assert {pair.first.kind for pair in pairs} == {Kind.HEAP, Kind.STACK}
    for pair in pairs:
        assert pair.sharing is Sharing.PRIVATE
        assert pair.pages is not None
        assert pair.pages.same == pair.pages.alike == 0


def test_two_processes_have_two_address_spaces_and_the_kernel_says_so(
    two: tuple[int, int],
) -> None:
    comparison = compare(*two)

    assert comparison.address_space is SpaceRelation.SEPARATE
    assert comparison.space_proofs == (Proof.KCMP,)
    assert (comparison.first.pid, comparison.second.pid) == two
    assert comparison.totals is not None
    assert comparison.totals.same > 0
    assert comparison.totals.different > 0
    # A user cannot know whose page the vdso is: it has no file.
    assert comparison.totals.undecided == (0 if sees_frames() else 1)


def test_it_says_which_proof_was_possible_and_what_would_allow_more(
    two: tuple[int, int],
) -> None:
    comparison = compare(*two)

    if sees_frames():
        assert (comparison.page_proof, comparison.gaps) == (Proof.FRAMES, ())
    else:
        assert comparison.page_proof is Proof.EXCLUSIVE_BIT
        assert [(gap.what, gap.why, gap.remedy) for gap in comparison.gaps] == [
            ("physical frames", "needs CAP_SYS_ADMIN", "run as root")
        ]
        assert comparison.elsewhere is None


def test_two_threads_have_one_address_space_by_definition_and_by_kcmp() -> None:
    code = (
        "import sys, threading\n"
        "for _ in range(2):\n"
        "    threading.Thread(target=sys.stdin.read, daemon=True).start()"
    )
    with python(code) as process:
        tids = [int(one.name) for one in Path(f"/proc/{process.pid}/task").iterdir()]
        first, second = sorted(set(tids) - {process.pid})
        comparison = compare(first, second)

    assert comparison.address_space is SpaceRelation.SAME
    assert comparison.space_proofs == (Proof.SAME_PROCESS, Proof.KCMP)
    assert (comparison.first.pid, comparison.first.tid) == (process.pid, first)
    assert {pair.sharing for pair in comparison.pairs} == {Sharing.ONE_SPACE}
    assert comparison.totals is not None
    assert comparison.totals.same == comparison.totals.both > 0
    assert comparison.isolation is not None
    assert comparison.isolation.pages == 0


@pytest.mark.parametrize("how", ["vfork", "clone"])
def test_two_processes_can_have_one_address_space(how: str) -> None:
    with one_space(how) as family:
        parent, child = family.facts["parent"], family.facts["child"]
        comparison = compare(parent, child)

    assert parent != child
    assert comparison.address_space is SpaceRelation.SAME
    assert comparison.space_proofs == (Proof.KCMP,)
    assert {pair.sharing for pair in comparison.pairs} == {Sharing.ONE_SPACE}


def test_a_process_compared_with_itself_is_one() -> None:
    comparison = compare(os.getpid(), os.getpid())

    assert comparison.address_space is SpaceRelation.SAME


def test_a_zombie_is_a_process_that_has_ended() -> None:
    with subprocess.Popen(["true"]) as process:
        wait_until_zombie(process.pid)

        with pytest.raises(ProcessGone) as raised:
            compare(os.getpid(), process.pid)

    assert raised.value.exit_code == 3
    assert "reaped" in raised.value.hint


def test_a_kernel_thread_has_nothing_to_compare() -> None:
    flags = int(Path("/proc/2/stat").read_text().rpartition(")")[2].split()[6])
    if not flags & 0x200000:
        pytest.skip("process 2 is no kernel thread here: a container of its own")

    with pytest.raises(UsageProblem, match="process 2 is a kernel thread"):
        compare(2, os.getpid())


def test_a_process_that_does_not_exist_is_named() -> None:
    with python() as process:
        gone = process.pid

    with pytest.raises(ProcessGone, match=f"process {gone}: no such process"):
        compare(os.getpid(), gone)


def test_a_process_that_ends_in_the_middle_is_gone_and_not_empty() -> None:
    with python() as process, target(process.pid) as opened:
        bounds = bounds_of(Collector().look([process.pid]).processes[0].regions)
        assert read_page_map(opened.directory, bounds).resident_count > 0
        process.kill()
        process.wait()

        with pytest.raises(ProcessGone):
            read_page_map(opened.directory, bounds)
        with pytest.raises(ProcessGone):
            opened.is_unchanged()


def test_a_process_that_calls_exec_in_the_middle_is_noticed() -> None:
    code = "import os; print('x', flush=True); os.read(0, 1); os.execlp('cat', 'cat')"
    with subprocess.Popen(
        ["python3", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"x\n"
            with target(process.pid) as opened:
                assert opened.is_unchanged()
                process.stdin.write(b"\nhello\n")
                process.stdin.flush()
                assert process.stdout.readline() == b"hello\n"
                assert not opened.is_unchanged()
        finally:
            process.kill()


def test_targets_that_come_and_go_give_an_answer_or_one_clear_error() -> None:
    """Ends somewhere inside each comparison, wherever that may be."""
    for delay_ms in range(0, 24, 2):
        with python() as process:
            ending = threading.Timer(delay_ms / 1000, process.kill)
            ending.start()
            with suppress(ProcessGone):
                found = compare(os.getpid(), process.pid)
                assert found.address_space is SpaceRelation.SEPARATE
                assert found.totals is not None
                assert found.totals.both > 0
            ending.join()


def wait_until_zombie(pid: int) -> None:
    stat = Path(f"/proc/{pid}/stat")
    assert wait_until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "Z")
