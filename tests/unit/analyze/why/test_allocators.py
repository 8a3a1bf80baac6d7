"""Rules about what malloc keeps, each arena explained by one of them."""

import pytest
from msgspec.structs import replace

from memscope.analyze.why.allocators import (
    arenas_kept,
    freed_not_returned,
    heap_pinned,
    huge_pages_filled,
    jemalloc_decay,
    mmap_threshold_grown,
)
from memscope.analyze.why.judge import judge
from memscope.analyze.why.rule import Found
from memscope.analyze.why.seen import Subject
from memscope.model import labels
from memscope.model.finding import Finding, Severity
from memscope.model.huge_fill import HugeFill
from memscope.model.kinds import Confidence, Kind
from memscope.model.occupancy import Occupancy
from memscope.model.region import RegionUsage
from tests.unit.analyze.why.arenas import (
    FIRST,
    HEAP_MAX,
    MAIN_RECORD,
    guessed,
    main_arena,
    occupancy,
    replace_process,
    thread_arenas,
    with_main,
)
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

_RULES = {
    "freed-not-returned": freed_not_returned,
    "arenas-kept": arenas_kept,
    "heap-pinned": heap_pinned,
    "mmap-threshold-grown": mmap_threshold_grown,
}


def look(name: str, one: Subject) -> Found | None:
    return _RULES[name](one, numbers(name))


def found_of(one: Subject) -> list[str]:
    """Return which of the rules about malloc find something."""
    return [name for name in _RULES if look(name, one) is not None]


def judged(one: Subject) -> Finding:
    return judge(seen(one)).findings[0]


@pytest.mark.parametrize(
    ("kept", "resident", "is_found"),
    [
        (16 * MIB, 100 * MIB, True),
        (16 * MIB - 1, 100 * MIB, False),
        (20 * MIB, 200 * MIB, True),
        (20 * MIB - 1, 200 * MIB, False),
    ],
)
def test_freed_memory_is_told_where_it_is_much(
    kept: int, resident: int, is_found: bool
) -> None:
    one = with_main(kept, resident)

    assert found_of(one) == (["freed-not-returned"] if is_found else [])


@pytest.mark.parametrize(
    ("kept", "severity"), [(25, Severity.PROBLEM), (24, Severity.NOTICE)]
)
def test_it_is_a_problem_where_it_is_a_quarter(kept: int, severity: Severity) -> None:
    found = said(look("freed-not-returned", with_main(kept * MIB, 100 * MIB)))

    assert found.severity is severity
    assert found.confidence is Confidence.CERTAIN
    assert found.bytes == found.saves == kept * MIB


def test_nothing_is_promised_of_arenas_that_were_not_walked_to_the_end() -> None:
    one = with_main(40 * MIB, 100 * MIB)
    torn = occupancy(FIRST, whole=False)
    both = Subject(one.process, heap=(*(one.heap or ()), torn))

    found = said(look("freed-not-returned", both))

    assert found.saves is None
    assert found.confidence is Confidence.LIKELY
    assert found.evidence["broken"][0] == 1


def test_what_broke_counts_for_nothing() -> None:
    torn = main_arena(40 * MIB, whole=False)

    assert found_of(Subject(with_main(0, 100 * MIB).process, heap=(torn,))) == []


def test_memory_of_other_allocators_is_not_mallocs() -> None:
    other = occupancy(FIRST, kept=90 * MIB, allocator="pymalloc")

    assert found_of(Subject(with_main(0, 100 * MIB).process, heap=(other,))) == []


@pytest.mark.parametrize(
    ("last", "largest", "name"),
    [
        (MIB, 20, "heap-pinned"),
        (MIB + 1, 20, "freed-not-returned"),
        (1024, 19, "freed-not-returned"),
        (None, 40, "freed-not-returned"),
    ],
)
def test_a_small_block_behind_one_large_free_one_pins_it(
    last: int | None, largest: int, name: str
) -> None:
    one = with_main(40 * MIB, 100 * MIB, last=last, largest=largest * MIB)

    assert found_of(one) == [name]


@pytest.mark.parametrize(
    ("threshold", "large", "name"),
    [
        (20 * MIB, 20, "mmap-threshold-grown"),
        (20 * MIB, 19, "heap-pinned"),
        (128 << 10, 40, "heap-pinned"),
        (None, 40, "heap-pinned"),
    ],
)
def test_large_free_blocks_are_in_the_heap_since_the_threshold_grew(
    threshold: int | None, large: int, name: str
) -> None:
    more = {"last": 1000, "threshold": threshold, "large": large * MIB}
    one = with_main(40 * MIB, 100 * MIB, **more)

    assert found_of(one) == [name]


