"""Rules about runtimes that have more than one heap."""

import pytest
from msgspec.structs import replace

from memscope.analyze.why.judge import judge
from memscope.analyze.why.rule import Found
from memscope.analyze.why.runtimes import (
    java_beyond_heap,
    node_beyond_heap,
    python_arenas_pinned,
    two_allocators,
)
from memscope.analyze.why.seen import Subject
from memscope.model import labels
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Region, RegionUsage
from tests.unit.analyze.why.arenas import FIRST, main_arena, occupancy
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

MIMALLOC = labels.MEMORY_OF.format(name="mimalloc")


def labelled(label: str, size: int, at: int, *, shared: bool = False) -> Region:
    made = replace(filled(Kind.ANON, size, at=at), label=label)
    return replace(made, perms="rw-s") if shared else made


def named(one: Subject) -> list[str]:
    return [found.id for found in judge(seen(one)).findings]


# Two allocators


def two(kept: int, other: int, label: str = MIMALLOC) -> Found | None:
    regions = filled(Kind.HEAP, kept), labelled(label, other, FIRST)
    one = subject(process(*regions), heap=(main_arena(kept),))
    return two_allocators(one, numbers("two-allocators"))


@pytest.mark.parametrize(
    ("kept", "other", "is_found"),
    [(16, 16, True), (15, 60, False), (60, 15, False), (16, 160, False)],
)
def test_two_allocators_are_told_where_both_are_large(
    kept: int, other: int, is_found: bool
) -> None:
    assert (two(kept * MIB, other * MIB) is not None) is is_found


def test_two_allocators_promise_nothing_as_malloc_does() -> None:
    found = said(two(40 * MIB, 50 * MIB))

    assert (found.saves, found.severity) == (None, Severity.NOTICE)
    assert found.values["name"] == "mimalloc"
    assert found.variant == ""


def test_memory_of_no_allocator_is_none() -> None:
    assert two(40 * MIB, 50 * MIB, labels.GO_HEAP) is None


def test_of_python_it_is_said_in_other_words() -> None:
    image = replace(
        filled(Kind.CODE, MIB, at=FIRST + MIB * 900), image="/usr/bin/python3.13t"
    )
    regions = (
        filled(Kind.HEAP, 40 * MIB),
        labelled(MIMALLOC, 40 * MIB, FIRST),
        image,
    )
    one = subject(process(*regions), heap=(main_arena(40 * MIB),))

    assert said(two_allocators(one, numbers("two-allocators"))).variant == "python"


# Python's arenas


def python(
    live: int, resident: int | None, arenas: int = 40, others: int = 0
) -> Subject:
    region = labelled(labels.PYTHON_OBJECTS, arenas * MIB, FIRST)
    region = replace(region, usage=RegionUsage(resident=resident))
    walked = tuple(
        occupancy(
            FIRST + n * MIB,
            record=FIRST + n * MIB,
            live=live // arenas,
            kept=MIB - live // arenas,
            allocator="pymalloc",
            blocks=9,
        )
        for n in range(arenas)
    )
    return subject(process(region, resident=(resident or 0) + others), heap=walked)


def pinned(one: Subject) -> Found | None:
    return python_arenas_pinned(one, numbers("python-arenas-pinned"))


def test_few_objects_that_pin_many_arenas_are_told() -> None:
    found = said(pinned(python(4_000_000, 40 * MIB)))

    assert found.severity is Severity.PROBLEM
    assert found.confidence is Confidence.CERTAIN
    assert found.bytes == 40 * MIB - 4_000_000
    assert found.saves is None
    assert found.values["objects"] == 360
    assert found.values["arena"] == MIB


@pytest.mark.parametrize(
    ("live", "is_found"), [(20 * MIB, True), (20 * MIB + 40, False)]
)
def test_arenas_that_are_half_full_are_no_finding(live: int, is_found: bool) -> None:
    assert (pinned(python(live, 40 * MIB)) is not None) is is_found


