"""The page of a diff in a real browser."""

from typing import TYPE_CHECKING

import pytest

from memscope.analyze.diff.diff import diff
from memscope.i18n import set_language
from memscope.model.kinds import Kind
from memscope.render.html.diff import diff_page
from memscope.units import safe
from tests.tui.synthetic import process, region, snapshot
from tests.web.conftest import Opener
from tests.web.reports import EVIL, malicious, plain

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.web

NEW = 0x7200_0000_0000


def grown() -> str:
    """A page on which one region appeared and one is gone, as in `plain`."""
    more = region(NEW, 0x5000, Kind.ANON, label="a new block")
    return diff_page(diff(plain(), snapshot(process(4242, more=[more]))))


def cells(page: "Page", row: int) -> list[str]:
    return (
        page.locator("[data-table=regions-0] tr.row")
        .nth(row)
        .locator("td")
        .all_inner_texts()
    )


def test_what_appeared_and_what_is_gone_stand_in_order_of_address(
    opened: Opener,
) -> None:
    page = opened(grown())

    gone, new = cells(page, 0), cells(page, 1)

    assert (gone[0], gone[3], gone[6]) == ("−", "-20 KiB", "gone")
    assert (new[0], new[3], new[6]) == ("+", "+20 KiB", "appeared")
    assert new[1] == f"{NEW:012x}-{NEW + 0x5000:012x}"


def test_both_maps_stand_beside_each_other(opened: Opener) -> None:
    page = opened(grown())

    boxes = [one.bounding_box() for one in page.locator("figure svg").all()]

    assert [one.inner_text() for one in page.locator("figcaption").all()] == ["A", "B"]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]
    assert boxes[0]["y"] == boxes[1]["y"]


@pytest.mark.parametrize("width", [1920, 1366, 1280, 1100, 800, 640])
def test_maps_and_sums_have_room(opened: Opener, width: int) -> None:
    page = opened(grown())

    page.set_viewport_size({"width": width, "height": 900})

    for part in (".totals", "html"):
        size = page.locator(part).first.evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert size[0] <= size[1], part
    assert page.locator("figure").first.evaluate("e => e.clientWidth") >= 300


def test_the_same_twice_is_no_difference(opened: Opener) -> None:
    page = opened(diff_page(diff(plain(), plain())))

    assert "no difference" in page.locator("main").inner_text()
    assert page.locator("[data-table]").count() == 0


def test_a_process_that_came_or_went_is_named(opened: Opener) -> None:
    before, after = snapshot(process(1)), snapshot(process(2))

    said = opened(diff_page(diff(before, after))).locator("main").inner_text()

    assert "process 1" in said
    assert "process 2" in said


def test_no_name_of_a_stranger_runs(opened: Opener) -> None:
    page = opened(diff_page(diff(plain(), malicious())))

    assert page.evaluate("window.evil") is None
    assert page.locator("img").count() == 0
    for name in EVIL:
        page.locator("input[type=search]").fill(safe(name).split()[0])
        assert page.locator("tr.row").count() >= 1


def test_the_page_speaks_japanese(opened: Opener) -> None:
    set_language("ja")
    page = opened(grown())

    assert page.locator("html").get_attribute("lang") == "ja"
    assert page.locator("th", has_text="アドレス").count() == 1