def test_what_blocks_were_nobody_is_certain_of() -> None:
    one = with_main(40 * MIB, 100 * MIB, threshold=20 * MIB, large=40 * MIB)

    found = said(look("mmap-threshold-grown", one))

    assert found.confidence is Confidence.LIKELY
    assert found.values["threshold"] == 20 * MIB


@pytest.mark.parametrize(
    ("count", "name"), [(8, "arenas-kept"), (7, "freed-not-returned")]
)
def test_many_arenas_have_one_reason(count: int, name: str) -> None:
    one = thread_arenas([6 * MIB] * count)

    assert found_of(one) == [name]
    assert said(look(name, one)).saves == count * 6 * MIB


def test_no_byte_is_promised_twice() -> None:
    arenas = thread_arenas([6 * MIB] * 12)
    both = (*(arenas.heap or ()), main_arena(30 * MIB, last=1000))
    one = Subject(arenas.process, heap=both)

    assert found_of(one) == ["arenas-kept", "heap-pinned"]
    promised = [said(look(name, one)).saves or 0 for name in found_of(one)]
    assert sum(promised) == 102 * MIB


def test_many_arenas_that_keep_little_are_no_finding() -> None:
    assert found_of(thread_arenas([MIB] * 15)) == []


def test_the_threads_are_counted_that_use_the_arenas() -> None:
    found = said(look("arenas-kept", thread_arenas([6 * MIB] * 12)))

    assert found.evidence["threads"] == (12, "thread_arena")
    assert len(found.regions) == 12


def test_without_a_walk_many_large_arenas_are_told_and_nothing_is_promised() -> None:
    found = said(look("arenas-kept", thread_arenas([6 * MIB] * 8, is_walked=False)))

    assert found.severity is Severity.NOTICE
    assert found.confidence is Confidence.LIKELY
    assert found.saves is None
    assert found.values["arenas"] == 8
    assert (
        "could not be read"
        in judged(thread_arenas([6 * MIB] * 8, is_walked=False)).text
    )


def test_of_guessed_arenas_nobody_is_surer_than_of_their_labels() -> None:
    one = guessed(thread_arenas([6 * MIB] * 8, is_walked=False))

    assert said(look("arenas-kept", one)).confidence is Confidence.GUESS


def test_arenas_that_are_the_lesser_part_are_not_told_without_a_walk() -> None:
    one = thread_arenas([6 * MIB] * 8, is_walked=False)
    large = subject(process(*one.process.regions, resident=100 * MIB))

    assert look("arenas-kept", large) is None


def test_unknown_bytes_are_no_bytes() -> None:
    one = thread_arenas([6 * MIB] * 8, is_walked=False)
    unknown = tuple(
        type(region)(
            **{
                name: getattr(region, name)
                for name in region.__struct_fields__
                if name != "usage"
            }
        )
        for region in one.process.regions
    )

    assert look("arenas-kept", replace_process(one, unknown)) is None


def test_without_a_walk_the_other_rules_say_why_they_did_not_run() -> None:
    names = {one.id for one in judge(seen(with_main(0, 100 * MIB))).not_run}
    unwalked = Subject(with_main(0, 100 * MIB).process, heap_why="may not be read")

    refused = judge(seen(unwalked)).not_run

    assert "freed-not-returned" not in names
    assert ("freed-not-returned", "may not be read") in [
        (one.id, one.why) for one in refused
    ]


@pytest.mark.parametrize("name", sorted(_RULES))
def test_each_has_all_of_its_words(name: str) -> None:
    subjects = {
        "freed-not-returned": with_main(40 * MIB, 100 * MIB),
        "arenas-kept": thread_arenas([6 * MIB] * 8),
        "heap-pinned": with_main(40 * MIB, 100 * MIB, last=1000),
        "mmap-threshold-grown": with_main(
            40 * MIB, 100 * MIB, threshold=20 * MIB, large=40 * MIB
        ),
    }

    found = judged(subjects[name])

    assert found.id == name
    assert found.remedy is not None
    assert found.remedy.saves == found.bytes
    words = (found.title, found.text, found.remedy.text)
    assert not [text for text in words if "–" in text or not text]
    assert all(" " in fact.what or fact.what.isalpha() for fact in found.evidence)


# jemalloc


def with_jemalloc(kept: int, resident: int, *, whole: bool = True) -> Subject:
    label = labels.MEMORY_OF.format(name="jemalloc")
    region = replace(filled(Kind.ANON, resident, at=FIRST), label=label)
    arena = occupancy(
        FIRST, kept=kept, record=MAIN_RECORD, allocator="jemalloc", whole=whole
    )
    return subject(process(region, lazy_free=4096), heap=(arena,))


