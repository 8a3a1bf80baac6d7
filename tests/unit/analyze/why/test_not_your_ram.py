"""Rules about memory that looks like more than it is."""

import pytest
from msgspec.structs import replace

from memscope.analyze.why.not_your_ram import (
    address_space_promised,
    counters_late,
    file_pages_counted,
    freed_lazily,
    shared_counted_again,
)
from memscope.analyze.why.seen import Seen
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Backing, Region, RegionUsage
from tests.unit.analyze.regions import region
from tests.unit.analyze.why.built import (
    MIB,
    filled,
    not_run,
    numbers,
    process,
    said,
    seen,
    subject,
)

pytestmark = pytest.mark.unit

GIB = 1 << 30
HOSTILE = "/srv/\x1b[31mred\n{clean:bytes}\u202e.db"


def mapped(
    resident: int, *, backing: Backing | None = Backing.DISK, path: str = "/srv/a.db"
) -> Region:
    """Return a data file, clean, of which so much is in RAM."""
    made = region(Kind.FILE, start=GIB, end=2 * GIB, perms="r--s", inode=7, path=path)
    usage = RegionUsage(resident=resident, clean=resident, copies=0, locked=0)
    return replace(made, usage=usage, backing=backing)


# Address space that is promised


@pytest.mark.parametrize(
    ("virtual", "resident", "is_found"),
    [
        (70 * GIB, 2 * GIB, True),
        (21 * 100 * MIB, 100 * MIB, True),
        (20 * 100 * MIB, 100 * MIB, False),
        (1100 * MIB, 76 * MIB, False),
        (1025 * MIB, MIB, True),
        (1024 * MIB, MIB, False),
        (6 * MIB, 0, False),
    ],
)
def test_address_space_is_told_of_where_it_is_far_more_than_ram(
    virtual: int, resident: int, is_found: bool
) -> None:
    one = process(filled(Kind.HEAP, resident), virtual=virtual, swapped=0)

    found = address_space_promised(subject(one), numbers("address-space-promised"))

    assert (found is not None) is is_found


def test_promises_are_harmless_and_cost_nothing() -> None:
    heap = filled(Kind.HEAP, 4 * MIB)
    reserved = region(Kind.RESERVED, start=GIB, end=65 * GIB, perms="---p")
    one = process(heap, reserved, virtual=64 * GIB + 4 * MIB, swapped=0)

    found = said(
        address_space_promised(subject(one), numbers("address-space-promised"))
    )

    assert found.severity is Severity.HARMLESS
    assert found.bytes is None
    assert found.saves is None
    assert found.values["closed"] == 64 * GIB
    assert found.evidence["most"][0] == "reserved 64 GiB"


def test_what_is_on_swap_was_touched() -> None:
    one = process(filled(Kind.HEAP, MIB), virtual=2 * GIB, swapped=2 * GIB - 2 * MIB)

    assert not address_space_promised(subject(one), numbers("address-space-promised"))


def test_promises_are_not_judged_where_swap_is_unknown() -> None:
    one = process(filled(Kind.HEAP, MIB), virtual=70 * GIB, swapped=None)

    assert "address-space-promised" in not_run(seen(subject(one)))


# Pages of files


@pytest.mark.parametrize(
    ("clean", "heap", "is_found"),
    [(64, 10, True), (63, 10, False), (100, 99, True), (100, 100, False)],
)
def test_pages_of_files_are_told_of_where_they_are_most_of_it(
    clean: int, heap: int, is_found: bool
) -> None:
    one = process(
        filled(Kind.HEAP, heap * MIB),
        mapped(clean * MIB),
        file=clean * MIB,
        clean=clean * MIB,
        anonymous=heap * MIB,
    )

    found = file_pages_counted(subject(one), numbers("file-pages-counted"))

    assert (found is not None) is is_found


def files(*regions: Region) -> tuple[int | None, str]:
    """Return what is promised to be given back, and which files are named."""
    total = sum(one.usage.resident or 0 for one in regions)
    one = process(*regions, file=total, clean=total, anonymous=0)
    found = said(file_pages_counted(subject(one), numbers("file-pages-counted")))
    assert found.severity is Severity.HARMLESS
    assert (found.bytes or 0) <= (one.usage.resident or 0)
    return found.saves, str(found.evidence["files"][0])


def test_mapped_files_can_be_given_back_and_are_named() -> None:
    assert files(mapped(90 * MIB)) == (90 * MIB, "/srv/a.db 90 MiB")


def test_code_is_not_promised_to_be_given_back() -> None:
    code = region(Kind.CODE, perms="r-xp", inode=3, path="/usr/bin/large")
    made = replace(
        code,
        backing=Backing.DISK,
        usage=RegionUsage(resident=90 * MIB, clean=90 * MIB, copies=0, locked=0),
    )

    assert files(made) == (None, "/usr/bin/large 90 MiB")


def test_what_was_written_privately_is_not_promised() -> None:
    whole = mapped(90 * MIB)
    copied = replace(
        mapped(10 * MIB),
        perms="rw-p",
        usage=RegionUsage(resident=10 * MIB, clean=0, copies=MIB, locked=0),
    )
    unknown = replace(copied, usage=replace(copied.usage, copies=None))

    assert files(whole, copied)[0] == 90 * MIB
    assert files(whole, unknown)[0] is None


def test_files_that_live_in_ram_are_not_named() -> None:
    assert files(mapped(90 * MIB), mapped(MIB, backing=Backing.RAM))[0] == 90 * MIB


