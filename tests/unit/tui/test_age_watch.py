"""Ages are remembered between looks, also while another region was in front."""

import pytest

from memscope.analyze.space.ages import PageAges
from memscope.model.kinds import Kind
from memscope.model.page import PageState
from memscope.tui.age_watch import AgeWatch
from tests.tui.closer import PAGE, PreparedCloser
from tests.tui.synthetic import region

pytestmark = pytest.mark.unit
ME, START = (1, 2), 0x1000_0000
OWN, ABSENT = PageState.EXCLUSIVE, PageState.ABSENT
ONE = region(START, 8 * PAGE, Kind.ANON)
OTHER = region(START + 64 * PAGE, 8 * PAGE, Kind.ANON)


def stamps(of: PageAges) -> list[int]:
    return [one for window in of.windows for one in window.stamps]


def test_a_region_is_known_again_also_after_another_one() -> None:
    closer = PreparedCloser()
    watch = AgeWatch(closer)
    closer.states = [OWN]
    watch.look(ME, ONE, 1.0)
    watch.look(ME, OTHER, 2.0)
    closer.states = [OWN, OWN]
    found = watch.look(ME, ONE, 3.0)

    assert stamps(found)[:3] == [1, 22, 0]


def test_another_process_has_other_pages() -> None:
    closer = PreparedCloser()
    watch = AgeWatch(closer)
    watch.look(ME, ONE, 1.0)

    assert set(stamps(watch.look((1, 3), ONE, 5.0))) <= {0, 1}


def test_a_large_region_is_asked_for_in_pieces() -> None:
    closer = PreparedCloser()
    found = AgeWatch(closer).look(ME, region(START, 1 << 30, Kind.ANON), 1.0)

    assert closer.count("pages") == 256
    assert found.looked_at == 65_536
    assert found.block == 1 << 22
