"""What a filter leaves is found before the table asks for it."""

import pytest

from memscope.analyze.filter.matching import Matcher
from memscope.analyze.filter.parse import parse
from memscope.analyze.space.space import part_of
from memscope.tui.build import ViewBuilder
from memscope.tui.screens.scope.filtering import is_much, parts
from tests.tui.synthetic import crowd, pair

pytestmark = pytest.mark.unit
HEAP = Matcher(parse("kind:heap"))


def test_what_is_left_is_found_for_each_space() -> None:
    view = ViewBuilder().add(1.0, pair())

    found = parts(HEAP, view)

    for one in view.processes:
        shown, part = found[one.space]
        assert [region.kind.value for region in shown] == ["heap"]
        assert part.regions == part_of(one.space, shown).regions
    assert len(found) == 2


def test_much_is_what_takes_its_time() -> None:
    assert not is_much(ViewBuilder().add(1.0, pair()))
    assert is_much(ViewBuilder().add(1.0, crowd(2500)))
