import pytest

from memscope.render.html import lesson_page
from memscope.units import safe
from tests.web.conftest import Opener
from tests.web.reports import EVIL, lesson

pytestmark = pytest.mark.web


def test_every_step_shows_its_claims_with_verdict_and_evidence(opened: Opener) -> None:
    page = opened(lesson_page(lesson()))

    assert page.locator(".step").count() == 2
    assert page.locator(".mark").all_inner_texts() == ["✔", "✘", "?"] * 2
    assert page.locator(".measured").first.inner_text().split()[:2] == [
        "address",
        "0x10",
    ]
    assert "✘ 2 did not hold" in page.locator(".summary").inner_text()


def test_a_hand_out_has_room_for_a_prediction(opened: Opener) -> None:
    page = opened(lesson_page(lesson()))
    on_screen = page.locator(".answer").first.is_visible()

    page.emulate_media(media="print")

    assert not on_screen
    assert page.locator(".answer").first.is_visible()


@pytest.mark.parametrize("text", EVIL)
def test_no_text_of_a_lesson_runs(opened: Opener, text: str) -> None:
    page = opened(lesson_page(lesson(text)))

    assert page.evaluate("window.evil") is None
    assert page.locator(".claim").first.inner_text() == safe(" ".join(text.split()))
    assert page.locator("script").count() == 2
