"""The tour's lines: nothing is cut on a terminal of 80 cells, in either language."""

import pytest

from memscope.i18n import _, set_language
from memscope.render.help.tour import offer_line, tour_lines
from memscope.render.runs import plain
from memscope.tui.tour.steps import STEPS

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("code", ["en", "ja"])
def test_every_part_fits_into_80_cells(code: str) -> None:
    set_language(code)
    for number, step in enumerate(STEPS, 1):
        for part in step:
            what, why = _(part.what), _(part.why)
            first, second = tour_lines(number, 5, part.key, what, why, 80)
            assert part.key in plain(first)
            assert what in plain(first)
            assert plain(first).rstrip().endswith(_("esc ends it"))
            assert plain(second).strip() == why
    assert "…" not in plain(offer_line(80))


def test_where_there_is_no_room_what_to_press_stays() -> None:
    first, _second = tour_lines(2, 5, "→", "opens the row", "", 36)

    assert "→" in plain(first)
    assert "esc" not in plain(first)
