"""What proves that two samples have one page, and what proves that they do not."""

import pytest
from msgspec.structs import replace

from memscope.lessons import one_page
from memscope.lessons.one_page import Pair, copied_bars, is_one_object, shares_of
from memscope.model.address import Address
from memscope.model.kinds import Kind
from memscope.model.page import Page, PageState
from memscope.model.region import Region
from memscope.model.sharing import SpaceRelation
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

AT = 0x1000
FAMILY = Pair(1, 2, SpaceRelation.SEPARATE, is_whole_family=True)
STRANGERS = Pair(1, 2, SpaceRelation.SEPARATE)
UNSURE = Pair(1, 2, SpaceRelation.UNKNOWN)


def kernel(
    monkeypatch: pytest.MonkeyPatch,
    *pages: tuple[int | None, bool | None],
) -> None:
    """Let the kernel tell (frame, exclusive) of processes 1 and 2."""
    told = {
        pid: Page(AT, PageState.PRESENT, frame=frame, exclusive=exclusive)
        for pid, (frame, exclusive) in enumerate(pages, 1)
    }
    monkeypatch.setattr(one_page, "page_at", lambda pid, _: told[pid])


def test_in_one_address_space_nobody_has_to_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernel(monkeypatch)
    pair = Pair(1, 2, SpaceRelation.SAME)

    assert pair.is_one_page(AT) == (True, "one-address-space")
    assert shares_of(pair, [AT, 2 * AT]) == ([True, True], "one-address-space")


@pytest.mark.parametrize("pair", [FAMILY, STRANGERS, UNSURE])
@pytest.mark.parametrize(("frames", "is_one"), [((7, 7), True), ((7, 8), False)])
def test_frames_decide_whatever_else_is_said(
    monkeypatch: pytest.MonkeyPatch, pair: Pair, frames: tuple[int, int], is_one: bool
) -> None:
    kernel(monkeypatch, (frames[0], True), (frames[1], False))

    assert pair.is_one_page(AT) == (is_one, "frames")
    assert pair.frames(AT) == frames


@pytest.mark.parametrize(
    ("one", "other"), [(True, False), (False, True), (True, True), (None, True)]
)
def test_a_page_that_is_mapped_once_is_not_the_others(
    monkeypatch: pytest.MonkeyPatch, one: bool | None, other: bool | None
) -> None:
    kernel(monkeypatch, (None, one), (7, other))

    assert STRANGERS.is_one_page(AT) == (False, "mapped-once")
    # In one address space both would see one page, which is mapped once.
    assert UNSURE.is_one_page(AT) == (None, None)


def test_mapped_twice_proves_something_where_nobody_else_can_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernel(monkeypatch, (None, False), (None, False))

    assert FAMILY.is_one_page(AT) == (True, "mapped-by-these-two-alone")
    assert STRANGERS.is_one_page(AT) == (None, None)
    assert STRANGERS.frames(AT) == (None, None)


@pytest.mark.parametrize("other", [(None, None), (7, None)])
def test_a_page_that_is_not_in_ram_proves_nothing(
    monkeypatch: pytest.MonkeyPatch, other: tuple[int | None, bool | None]
) -> None:
    kernel(monkeypatch, (None, False), other)

    assert FAMILY.is_one_page(AT) == (None, None)
    assert shares_of(FAMILY, [AT]) == ([None], None)


def test_no_pages_have_no_proof() -> None:
    assert shares_of(FAMILY, []) == ([], None)


SHARED = region(Kind.SHARED, AT, 2, perms="rw-s", inode=9, offset=4096)


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        (SHARED, True),
        (replace(SHARED, path="/renamed", end=Address(9 * AT)), True),
        (replace(SHARED, inode=8), False),
        (replace(SHARED, device="00:01"), False),
        (replace(SHARED, offset=8192), False),
        (replace(SHARED, perms="rw-p"), False),
        (None, False),
    ],
)
def test_one_object_is_one_place_of_one_file(
    other: Region | None, is_one: bool
) -> None:
    assert is_one_object(SHARED, other) is is_one
    assert is_one_object(other, SHARED) is is_one


def test_private_mappings_of_one_file_are_not_one_memory() -> None:
    private = replace(SHARED, perms="rw-p")

    assert not is_one_object(private, private)
    assert not is_one_object(None, None)


def test_a_page_of_both_is_needed_once_and_one_of_each_twice() -> None:
    table = copied_bars(3, [True, True, True], [True, False, False])

    assert [row.bars[0].value for row in table.rows] == [3, 5, 6]
    assert {row.whole for row in table.rows} == {6}


def test_where_one_page_is_unknown_so_is_the_sum() -> None:
    table = copied_bars(2, [True, None], [])

    assert [row.bars[0].value for row in table.rows] == [None, 0, 4]
