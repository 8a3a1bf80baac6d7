"""The table of running processes: columns that fit, and what is unknown."""

import pytest

from memscope.i18n import set_language
from memscope.render.home.processes import (
    ProcessRow,
    columns_for,
    process_head,
    process_line,
)
from memscope.render.runs import plain, width_of

pytestmark = pytest.mark.unit

SHOP = ProcessRow(
    pid=14265, user="www", name="shop.py", arguments="--port 80", threads=18,
    resident=225 << 20, grown=6 << 20, virtual=894 << 20,
)  # fmt: skip


@pytest.fixture(params=["en", "ja"])
def _language(request: pytest.FixtureRequest) -> None:
    set_language(request.param)


def drawn(row: ProcessRow, width: int = 80) -> str:
    return plain(process_line(row, columns_for(width, shows_pss=False), width))


def test_a_row_says_who_it_is_and_what_it_takes() -> None:
    text = drawn(SHOP)

    for part in ("14265", "www", "shop.py  --port 80", " 18 ", "225M", "+6.0M", "894M"):
        assert part in text


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.usefixtures("_language")
def test_heads_and_rows_are_as_wide_as_the_pane_and_stand_above_each_other(
    width: int,
) -> None:
    columns = columns_for(width, shows_pss=True)
    head = process_head(columns, width, order="resident", window_s=30)
    row = process_line(SHOP, columns, width)

    assert width_of(head) == width_of(row) == width
    assert "…" not in plain(head)


@pytest.mark.usefixtures("_language")
def test_at_80_cells_every_column_but_the_asked_one_fits() -> None:
    assert len(columns_for(78, shows_pss=False)) == 7


def test_what_does_not_fit_goes_for_all_rows_the_name_last() -> None:
    assert columns_for(30, shows_pss=False) == ("pid", "name")
    assert "pss" in columns_for(100, shows_pss=True)


def test_what_is_unknown_is_a_dash_and_what_did_not_grow_a_dot() -> None:
    unknown = drawn(ProcessRow(pid=9))
    still = drawn(ProcessRow(pid=9, grown=0, resident=0))

    assert unknown.count("–") == 5
    assert "·" in still
    assert " 0 " in still


def test_what_may_not_be_read_is_muted_and_says_so() -> None:
    line = process_line(
        ProcessRow(pid=1, name="init", arguments="x", is_refused=True),
        columns_for(80, shows_pss=False),
        80,
    )

    assert "init  unreadable" in plain(line)
    assert all("strong" not in run.style for run in line if "init" in run.text)


def test_the_column_that_sorts_is_bright_and_the_window_says_how_long_it_is() -> None:
    head = process_head(
        columns_for(80, shows_pss=False), 80, order="grown", window_s=12.4
    )

    bright = [run.text.strip() for run in head if run.style == "strong"]
    assert bright == ["Δ 12 s"]


def test_a_mark_is_a_bar_and_a_hostile_name_is_harmless() -> None:
    text = drawn(ProcessRow(pid=1, name="\x1b[2J[red]", is_marked=True))

    assert text.startswith("▌")
    assert "\x1b" not in text
    assert "[red]" in text
