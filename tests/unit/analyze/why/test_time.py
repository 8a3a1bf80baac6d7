"""Rules about what was and what grows."""

import pytest
from msgspec.structs import replace

from memscope.analyze.why.seen import Subject
from memscope.analyze.why.time import growing, mapped_again, peak_passed
from memscope.model import labels
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.limit import Limit
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

PEAK = numbers("peak-passed")


@pytest.mark.parametrize(
    ("now", "peak", "is_found"),
    [(100, 400, True), (100, 164, True), (100, 163, False), (200, 299, False)],
)
def test_a_peak_is_told_where_it_is_far_above(
    now: int, peak: int, is_found: bool
) -> None:
    one = process(filled(Kind.HEAP, now * MIB), peak=peak * MIB)

    assert (peak_passed(subject(one), PEAK) is not None) is is_found


def test_a_peak_is_harmless() -> None:
    one = process(filled(Kind.HEAP, 100 * MIB), peak=400 * MIB)

    found = said(peak_passed(subject(one), PEAK))

    assert found.severity is Severity.HARMLESS
    assert found.bytes is None  # what is not there any more is not at stake


GROWING, AGAIN = numbers("growing"), numbers("mapped-again")


def over_time(*sizes: int, kind: Kind = Kind.HEAP, label: str = "heap") -> Subject:
    """A process that was looked at every second, the last time now."""
    looks = [process(replace(filled(kind, size * MIB), label=label)) for size in sizes]
    ago = [float(len(sizes) - 1 - at) for at in range(len(sizes))]
    earlier = [*zip(ago, looks, strict=True)][:-1]
    return subject(looks[-1], earlier=earlier)


def test_what_grows_evenly_grows() -> None:
    found = said(growing(over_time(*range(10, 20)), GROWING))

    assert found.severity is Severity.NOTICE
    assert found.confidence is Confidence.LIKELY
    assert found.bytes == 9 * MIB
    assert found.values["pace"] == pytest.approx(3600 * MIB)
    assert found.variant.split() == ["malloc"]
    assert found.regions == (0x10000,)


@pytest.mark.parametrize(
    "sizes",
    [
        (10, 10, 10, 10, 10, 10, 10, 10),
        (10, 13, 16, 19, 19, 19, 19, 19),  # a plateau
        (10, 30, 10, 30, 10, 30, 10, 31),  # up and down
        (19, 18, 17, 16, 15, 14, 13, 12),
        (10, 11, 12, 13, 14),  # too few looks
        (900, 901, 902, 903, 904, 905, 906, 907),  # next to nothing of what is there
    ],
)
def test_what_does_not_grow_for_sure_is_not_said_to(sizes: tuple[int, ...]) -> None:
    assert growing(over_time(*sizes), GROWING) is None


def test_growth_that_reaches_a_limit_soon_is_a_problem() -> None:
    one = over_time(*range(10, 20))
    near = Limit("memory.max", 90 * MIB, 100 * MIB, is_bytes=True)
    bounded = replace(one.process, limits=(near, Limit("RLIMIT_NOFILE", 1, 2)))

    found = said(growing(subject(bounded, earlier=one.earlier), GROWING))

    assert found.severity is Severity.PROBLEM
    assert found.values["soon"] == pytest.approx(10)
    assert found.values["limit"] == "memory.max"
    assert "soon" in found.variant


def test_python_is_asked_by_its_own_profiler() -> None:
    one = over_time(*range(10, 20), kind=Kind.ANON, label=labels.PYTHON_OBJECTS)

    assert said(growing(one, GROWING)).variant.split() == ["python"]


def test_of_what_one_look_does_not_know_nothing_is_said() -> None:
    one = over_time(*range(10, 20))
    ago, unsure = one.earlier[4]
    (heap,) = unsure.regions
    hidden = replace(unsure, regions=(replace(heap, usage=RegionUsage()),))
    earlier = [*one.earlier[:4], (ago, hidden), *one.earlier[5:]]

    assert growing(subject(one.process, earlier=earlier), GROWING) is None


def mappings(*counts: int) -> Subject:
    looks = []
    for count in counts:
        table = [
            region(Kind.SHARED, start=0x100000 * (n + 1), inode=5, path="/memfd:t")
            for n in range(count)
        ]
        looks.append(process(filled(Kind.HEAP, MIB), *table))
    ago = [float(len(counts) - 1 - at) for at in range(len(counts))]
    return subject(looks[-1], earlier=[*zip(ago, looks, strict=True)][:-1])


def test_what_is_mapped_again_and_again_is_told() -> None:
    found = said(mapped_again(mappings(1, 4, 8, 12), AGAIN))

    assert (found.values["before"], found.values["now"]) == (1, 12)
    assert found.bytes == 11 * 4096
    assert found.values["what"] == "/memfd:t"


@pytest.mark.parametrize(
    "counts", [(5, 5, 5, 5), (1, 12, 12, 12), (1, 20, 3, 30), (1, 3, 5, 7)]
)
def test_mappings_that_come_and_go_are_not(counts: tuple[int, ...]) -> None:
    assert mapped_again(mappings(*counts), AGAIN) is None