def test_what_is_not_in_ram_is_not_counted() -> None:
    assert pinned(python(4_000_000, 20_777_215)) is None
    assert said(pinned(python(4_000_000, 20_777_216))).bytes == 16 * MIB


def test_what_is_in_ram_is_unknown_where_nobody_says_so() -> None:
    assert pinned(python(4_000_000, None)) is None


def test_a_small_part_of_a_large_process_is_no_problem() -> None:
    found = said(pinned(python(4_000_000, 40 * MIB, others=200 * MIB)))

    assert found.severity is Severity.NOTICE
    assert pinned(python(4_000_000, 40 * MIB, others=400 * MIB)) is None


def test_arenas_that_nobody_walked_are_not_empty() -> None:
    one = subject(python(4_000_000, 40 * MIB).process, heap=())

    judged = judge(seen(one))

    assert "python-arenas-pinned" not in [found.id for found in judged.findings]
    assert "python-arenas-pinned" in [missing.id for missing in judged.not_run]


# Java and JavaScript


def runtime(
    label: str,
    heap: int,
    beyond: int,
    *cmdline: str,
    shared: bool = False,
    is_known: bool = True,
) -> Subject:
    made = labelled(label, heap * MIB, FIRST, shared=shared)
    other = filled(Kind.ARENA, beyond * MIB, at=FIRST + (1 << 40))
    anonymous = (beyond if shared else heap + beyond) * MIB
    one = process(made, other, anonymous=anonymous if is_known else None)
    return subject(replace(one, cmdline=cmdline or ("java", "Main")))


def java(heap: int, beyond: int, *cmdline: str) -> Found | None:
    one = runtime(labels.JAVA_HEAP, heap, beyond, *cmdline)
    return java_beyond_heap(one, numbers("java-beyond-heap"))


@pytest.mark.parametrize(
    ("heap", "beyond", "is_found"),
    [(64, 64, True), (10, 63, False), (100, 99, False)],
)
def test_what_is_beside_the_java_heap_is_told_where_it_is_more(
    heap: int, beyond: int, is_found: bool
) -> None:
    assert (java(heap, beyond) is not None) is is_found


@pytest.mark.parametrize(("limit", "is_found"), [(163, True), (164, False)])
def test_it_is_told_where_the_process_has_more_than_the_heap_may_have(
    limit: int, is_found: bool
) -> None:
    found = java(100, 64, "java", f"-Xmx{limit}m", "Main")

    assert (found is not None) is is_found
    if found is not None:
        assert found.variant == "limit"
        assert found.evidence["limit"] == (limit * MIB, "cmdline")
        assert found.saves is None


def test_a_heap_in_shared_memory_is_no_part_of_what_is_anonymous() -> None:
    one = runtime(labels.JAVA_HEAP, 100, 110, shared=True)

    assert said(java_beyond_heap(one, numbers("java-beyond-heap"))).bytes == 110 * MIB


def test_buffers_are_beside_v8s_heap() -> None:
    one = runtime(labels.V8_HEAP, 10, 80, "node", "server.js")

    found = said(node_beyond_heap(one, numbers("node-beyond-heap")))

    assert found.bytes == 80 * MIB
    assert found.values["parts"] == "arena 80 MiB"


def test_programs_without_such_a_heap_are_left_alone() -> None:
    one = runtime(labels.GO_HEAP, 10, 80)

    assert java_beyond_heap(one, numbers("java-beyond-heap")) is None
    assert node_beyond_heap(one, numbers("node-beyond-heap")) is None


def test_where_it_is_unknown_what_is_anonymous_the_rules_do_not_run() -> None:
    one = runtime(labels.JAVA_HEAP, 10, 80, is_known=False)

    missing = {found.id: found.why for found in judge(seen(one)).not_run}

    assert "anonymous" in missing["java-beyond-heap"]
    assert named(one) == ["nothing-found"]
