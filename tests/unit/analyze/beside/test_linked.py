import pytest

from memscope.analyze.beside import linked as module
from memscope.analyze.beside.compared import Footing
from memscope.analyze.beside.linked import linked_chain
from memscope.analyze.beside.rows import BesideRow
from tests.unit.analyze.beside.scene import compared, scene
from tests.unit.analyze.pages import SIZE

pytestmark = pytest.mark.unit


def row(sort: str) -> BesideRow:
    return next(one for one in scene().rows if one.key.sort == sort)


def test_every_page_is_in_one_cell_and_linked_where_the_frame_is_one() -> None:
    found = linked_chain(row("heap"), compared(), 40)[0]

    assert found is not None
    assert found.pages == 1
    assert [one.same for one in found.cells] == [1] * 31 + [0] * 9
    assert (found.both, found.same, found.different) == (40, 31, 9)
    assert found.footing is Footing.CERTAIN


def test_some_pages_are_told_where_the_answer_changes() -> None:
    found = linked_chain(row("heap"), compared(), 40)[0]

    assert found is not None
    first, second = found.spots
    assert (first.offset, first.is_same) == (0, True)
    assert first.first == first.second
    assert (second.offset, second.is_same) == (31 * SIZE, False)
    assert second.first != second.second


def test_what_grew_on_one_side_has_no_counterpart() -> None:
    found = linked_chain(row("anon"), compared(), 120)[0]

    assert found is not None
    assert (found.both, found.only) == (80, (0, 40))
    assert [one.in_first for one in found.cells] == [1] * 80 + [0] * 40


def test_a_cell_stands_for_many_pages_where_there_is_little_room() -> None:
    found = linked_chain(row("anon"), compared(), 12)[0]

    assert found is not None
    assert found.pages == 10
    assert [one.same for one in found.cells] == [10] * 5 + [0] * 7


def test_without_frames_pages_of_a_fork_are_undecided() -> None:
    found = linked_chain(row("heap"), compared(hidden=True), 40)[0]

    assert found is not None
    assert found.same == 0
    assert found.undecided == 40
    assert found.spots == ()


def test_of_very_many_pages_some_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_MOST_SEEN", 10)

    found = linked_chain(row("heap"), compared(), 40)[0]

    assert found is not None
    assert found.is_sampled
    assert found.pages == 4
    # The counts are of all pages, whatever was looked at.
    assert (found.both, found.same) == (40, 31)


def test_what_one_has_alone_has_no_pages_to_compare() -> None:
    assert linked_chain(row("thread-stack"), compared(), 40)[0] is None
    assert linked_chain(row("heap"), None, 40)[0] is None


def test_three_are_on_one_scale_and_linked_with_their_neighbours() -> None:
    one = next(each for each in scene(3).rows if each.key.sort == "anon")
    found = linked_chain(one, compared(3), 12)

    assert [each.pages for each in found if each] == [10, 10]
    assert [each.same for each in found if each] == [50, 50]
    assert [each.only for each in found if each] == [(0, 40), (32, 0)]
    stack = next(each for each in scene(3).rows if each.key.sort == "thread-stack")
    assert linked_chain(stack, compared(3), 12) == (None, None)
