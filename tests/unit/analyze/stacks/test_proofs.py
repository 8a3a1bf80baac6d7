"""Which thread descriptors to believe: each condition at its edge."""

import pytest
from msgspec.structs import replace

from memscope.analyze.spans import VmaIndex
from memscope.analyze.stacks.claim import StackClaim
from memscope.analyze.stacks.proofs import believed_claims
from memscope.model import labels
from memscope.model.evidence import (
    GUARD_BELOW,
    PTHREAD_DESCRIPTOR,
    ROBUST_LIST,
    STACK_KEPT,
    STACK_UNJOINED,
)
from memscope.model.kinds import Confidence
from memscope.model.process import TaskFacts
from memscope.parse.pthread import Descriptor, DescriptorProof, ListOf
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

LOW, HIGH = 0x7F00_0000_1000, 0x7F00_0000_9000
INDEX = VmaIndex(
    mapped(
        "7f0000000000-7f0000001000 ---p",
        "7f0000001000-7f0000009000 rw-p",
        "7f0000010000-7f0000018000 rw-p",
        "7f0000018000-7f0000019000 ---p",
        "7f0000019000-7f0000020000 rw-p",
        "7f0000020000-7f0000021000 r--p",
        "7f0001000000-7f0001001000 rw-p 0 7 /lib/ld-linux-x86-64.so.2",
        "7f0001001000-7f0001002000 rw-p",
        "7f0001003000-7f0001004000 rw-p",
    )
)
HEAD = 0x7F00_0100_0040
"""A list head among the loader's variables."""
KERNEL, SEARCH = DescriptorProof.KERNEL, DescriptorProof.SEARCH
ONE = Descriptor(
    *(HIGH - 64, 101, LOW, HIGH, 0x1000, KERNEL, "glibc", True, 0),
    listed=ListOf.IN_USE,
    head=HEAD,
)
OTHER = Descriptor(
    *(0x7F00_0001_7000, 102, 0x7F00_0001_0000, 0x7F00_0001_8000, 0, KERNEL, "glibc"),
    listed=ListOf.IN_USE,
    head=HEAD,
)


def claims(*descriptors: Descriptor, **sps: int | None) -> list[StackClaim]:
    """Return what is believed; `t101=0x1000` is where a thread's SP is."""
    places = {101: None, 102: None} | {int(k[1:]): sp for k, sp in sps.items()}
    tasks = {tid: TaskFacts(tid, f"w{tid}", sp, tid) for tid, sp in places.items()}
    return believed_claims(INDEX, tasks, descriptors, None)


def test_what_the_kernel_led_to_is_believed() -> None:
    (claim,) = claims(ONE)

    assert (claim.start, claim.end, claim.guard, claim.bottom) == (
        *(LOW, HIGH, 0x1000),
        LOW - 0x1000,
    )
    assert claim.evidence == (PTHREAD_DESCRIPTOR, ROBUST_LIST, GUARD_BELOW)
    assert claim.confidence is Confidence.CERTAIN
    assert claim.label == "stack of w101"


@pytest.mark.parametrize(
    ("address", "believed"),
    [(LOW - 1, False), (LOW, True), (HIGH - 1, True), (HIGH, False)],
)
def test_glibcs_descriptor_lies_in_its_stack_and_musls_need_not(
    address: int, believed: bool
) -> None:
    one = replace(ONE, address=address)

    assert bool(claims(one)) is believed
    assert claims(replace(one, layout="musl"))


@pytest.mark.parametrize(
    "lie",
    [
        replace(ONE, start=LOW + 8),
        replace(ONE, guard=0x800),
        replace(ONE, start=LOW - 0x2000, guard=0),
        replace(ONE, end=HIGH + 0x1000),
        replace(OTHER, end=0x7F00_0002_1000, address=0x7F00_0001_7000),
        replace(ONE, start=HIGH, end=HIGH + 0x1000, address=HIGH),
    ],
)
def test_a_descriptor_that_the_map_contradicts(lie: Descriptor) -> None:
    assert claims(lie) == []


def test_a_stack_of_the_users_own_may_begin_anywhere() -> None:
    (claim,) = claims(replace(ONE, start=LOW + 8, guard=0))

    assert (claim.guard, claim.is_split) == (0, False)


def test_a_guard_zone_inside_splits_a_stack() -> None:
    (claim,) = claims(replace(OTHER, end=0x7F00_0002_0000))

    assert claim.is_split


@pytest.mark.parametrize(
    ("guard", "confirmed"), [(0x1000, 0x1000), (0x2000, 0x1000), (0, 0)]
)
def test_a_guard_is_as_large_as_the_map_confirms(guard: int, confirmed: int) -> None:
    (claim,) = claims(replace(ONE, guard=guard))

    assert claim.guard == confirmed


