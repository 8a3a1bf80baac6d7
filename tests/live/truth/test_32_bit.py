"""32-bit programs on a 64-bit kernel: whatever is read of them has words of 4 bytes."""

import re

import pytest

from memscope.analyze.diff.diff import diff
from memscope.collect.closer.compare import compare
from memscope.collect.closer.pages import with_pages
from memscope.collect.closer.where import Where
from memscope.collect.look.snapshot import Collector
from memscope.model.kinds import Confidence, Kind
from memscope.model.snapshot import Snapshot
from memscope.render.runs import plain
from memscope.render.text.compare import comparison_lines
from memscope.render.text.diff import diff_lines
from memscope.render.text.snapshot import snapshot_lines
from tests.live.truth.cases import Case, built, told

pytestmark = pytest.mark.live
HUGE = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=2"}


def look_at(case: Case) -> Snapshot:
    snapshot = case.look()
    assert [gap.what for gap in snapshot.gaps if "32-bit" in gap.why] == []
    return snapshot


def test_the_abi_is_the_programs_and_its_calls_have_its_numbers() -> None:
    with told(built("hello32.c", "-m32")) as case:
        process = look_at(case).process(case.pid)

    assert process is not None
    assert process.abi == "i386"
    assert process.threads[0].syscall == 29  # pause


@pytest.mark.parametrize("linking", [(), ("-static",)], ids=["dynamic", "static"])
def test_busy_threads_arenas_and_blocks_are_known(linking: tuple[str, ...]) -> None:
    with told(built("hello32.c", "-m32", *linking)) as case:
        snapshot = look_at(case)
        assert case.wrong(snapshot) == []
        process = snapshot.process(case.pid)

    assert process is not None
    arenas = {one.thread for one in process.regions if one.kind is Kind.ARENA}
    assert arenas == {thread.tid for thread in process.threads[1:]}


def test_every_table_shows_its_addresses_in_eight_digits() -> None:
    program = built("hello32.c", "-m32")
    with told(program) as one, told(program) as other:
        pids = one.pid, other.pid
        comparison = compare(*pids)
        before, after = (Collector().look([pid]) for pid in pids)
        pages = with_pages(before)
    texts = {
        "compare": comparison_lines(comparison),
        "diff": diff_lines(diff(before, after)),
        "snapshot": snapshot_lines(pages),
    }

    for name, lines in texts.items():
        words = " ".join(map(plain, lines)).split()
        wide = [word for word in words if re.match("0000[0-9a-f]{8}", word)]
        assert wide == [], name


def test_that_the_kernel_led_to_a_descriptor_is_not_claimed() -> None:
    with told(built("hello32.c", "-m32")) as case:
        process = case.look().process(case.pid)

    assert process is not None
    (busy,) = [one for one in process.threads if one.sp is None]
    assert busy.stack is not None
    assert busy.stack.confidence is Confidence.LIKELY
    assert "robust-list" not in busy.stack.evidence


@pytest.mark.parametrize("how", ["plain", "hole"])
def test_arenas_of_1_mib_are_arenas(how: str) -> None:
    with told(built("arenas.c", "-m32"), how) as case:
        assert case.wrong(look_at(case)) == []


def test_arenas_for_huge_pages_are_arenas() -> None:
    with told(built("arenas.c", "-m32"), "plain", env=HUGE) as case:
        assert case.wrong(look_at(case)) == []


def test_a_hole_in_a_stack_is_not_its_end() -> None:
    with told(built("guard_in_stack.c", "-m32"), "none") as case:
        assert case.wrong(look_at(case)) == []


@pytest.mark.parametrize("how", ["info", "plain"])
def test_a_stack_for_signals_is_right_or_unknown(how: str) -> None:
    with told(built("signal_stack.c", "-m32"), how) as case:
        assert case.wrong(look_at(case)) == []


def test_a_stack_for_signals_is_known_in_64_bits() -> None:
    with told(built("signal_stack.c"), "info") as case:
        assert case.wrong() == []


def test_stacks_of_ended_threads_are_right_or_unknown() -> None:
    with told(built("ended_threads.c", "-m32")) as case:
        process = look_at(case).process(case.pid)

    assert process is not None
    living = {thread.tid for thread in process.threads}
    claimed = [one for one in process.regions if one.kind is Kind.THREAD_STACK]
    assert {one.thread for one in claimed} <= {None, *living}
    assert [one for one in claimed if "keeps" in one.label or "kept" in one.label] == []


def test_what_points_where_is_read_in_words_of_four_bytes() -> None:
    with told(built("hello32.c", "-m32")) as case:
        (block,) = [int(f[1], 16) for f in case.facts if f[0] == "says"]
        process = case.look().process(case.pid)
        assert process is not None
        arena = next(one for one in process.regions if one.kind is Kind.ARENA)
        found = Where().look(case.pid, arena.start)
        odd = Where().look(case.pid, block - 4)

    assert found.place.points_at is not None
    assert found.place.points_at.value == arena.start + 0x18
    assert odd.place.points_at is None  # a size, and no half of a pointer
