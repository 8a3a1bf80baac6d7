"""Rules about threads and stacks, on both sides of each threshold."""

import pytest
from msgspec.structs import replace

from memscope.analyze.why.seen import Subject
from memscope.analyze.why.threads import (
    count_limit_near,
    stack_nearly_full,
    stacks_locked,
    stacks_touched,
    threads_climb,
)
from memscope.model import labels
from memscope.model.address import Address
from memscope.model.evidence import KERNEL_NAME, PTHREAD_DESCRIPTOR
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.limit import Limit
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import RegionUsage
from tests.unit.analyze.regions import region
from tests.unit.analyze.why.built import (
    MIB,
    filled,
    numbers,
    process,
    said,
    subject,
)

pytestmark = pytest.mark.unit

CLIMB, COUNT = numbers("threads-climb"), numbers("count-limit-near")
FULL, TOUCHED = numbers("stack-nearly-full"), numbers("stacks-touched")
LOCKED = numbers("stacks-locked")
KIB = 1024
START = 0x7F0000000000


def climbing(*counts: int) -> Subject:
    looks = [process(filled(Kind.HEAP, MIB), threads=count) for count in counts]
    ago = [float(len(counts) - 1 - at) for at in range(len(counts))]
    return subject(looks[-1], earlier=[*zip(ago, looks, strict=True)][:-1])


def test_threads_that_never_end_are_told() -> None:
    found = said(threads_climb(climbing(2, 6, 9, 14), CLIMB))

    assert found.confidence is Confidence.LIKELY
    assert (found.values["before"], found.values["now"]) == (2, 14)
    assert found.values["alike"] == 1


@pytest.mark.parametrize(
    "counts", [(2, 2, 2), (2, 12, 12), (2, 12, 3, 14), (2, 4, 6, 8)]
)
def test_threads_that_end_are_not(counts: tuple[int, ...]) -> None:
    assert threads_climb(climbing(*counts), CLIMB) is None


def limited(*limits: Limit) -> Subject:
    return subject(replace(process(filled(Kind.HEAP, MIB)), limits=limits))


@pytest.mark.parametrize(
    ("used", "severity"),
    [(79, None), (80, Severity.NOTICE), (95, Severity.PROBLEM)],
)
def test_a_count_that_is_nearly_reached(used: int, severity: Severity | None) -> None:
    found = count_limit_near(limited(Limit("pids.max", used, 100)), COUNT)

    assert (found and found.severity) is severity


def test_the_nearest_count_is_told() -> None:
    near = (Limit("kernel.pid_max", 81, 100), Limit("RLIMIT_NPROC", 99, 100))

    found = said(count_limit_near(limited(*near), COUNT))

    assert (found.values["name"], found.values["left"]) == ("RLIMIT_NPROC", 1)
    assert found.variant == "user"


def test_other_limits_and_unknown_ones_are_no_count() -> None:
    others = (Limit("RLIMIT_AS", 99, 100, is_bytes=True), Limit("pids.max", None, 9))

    assert count_limit_near(limited(*others), COUNT) is None


def with_stack(
    *,
    size: int = 128 * KIB,
    resident: int | None = 0,
    depth: int | None = 0,
    state: str = "S",
    evidence: tuple[str, ...] = (PTHREAD_DESCRIPTOR,),
    sure: Confidence = Confidence.CERTAIN,
    flags: tuple[str, ...] = (),
    stacks: int = 1,
    **usage: int,
) -> Process:
    """Return a process with threads that have such stacks."""
    regions, threads = [], [Thread(77, "main", "S")]
    for number in range(stacks):
        start = Address(START + number * 2 * size)
        end = Address(start + size)
        lies = region(Kind.THREAD_STACK, start=start, end=end)
        used = RegionUsage(resident=resident, **usage)
        regions.append(replace(lies, usage=used, flags=flags, thread=78 + number))
        threads.append(
            Thread(
                78 + number,
                "worker",
                state,
                stack=Stack(start, end, 4096, resident, depth, evidence, sure),
            )
        )
    return replace(process(*regions), threads=tuple(threads))


def full(**about: object) -> bool:
    one = with_stack(**about)  # type: ignore[arg-type]
    return stack_nearly_full(subject(one), FULL) is not None