@pytest.mark.parametrize(
    ("sp", "believed"),
    [(None, False), (LOW - 8, False), (LOW, True), (HIGH - 8, True), (HIGH, False)],
)
def test_what_a_search_found_needs_the_stack_pointer(
    sp: int | None, believed: bool
) -> None:
    assert bool(claims(replace(ONE, proof=SEARCH), t101=sp)) is believed


def test_one_that_is_confirmed_speaks_for_its_kin() -> None:
    both = replace(ONE, proof=SEARCH), replace(OTHER, proof=SEARCH)

    found = claims(*both, t101=HIGH - 8)

    assert [one.tid for one in found] == [101, 102]
    assert [one.confidence for one in found] == [
        Confidence.CERTAIN,
        Confidence.LIKELY,
    ]
    assert claims(*both) == []


def test_of_two_that_both_are_vouched_for_none_is_believed() -> None:
    assert claims(ONE, replace(OTHER, tid=101)) == []
    assert len(claims(ONE, replace(OTHER, tid=101, proof=SEARCH))) == 1


@pytest.mark.parametrize(
    ("below", "believed"), [(0, [101, 102]), (0x1000, [101, 102]), (0x8000, [])]
)
def test_two_that_claim_the_same_bytes_are_doubted(
    below: int, believed: list[int]
) -> None:
    low = replace(ONE, guard=0, end=HIGH - 0x4000, address=LOW)
    high = replace(
        *(ONE,), tid=102, start=HIGH - 0x4000, guard=0, address=HIGH - 8
    )  # fmt: skip
    overlaps = replace(low, end=low.end + 8) if below == 0x8000 else low

    assert [one.tid for one in claims(overlaps, high)] == believed


def test_a_kept_stack_gives_way_to_a_living_thread() -> None:
    kept = replace(ONE, tid=0, address=LOW)

    assert [one.tid for one in claims(kept)] == [0]
    assert [one.tid for one in claims(kept, ONE)] == [101]
    assert claims(kept, t102=LOW + 8) == []
    assert claims(replace(kept, proof=SEARCH)) == []


@pytest.mark.parametrize(
    ("home", "end"),
    [
        (HIGH - 0x1000, 0),
        (HIGH, HIGH),
        (HIGH + 8, 0),
        (0, 0),
    ],
)
def test_thread_local_data_above_musls_stack(home: int, end: int) -> None:
    one = replace(ONE, layout="musl", end=HIGH - 0x1000, home=home)

    (claim,) = claims(one)

    assert claim.tls_end == end


@pytest.mark.parametrize(
    ("listed", "head", "confidence"),
    [
        (ListOf.IN_USE, HEAD, Confidence.CERTAIN),
        (ListOf.SOMEWHERE, HEAD + 0x1000, Confidence.CERTAIN),
        (ListOf.IN_USE, HEAD + 0x3000, Confidence.LIKELY),
        (ListOf.IN_USE, 0x1000, Confidence.LIKELY),
        (ListOf.NOWHERE, HEAD, Confidence.LIKELY),
    ],
)
def test_a_list_whose_head_is_among_the_loaders_variables_makes_it_certain(
    listed: ListOf, head: int, confidence: Confidence
) -> None:
    (claim,) = claims(replace(ONE, listed=listed, head=head))

    assert claim.confidence is confidence


def test_on_no_list_it_is_believed_only_while_its_thread_may_be_there() -> None:
    forged = replace(ONE, listed=ListOf.NOWHERE, head=0)

    assert [one.confidence for one in claims(forged)] == [Confidence.LIKELY]
    assert [one.confidence for one in claims(forged, t101=LOW)] == [Confidence.CERTAIN]
    assert claims(forged, t101=0x1000) == []
    assert len(claims(ONE, t101=0x1000)) == 1


@pytest.mark.parametrize(
    ("listed", "label", "evidence"),
    [
        (ListOf.KEPT, labels.KEPT_STACK, STACK_KEPT),
        (ListOf.IN_USE, labels.UNJOINED_STACK, STACK_UNJOINED),
        (ListOf.SOMEWHERE, labels.ENDED_STACK, None),
    ],
)
def test_the_list_says_what_becomes_of_an_ended_threads_stack(
    listed: ListOf, label: str, evidence: str | None
) -> None:
    ended = replace(ONE, tid=0, proof=DescriptorProof.LIST, listed=listed)

    (claim,) = claims(ended)

    assert (claim.label, claim.tid) == (label, 0)
    marks = {STACK_KEPT, STACK_UNJOINED} & {*claim.evidence}
    assert marks == ({evidence} if evidence else set())
    sure = Confidence.CERTAIN if evidence else Confidence.LIKELY
    assert claim.confidence is sure


def test_what_hangs_on_no_ring_is_only_likely_with_a_stack_pointer_inside() -> None:
    torn = replace(ONE, proof=DescriptorProof.TORN, listed=ListOf.NOWHERE, head=0)

    (inside,) = claims(torn, t101=HIGH - 8)

    assert inside.confidence is Confidence.LIKELY
    assert claims(torn) == []
