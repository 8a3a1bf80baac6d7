"""Is it the same page? What proves it, and what leaves it open."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from memscope.lessons import one_page
from memscope.lessons.one_page import Pair, copied_bars, is_one_object, shares_of
from memscope.model.kinds import Kind
from memscope.model.page import Page, PageState
from memscope.model.region import Region
from memscope.model.sharing import SpaceRelation
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

SAME, SEPARATE, UNKNOWN = SpaceRelation
HIDDEN = Page(0x1000, PageState.SHARED)
OWN, COMMON = replace(HIDDEN, exclusive=True), replace(HIDDEN, exclusive=False)
AT_7, AT_8 = (replace(HIDDEN, frame=frame) for frame in (7, 8))


def see(monkeypatch: pytest.MonkeyPatch, pages: Mapping[int, Page]) -> None:
    monkeypatch.setattr(one_page, "page_at", lambda pid, _address: pages[pid])


@pytest.mark.parametrize(
    ("space", "family", "pages", "answer"),
    [
        (SAME, False, (HIDDEN, HIDDEN), (True, "one-address-space")),
        (SEPARATE, False, (AT_7, AT_7), (True, "frames")),
        (SEPARATE, False, (AT_7, AT_8), (False, "frames")),
        (SEPARATE, False, (OWN, COMMON), (False, "mapped-once")),
        (SEPARATE, False, (COMMON, OWN), (False, "mapped-once")),
        (UNKNOWN, False, (OWN, COMMON), (None, None)),
        (SEPARATE, False, (COMMON, COMMON), (None, None)),
        (SEPARATE, True, (COMMON, COMMON), (True, "mapped-by-these-two-alone")),
        (SEPARATE, True, (COMMON, HIDDEN), (None, None)),
        (SEPARATE, True, (AT_7, HIDDEN), (None, None)),
    ],
)
def test_what_decides(
    monkeypatch: pytest.MonkeyPatch,
    space: SpaceRelation,
    family: bool,
    pages: tuple[Page, Page],
    answer: tuple[bool | None, str | None],
) -> None:
    see(monkeypatch, dict(enumerate(pages)))

    assert Pair(0, 1, space, family).is_one_page(0x1000) == answer


def test_many_pages_have_the_proof_of_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    see(monkeypatch, {0: AT_7, 1: AT_8})
    pair = Pair(0, 1, SEPARATE)

    assert shares_of(pair, [0x1000, 0x2000]) == ([False, False], "frames")
    assert shares_of(pair, []) == ([], None)
    assert pair.frames(0x1000) == (7, 8)


FILE = region(Kind.FILE, inode=7, perms="rw-s")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (FILE, FILE, True),
        (FILE, replace(FILE, inode=8), False),
        (FILE, replace(FILE, offset=4096), False),
        (FILE, replace(FILE, perms="rw-p"), False),
        (replace(FILE, perms="rw-p"), replace(FILE, perms="rw-p"), False),
        (FILE, None, False),
        (None, None, False),
    ],
)
def test_one_object_is_the_same_place_mapped_shared(
    one: Region | None, other: Region | None, same: bool
) -> None:
    assert is_one_object(one, other) is same


def test_a_page_that_both_have_as_one_is_needed_once() -> None:
    table = copied_bars(2, [True, True], [True, False])
    unknown = copied_bars(2, [True, None], [])

    assert [row.bars[0].value for row in table.rows] == [2, 3, 4]
    assert {row.whole for row in table.rows} == {4}
    assert unknown.rows[0].bars[0].value is None