def test_a_stack_that_was_touched_nearly_to_its_end() -> None:
    one = with_stack(resident=112 * KIB, depth=4 * KIB)

    found = said(stack_nearly_full(subject(one), FULL))

    assert found.values["left"] == 16 * KIB
    assert found.variant == ""
    assert found.confidence is Confidence.CERTAIN


def test_a_stack_that_is_in_use_nearly_to_its_end() -> None:
    one = with_stack(resident=112 * KIB, depth=110 * KIB)

    assert said(stack_nearly_full(subject(one), FULL)).variant == "now"


@pytest.mark.parametrize(("kib", "is_found"), [(102, False), (103, True)])
def test_where_a_stack_begins_to_be_nearly_full(kib: int, is_found: bool) -> None:
    assert full(resident=kib * KIB) is is_found


def test_a_stack_that_was_filled_on_purpose_says_nothing_of_its_depth() -> None:
    assert not full(resident=128 * KIB, depth=4 * KIB)
    assert not full(resident=120 * KIB, depth=4 * KIB, flags=("lo",))
    assert not full(resident=120 * KIB, depth=4 * KIB, huge=64 * KIB)
    assert full(resident=128 * KIB, depth=120 * KIB, flags=("lo",))


def test_guessed_and_unknown_stacks_are_not_judged() -> None:
    assert not full(resident=120 * KIB, sure=Confidence.GUESS)
    assert not full(resident=120 * KIB, evidence=("runtime-mark:go",))
    assert not full(resident=None, depth=None)


def test_the_main_threads_stack_may_grow_to_its_limit() -> None:
    start, end = Address(START), Address(START + 128 * KIB)
    stack = Stack(start, end, None, 120 * KIB, 4096, (KERNEL_NAME,), limit=8 * MIB)
    lies = filled(Kind.STACK, 128 * KIB, at=START)
    main = Thread(77, "main", "S", stack=replace(stack, confidence=Confidence.CERTAIN))
    one = replace(process(lies), threads=(main,))

    assert stack_nearly_full(subject(one), FULL) is None


def touched(**about: object) -> bool:
    one = with_stack(size=8 * MIB, **about)  # type: ignore[arg-type]
    return stacks_touched(subject(one), TOUCHED) is not None


def test_waiting_threads_keep_what_they_touched_once() -> None:
    one = with_stack(size=8 * MIB, resident=3 * MIB, depth=5000, stacks=8)

    found = said(stacks_touched(subject(one), TOUCHED))

    assert found.bytes == 8 * (3 * MIB - 8192)
    assert found.saves is None


def test_what_is_in_use_or_runs_is_not_kept() -> None:
    assert not touched(resident=3 * MIB, depth=3 * MIB, stacks=8)
    assert not touched(resident=3 * MIB, depth=None, stacks=8)
    assert not touched(resident=3 * MIB, depth=0, state="R", stacks=8)
    assert not touched(resident=3 * MIB, depth=0, stacks=5)


def test_stacks_of_ended_threads_are_counted() -> None:
    kept = [
        replace(
            filled(Kind.THREAD_STACK, 8 * MIB, at=START + n * 16 * MIB),
            label=labels.KEPT_STACK,
        )
        for n in range(3)
    ]

    found = said(stacks_touched(subject(process(*kept)), TOUCHED))

    assert (found.values["kept"], found.bytes) == (3, 24 * MIB)
    assert found.variant == "kept"


def test_a_lock_fills_stacks() -> None:
    one = with_stack(
        size=4 * MIB, resident=4 * MIB, depth=4000, flags=("lo",), stacks=4
    )

    found = said(stacks_locked(subject(one), LOCKED))

    assert found.saves == 4 * (4 * MIB - 4096)


def test_stacks_that_are_not_locked_or_not_filled_are_left_alone() -> None:
    for about in (
        {"resident": 4 * MIB, "flags": ()},
        {"resident": 8192, "flags": ("lo",)},
    ):
        one = with_stack(size=4 * MIB, depth=4000, stacks=4, **about)  # type: ignore[arg-type]
        assert stacks_locked(subject(one), LOCKED) is None
