import pytest

from memscope.analyze.beside.compared import Footing, Gutter, all_of, gutter_of
from memscope.analyze.beside.rows import BesideRow
from tests.unit.analyze.beside.scene import compared, scene
from tests.unit.analyze.pages import SIZE

pytestmark = pytest.mark.unit


def row(sort: str, count: int = 2) -> BesideRow:
    return next(one for one in scene(count).rows if one.key.sort == sort)


def test_frames_make_it_certain_and_the_share_is_of_the_larger() -> None:
    gutter = gutter_of(row("anon"), 0, compared())

    assert gutter == Gutter(Footing.CERTAIN, 50 * SIZE, 0, 50 / 120)


def test_pages_that_were_copied_are_not_shared() -> None:
    gutter = gutter_of(row("heap"), 0, compared())

    assert gutter.same == 31 * SIZE


def test_without_a_comparison_nothing_is_said() -> None:
    assert gutter_of(row("heap"), 0, None) == Gutter(Footing.NOT_COMPARED)


def test_without_frames_a_forked_heap_is_never_called_the_same() -> None:
    gutter = gutter_of(row("heap"), 0, compared(hidden=True))

    assert gutter.footing is Footing.NEEDS_ROOT
    assert gutter.same is None


def test_without_frames_pages_of_one_file_are_likely_at_most() -> None:
    gutter = gutter_of(row("library"), 0, compared(hidden=True))

    assert gutter.footing is Footing.LIKELY
    assert (gutter.same or 0) > 0


def test_what_one_has_alone_has_no_gutter() -> None:
    assert gutter_of(row("thread-stack"), 0, compared()).same is None


def test_of_more_than_two_it_is_told_what_all_share() -> None:
    found = compared(4)

    assert all_of(row("anon", 4), found).same == 50 * SIZE
    assert all_of(row("anon", 4), found).footing is Footing.CERTAIN
    assert all_of(row("thread-stack", 4), found).footing is Footing.NOT_COMPARED


def test_without_frames_nobody_knows_what_all_share() -> None:
    found = all_of(row("anon", 3), compared(3, hidden=True))

    assert found.footing is Footing.NEEDS_ROOT