@pytest.mark.parametrize(
    ("kept", "is_found"), [(16 * MIB, True), (16 * MIB - 1, False)]
)
def test_jemallocs_unused_pages_are_told_where_they_are_many(
    kept: int, is_found: bool
) -> None:
    found = jemalloc_decay(with_jemalloc(kept, 40 * MIB), numbers("jemalloc-decay"))

    assert (found is not None) is is_found
    if found is not None:
        assert found.saves == kept
        assert found.evidence["lazy"] == (4096, "LazyFree, smaps")


def test_of_extents_that_could_not_be_read_nothing_is_said() -> None:
    one = with_jemalloc(30 * MIB, 40 * MIB, whole=False)

    assert jemalloc_decay(one, numbers("jemalloc-decay")) is None


def test_jemalloc_that_nobody_walked_is_not_empty() -> None:
    one = Subject(with_jemalloc(0, 40 * MIB).process, heap=())

    assert "jemalloc-decay" in [missing.id for missing in judge(seen(one)).not_run]


# Huge pages


def with_huge(
    *fills: tuple[int, int, int], heap: tuple[Occupancy, ...] | None = None
) -> Subject:
    """Return a process with regions of huge pages: MiB huge, looked at, empty."""
    regions = tuple(
        filled(Kind.ANON, huge * MIB, at=FIRST + n * HEAP_MAX)
        for n, (huge, _, _) in enumerate(fills)
    )
    seen_fills = tuple(
        HugeFill(region.start, *(size * MIB for size in fill))
        for region, fill in zip(regions, fills, strict=True)
    )
    return Subject(process(*regions), heap=heap, huge=seen_fills)


def huge(one: Subject) -> Found | None:
    return huge_pages_filled(one, numbers("huge-pages-filled"))


@pytest.mark.parametrize(
    ("fill", "is_found"),
    [
        ((64, 64, 16), True),
        ((64, 64, 15), False),
        ((80, 80, 19), False),
        ((60, 60, 60), True),
    ],
)
def test_zeros_in_huge_pages_are_told_where_they_are_many(
    fill: tuple[int, int, int], is_found: bool
) -> None:
    found = huge(with_huge(fill))

    assert (found is not None) is is_found
    if found is not None:
        assert found.saves == fill[2] * MIB
        assert found.confidence is Confidence.CERTAIN


def test_where_only_some_huge_pages_were_read_the_rest_is_likely() -> None:
    found = said(huge(with_huge((400, 50, 25))))

    assert found.confidence is Confidence.LIKELY
    assert found.bytes == 200 * MIB
    assert found.variant == "some"


def test_what_malloc_keeps_in_huge_pages_is_not_promised_twice() -> None:
    arena = occupancy(FIRST, kept=40 * MIB)
    one = with_huge((48, 48, 40), heap=(arena,))

    assert huge(one) is None


def test_without_a_look_into_huge_pages_nothing_is_said() -> None:
    one = Subject(with_huge((48, 48, 40)).process, huge_why="too old")

    missing = {found.id: found.why for found in judge(seen(one)).not_run}

    assert missing["huge-pages-filled"] == "too old"
    assert huge(Subject(one.process, huge=())) is None


def in_holes(resident: int, live: int, free: int, kept: int = 0) -> Subject:
    """Return a process whose heap has free blocks between its blocks in use."""
    one = with_main(kept, resident, live=live)
    (arena,) = one.heap or ()
    return subject(one.process, heap=(replace(arena, free=free, free_blocks=9),))


def test_holes_between_blocks_are_told_and_promised_to_nobody() -> None:
    one = in_holes(100 * MIB, live=40 * MIB, free=60 * MIB)

    found = said(look("freed-not-returned", one))

    assert found.bytes == 60 * MIB
    assert found.saves is None
    assert found.severity is Severity.NOTICE
    assert "holes" in judged(one).title
    remedy = judged(one).remedy
    assert remedy is not None
    assert remedy.command is None


@pytest.mark.parametrize(
    ("live", "free"),
    [(76, 24), (85, 15), (90, 60)],  # a small part, little, and not in RAM
)
def test_few_holes_are_no_finding(live: int, free: int) -> None:
    one = in_holes(100 * MIB, live=live * MIB, free=free * MIB)

    assert look("freed-not-returned", one) is None


def test_a_heap_of_which_nobody_says_what_is_in_ram_has_no_holes() -> None:
    one = in_holes(100 * MIB, live=40 * MIB, free=60 * MIB)
    (heap,) = one.process.regions
    unknown = replace_process(one, (replace(heap, usage=RegionUsage()),))

    assert look("freed-not-returned", unknown) is None
