"""The pane of a lesson, at each of its states, and its last sheet."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.model.claim import Claim, StepResult, Verdict
from memscope.render.lesson.panel import Sheet, page_lines, summary_page
from tests.golden import check, sheet

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
TRUE = Claim("a", "It is so, as far as one can see from here.", Verdict.TRUE, None, {})
FALSE = Claim("b", "It is not.", Verdict.FALSE, None, {})
UNKNOWN = Claim("c", "Who knows?", Verdict.UNKNOWN, "no frames are shown to us", {})
STEP = StepResult(
    *("look", "A look", "First one thing,\nthen another." * 5, "What comes next?"),
    (TRUE, UNKNOWN),
    1.0,
)
BARE = replace(STEP, narration="", question="", claims=(FALSE,))


def test_a_page() -> None:
    pages = [
        ("before", Sheet(1, 3, STEP), 40),
        ("with help", Sheet(1, 3, STEP, hint="think", notes="wait"), 40),
        ("busy", Sheet(2, 3, STEP, busy="it runs"), 40),
        ("revealed", Sheet(3, 3, STEP, is_revealed=True), 40),
        ("brief", Sheet(3, 3, STEP, is_revealed=True, is_brief=True), 40),
        ("bare", Sheet(1, 1, BARE, is_revealed=True), 40),
        ("wide", Sheet(1, 3, STEP, is_revealed=True), 140),
        ("dots fit", Sheet(1, 10, BARE), 30),
        ("no dots", Sheet(1, 10, BARE), 29),
        ("no room", Sheet(1, 3, replace(BARE, title="A long title")), 9),
    ]
    parts = [(name, page_lines(one, width)) for name, one, width in pages]
    parts += [
        (f"{name} in a hall", page_lines(one, width, spacious=True))
        for name, one, width in pages
        if name in {"before", "revealed"}
    ]

    check(GOLDEN / "panel.txt", sheet(parts))


def test_the_last_sheet() -> None:
    parts = [
        (f"{width} cells", summary_page("lesson", [STEP, BARE], width))
        for width in (30, 59, 60, 61, 90)
    ]

    check(
        GOLDEN / "summary.txt", sheet([*parts, ("nothing", summary_page("x", [], 60))])
    )
