from itertools import pairwise

import pytest
from msgspec.structs import replace

from memscope.model.bars import Bar, BarRow, BarTable
from memscope.model.claim import LessonResult, Scene
from memscope.model.exhibit import LoadMoment, LoadRun, PoolMoment, Worker
from memscope.model.recording import StepMark, Timeline
from memscope.render.html.report import lesson_page, snapshot_page
from memscope.units import safe
from tests.tui.synthetic import process
from tests.web.conftest import Opener
from tests.web.reports import EVIL, lesson, malicious, plain

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


def scenes() -> tuple[Scene, Scene]:
    """The first step has two processes on stage, the second nobody."""
    return Scene(plain().processes * 2), Scene()


def measured() -> LessonResult:
    """A lesson whose first step has measured two servers and a pool."""
    moment = LoadMoment(5.0, 3, 4, 1 << 30, 1 << 20, None, None, 8 << 20, 4096, 2)
    runs = tuple(
        LoadRun(name, 8, 0, 1.5, 10.0, 20.0, 30.0, (moment,), 4)
        for name in ("single", "threaded")
    )
    pool = PoolMoment(4242, 3, 1, (Worker(4243, EVIL[0], 7, 1.0),))
    bars = BarTable(EVIL[0], (EVIL[0],), (BarRow(EVIL[0], (Bar(2.0, mark=EVIL[0]),)),))
    told = lesson()
    first = replace(told.steps[0], exhibits=(*runs, pool, bars))
    return replace(told, steps=(first, *told.steps[1:]))


def test_what_was_on_stage_is_folded_beside_its_step(opened: Opener) -> None:
    page = opened(lesson_page(lesson(), scenes()))
    first, second = page.locator(".step").all()
    folded = first.locator("svg.map").first.is_visible()

    first.locator("summary").click()

    assert not folded
    assert first.locator("svg.map").count() == 2
    assert first.locator("svg.map").last.is_visible()
    assert second.locator("svg.map, .lines").count() == 0


def test_what_was_measured_is_drawn(opened: Opener) -> None:
    page = opened(lesson_page(measured()))

    servers, pool, bars = (one.inner_text() for one in page.locator(".lines").all())

    assert "multi-threaded" in servers
    assert "1 GiB" in servers
    assert "4243" in pool
    assert safe(EVIL[0]) in bars
    assert page.evaluate("window.evil") is None
    ink = page.locator(".lines .ink").first
    assert ink.evaluate("one => getComputedStyle(one).color") != page.locator(
        ".lines"
    ).first.evaluate("one => getComputedStyle(one).color")


CONTRAST = """(one) => {
  const canvas = document.createElement("canvas");
  const drawn = canvas.getContext("2d", {willReadFrequently: true});
  const parts = (colour) => {  // a canvas knows every way to write a colour
    drawn.fillStyle = colour;
    drawn.fillRect(0, 0, 1, 1);
    return [...drawn.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = getComputedStyle(one.closest(".card")).backgroundColor;
  const two = [light(getComputedStyle(one).color), light(paper)].sort((a, b) => a - b);
  return (two[1] + 0.05) / (two[0] + 0.05);
}"""
"""The ratio of WCAG 2, from 1 to 21."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_coloured_words_of_a_picture_can_be_read(opened: Opener, scheme: str) -> None:
    words = opened(lesson_page(measured()), scheme=scheme).locator(".lines .word").all()

    assert words
    assert min(one.evaluate(CONTRAST) for one in words) >= 4.5


def test_bars_begin_below_one_another_whatever_their_names(opened: Opener) -> None:
    names = ("plain", "forkの直後", "子の書き込みの後、すべて")
    rows = tuple(BarRow(name, (Bar(2.0),)) for name in names)
    told = lesson()
    first = replace(told.steps[0], exhibits=(BarTable("並び", ("時間",), rows),))
    page = opened(lesson_page(replace(told, steps=(first,))))

    bars = page.locator(".lines [class^=ink]", has_text="█").all()
    boxes = [box for bar in bars if (box := bar.bounding_box()) is not None]

    assert len(boxes) == len(names)
    assert max(box["x"] for box in boxes) - min(box["x"] for box in boxes) < 1
    heights = [b["y"] - a["y"] for a, b in pairwise(boxes)]
    assert max(heights) - min(heights) < 1


def test_two_steps_with_their_maps_have_room_on_a_sheet(opened: Opener) -> None:
    crowded = process(threads=40)
    stage = Scene((crowded, crowded))
    page = opened(lesson_page(lesson(), (stage, stage)))
    page.set_viewport_size({"width": 703, "height": 1032})  # A4 within its margins

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    boxes = [one.bounding_box() for one in page.locator("svg.map").all()]

    assert len(boxes) == 4
    assert all(box and box["height"] < 1032 / 2 for box in boxes)
    assert (
        page.locator(".step").first.locator("svg.map").first.locator(".block").count()
        <= 24
    )


def test_on_paper_everything_is_unfolded(opened: Opener) -> None:
    page = opened(lesson_page(lesson(), scenes()))
    page.emulate_media(media="print")

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.locator("svg.map").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    assert printed
    assert not page.locator("svg.map").first.is_visible()


def test_the_page_of_a_recorded_lesson_ends_with_its_claims(opened: Opener) -> None:
    told = lesson()
    marks = tuple(
        StepMark(float(at), told.name, told.title, "en", at, step)
        for at, step in enumerate(told.steps)
    )

    page = opened(snapshot_page(plain(), Timeline(2.0, 1.0, (), (), marks)))

    assert page.locator(".lesson h2").first.inner_text() == told.title
    assert page.locator(".lesson .mark").all_inner_texts() == ["✔", "✘", "?"] * 2
    assert page.locator("article svg.map").count() == 1


def test_no_name_on_stage_runs(opened: Opener) -> None:
    page = opened(lesson_page(lesson(), [Scene(malicious().processes), Scene()]))

    assert page.locator("svg.map").count() == 1
    assert page.evaluate("window.evil") is None


@pytest.mark.parametrize("text", EVIL)
def test_no_text_of_a_lesson_runs(opened: Opener, text: str) -> None:
    page = opened(lesson_page(lesson(text)))

    assert page.evaluate("window.evil") is None
    assert page.locator(".claim").first.inner_text() == safe(" ".join(text.split()))
    assert page.locator("script").count() == 2
