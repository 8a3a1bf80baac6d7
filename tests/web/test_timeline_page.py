"""The timeline of a recording on its page, in a real browser."""

from pathlib import Path

import pytest

from memscope.collect.moment import look_with_timeline
from memscope.model.recording import Bookmark, ProcessTimeline, Timeline, TimelineMoment
from memscope.render.html.report import snapshot_page
from memscope.units import safe
from tests.unit.codec.film import GOLDEN
from tests.web.conftest import Opener
from tests.web.reports import EVIL, plain

pytestmark = pytest.mark.web


def test_a_recording_has_its_timeline_above_the_map(opened: Opener) -> None:
    taken, timeline = look_with_timeline(f"{GOLDEN}@grow")
    page = opened(snapshot_page(taken, timeline))

    picture = page.locator("svg.timeline").first
    box, below = picture.bounding_box(), page.locator("figure.picture").first
    under = below.bounding_box()

    assert timeline is not None
    assert box is not None
    assert under is not None
    assert box["y"] + box["height"] <= under["y"]
    said = picture.text_content() or ""
    assert all(safe(mark.name) in said for mark in timeline.bookmarks)


def test_a_snapshot_has_none(opened: Opener, tmp_path: Path) -> None:
    page = opened(snapshot_page(plain()))

    assert page.locator("svg.timeline").count() == 0


def test_no_name_of_a_bookmark_runs(opened: Opener) -> None:
    taken = plain()
    moment = TimelineMoment(0.0, 1 << 20, None, 3, 1)
    seen = ProcessTimeline(taken.processes[0].identity, (moment,))
    marks = tuple(Bookmark(float(at), name) for at, name in enumerate(EVIL))

    page = opened(snapshot_page(taken, Timeline(float(len(EVIL)), 0.0, (seen,), marks)))

    assert page.evaluate("window.evil") is None
    assert page.locator("svg.timeline path.mark").count() == len(EVIL)
    assert "not known" in (page.locator("svg.timeline").text_content() or "")