@pytest.mark.parametrize("locked", [90 * MIB, None])
def test_pages_that_are_locked_cannot_be_dropped(locked: int | None) -> None:
    whole = mapped(90 * MIB)
    held = replace(whole, usage=replace(whole.usage, locked=locked))
    one = process(held, file=90 * MIB, clean=90 * MIB, anonymous=0)

    assert not file_pages_counted(subject(one), numbers("file-pages-counted"))


def test_a_hostile_file_name_is_shown_as_text() -> None:
    text = files(mapped(90 * MIB, path=HOSTILE))[1]

    assert "\x1b" not in text
    assert "\n" not in text
    assert "\u202e" not in text
    assert "{clean:bytes}" in text


def test_pages_of_files_are_not_judged_where_nobody_says_which_are_clean() -> None:
    one = process(mapped(90 * MIB), file=90 * MIB, clean=None, proportional_known=0)

    assert "file-pages-counted" in not_run(seen(subject(one)))


# Given back lazily


@pytest.mark.parametrize(
    ("lazy", "rest", "is_found"),
    [(16, 0, True), (15, 0, False), (20, 179, True), (20, 180, False)],
)
def test_lazily_freed_memory_is_told_of_from_a_tenth_on(
    lazy: int, rest: int, is_found: bool
) -> None:
    block = filled(Kind.ANON, lazy * MIB, lazy_free=lazy * MIB)
    one = process(block, filled(Kind.HEAP, rest * MIB, GIB), lazy_free=lazy * MIB)

    found = freed_lazily(subject(one), numbers("freed-lazily"))

    assert (found is not None) is is_found
    if found is not None:
        assert found.severity is Severity.HARMLESS
        assert found.bytes == found.saves == lazy * MIB
        assert found.regions == (block.start,)
        assert found.evidence["most"][0] == f"anon {lazy} MiB"


def test_lazily_freed_memory_is_not_judged_where_the_kernel_does_not_tell() -> None:
    one = process(filled(Kind.ANON, 100 * MIB), lazy_free=None)

    assert "freed-lazily" in not_run(seen(subject(one)))


# Counted once for each process


def workers(
    count: int, resident: int, share: int, *, unknown: int = 0
) -> tuple[Seen, dict[str, float]]:
    """Return processes that have so much, and so much of it as their share.

    Args:
        count: How many.
        resident: MiB of each.
        share: MiB of each.
        unknown: Of how many nobody knows the share.
    """
    whole = filled(Kind.SHARED, resident * MIB)
    subjects = []
    for at in range(count):
        share_of = None if at < unknown else share * MIB
        memory = replace(whole, usage=replace(whole.usage, proportional=share_of))
        one = process(
            memory,
            pid=100 + at,
            proportional=share_of,
            proportional_known=share_of or 0,
            clean=0,
        )
        subjects.append(subject(one))
    return seen(*subjects), numbers("shared-counted-again")


@pytest.mark.parametrize(
    ("resident", "share", "is_found"),
    [(100, 25, True), (100, 66, True), (100, 67, False), (20, 5, False), (22, 6, True)],
)
def test_pages_counted_again_are_told_of_where_they_make_a_difference(
    resident: int, share: int, is_found: bool
) -> None:
    found = shared_counted_again(*workers(4, resident, share))

    assert (found is not None) is is_found


def test_what_they_have_is_their_shares() -> None:
    found = said(shared_counted_again(*workers(4, 100, 25)))

    assert found.severity is Severity.HARMLESS
    assert found.confidence is Confidence.CERTAIN
    assert found.values["shares"] == 100 * MIB
    assert found.values["added"] == 400 * MIB
    assert found.evidence["most"][0] == "shared 300 MiB"


def test_an_unknown_share_is_taken_for_all_and_makes_it_less_sure() -> None:
    assert shared_counted_again(*workers(4, 100, 25, unknown=4)) is None

    found = said(shared_counted_again(*workers(4, 100, 25, unknown=1)))

    assert found.confidence is Confidence.LIKELY
    assert found.values["shares"] == (3 * 25 + 100) * MIB


def test_one_process_alone_counts_nothing_again() -> None:
    looked, _numbers = workers(1, 100, 25)

    assert "shared-counted-again" in not_run(looked)


# Counters that are late


@pytest.mark.parametrize(
    ("counted", "resident", "is_found"),
    [
        (2048, 2348, True),
        (2048, 2347, False),
        (2348, 2048, True),
        (10000, 10526, False),
        (10000, 10530, True),
    ],
)
def test_a_counter_is_late_from_300_kib_and_a_twentieth_on(
    counted: int, resident: int, is_found: bool
) -> None:
    one = process(filled(Kind.HEAP, resident << 10), counted=counted << 10)

    found = counters_late(subject(one), numbers("counters-late"))

    assert (found is not None) is is_found
    if found is not None:
        assert found.severity is Severity.HARMLESS
        assert found.values["off"] == abs(counted - resident) << 10


def test_huge_pages_set_aside_are_in_no_counter() -> None:
    huge = filled(Kind.ANON, 10 * MIB)

    one = process(huge, counted=2 * MIB, hugetlb=8 * MIB)

    assert counters_late(subject(one), numbers("counters-late")) is None


def test_a_counter_that_moved_is_not_compared() -> None:
    one = process(filled(Kind.HEAP, 10 * MIB), counted=None)

    assert "counters-late" in not_run(seen(subject(one)))
