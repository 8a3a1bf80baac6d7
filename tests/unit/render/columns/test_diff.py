"""What each column of a diff says of a region or a segment."""

import pytest
from msgspec.structs import replace

from memscope.model.address import Address
from memscope.model.diff import Difference, RegionDiff, SegmentDiff
from memscope.model.kinds import Kind, Segment
from memscope.model.region import Region, RegionUsage
from memscope.render.columns.diff import (
    DIFF_COLUMNS,
    DIFFERENCE_WORDS,
    SEGMENT_DIFF_COLUMNS,
)
from memscope.render.palette import KIND_STYLES, SEGMENT_STYLES
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

COLUMNS = {one.id: one for one in DIFF_COLUMNS}
SUMS = {one.id: one for one in SEGMENT_DIFF_COLUMNS}
SMALL, LARGE = region(Kind.HEAP, 0x1000, 1), region(Kind.HEAP, 0x1000, 3)


def diff(
    *differences: Difference,
    before: Region | None = SMALL,
    after: Region | None = LARGE,
) -> RegionDiff:
    return RegionDiff(differences or (Difference.GREW,), before, after)


def text(name: str, one: RegionDiff) -> str:
    return COLUMNS[name].text(one)


def using(resident: int | None, one: Region = SMALL) -> Region:
    return replace(one, usage=RegionUsage(resident=resident))


@pytest.mark.parametrize(
    ("difference", "mark", "style"),
    [
        (Difference.APPEARED, "+", "good"),
        (Difference.GONE, "−", "bad"),
        (Difference.GREW, "~", "warn"),
        (Difference.LOCK, "~", "warn"),
    ],
)
def test_the_first_difference_decides_on_the_mark(
    difference: Difference, mark: str, style: str
) -> None:
    column = COLUMNS["mark"]

    assert text("mark", diff(difference, Difference.GONE)) == mark
    assert column.style is not None
    assert column.style(mark) == style


@pytest.mark.parametrize("difference", Difference)
def test_every_difference_has_a_word(difference: Difference) -> None:
    assert text("differences", diff(difference)) == DIFFERENCE_WORDS[difference]


def test_several_differences_are_listed() -> None:
    one = diff(Difference.GREW, Difference.TOUCHED)

    assert COLUMNS["differences"].value(one) == "grew touched"
    assert text("differences", one) == "grew, touched"


def test_what_is_gone_has_the_addresses_that_it_had() -> None:
    gone = diff(Difference.GONE, after=None)

    assert text("range", gone) == "000000001000-000000002000"
    assert text("range", diff()) == "000000001000-000000004000"
    assert text("delta", gone) == "-4 KiB"


def test_the_same_size_is_a_sign_and_growth_has_one_too() -> None:
    assert text("delta", diff(after=SMALL)) == "="
    assert text("delta", diff()) == "+8 KiB"


def test_memory_that_one_side_does_not_tell_has_no_difference() -> None:
    assert text("resident", diff(before=using(4096), after=using(None))) == "–"
    assert text("resident", diff(before=using(4096), after=using(4096))) == "="
    assert text("resident", diff(before=None, after=using(4096))) == "+4 KiB"


@pytest.mark.parametrize(
    ("difference", "after", "said"),
    [
        (Difference.PERMISSIONS, {"perms": "r--p"}, " · rw-p → r--p"),
        (Difference.MEANING, {"label": "anonymous"}, " · heap → anonymous"),
        (
            Difference.MOVED,
            {"start": Address(0x9000)},
            " · 000000001000 → 000000009000",
        ),
    ],
)
def test_what_it_was_is_said_only_where_the_name_does_not(
    difference: Difference, after: dict[str, object], said: str
) -> None:
    changed = replace(replace(SMALL, path="[heap]"), **after)

    assert text("detail", diff(difference, after=changed)) == f"[heap]{said}"
    assert text("detail", diff(Difference.TOUCHED, after=changed)) == "[heap]"


def test_what_has_no_other_side_is_only_named() -> None:
    one = diff(Difference.PERMISSIONS, before=None, after=replace(LARGE, label="heap"))

    assert text("detail", one) == "heap"


def test_a_hostile_path_does_not_reach_the_terminal() -> None:
    hostile = replace(LARGE, path="/tmp/\x1b]0;x\x07\udcff ")

    said = text("detail", diff(Difference.PERMISSIONS, after=hostile))

    assert said.isprintable()
    assert said.startswith("/tmp/\\x1b]0;x\\x07\\xff")


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_letter_in_its_colours(kind: Kind) -> None:
    one, column = diff(after=replace(LARGE, kind=kind)), COLUMNS["letter"]

    assert text("letter", one) == KIND_STYLES[kind].letter
    assert column.style is not None
    assert column.style(column.value(one)) == f"spine.{kind.value}"


def sums(
    regions: tuple[int, int] = (3, 5),
    virtual: tuple[int, int] = (8192, 4096),
    resident: tuple[int | None, int | None] = (4096, 12288),
    segment: Segment = Segment.HEAP,
) -> dict[str, str]:
    one = SegmentDiff(segment, regions, virtual, resident)
    return {column.id: column.text(one) for column in SEGMENT_DIFF_COLUMNS}


def test_sums_tell_what_came_and_went() -> None:
    said = sums()

    assert (said["regions"], said["virtual"]) == ("+2", "-4 KiB")
    assert (said["resident"], said["now"]) == ("+8 KiB", "12 KiB")


def test_sums_that_are_the_same_have_a_sign() -> None:
    said = sums((3, 3), (0, 0), (7, 7))

    assert (said["regions"], said["virtual"], said["resident"]) == ("=", "=", "=")
    assert sums((3, 1))["regions"] == "-2"


@pytest.mark.parametrize("resident", [(None, 4096), (4096, None), (None, None)])
def test_a_sum_that_is_not_known_is_not_zero(
    resident: tuple[int | None, int | None],
) -> None:
    said = sums(resident=resident)

    assert said["resident"] == "–"
    assert said["now"] == ("–" if resident[1] is None else "4 KiB")


@pytest.mark.parametrize("segment", Segment)
def test_every_segment_has_its_letter_and_its_name(segment: Segment) -> None:
    said = sums(segment=segment)

    assert said["letter"] == SEGMENT_STYLES[segment].letter
    assert said["segment"] == SEGMENT_STYLES[segment].name
    assert SUMS["letter"].style is not None
    assert SUMS["letter"].style(segment.value) == f"spine.segment-{segment.value}"
