import pytest

from memscope.i18n import set_language
from memscope.model.claim import Claim, StepResult, Verdict
from memscope.render.lesson.panel import Sheet, page_lines, summary_page
from memscope.render.runs import width_of

pytestmark = pytest.mark.unit

CLAIMS = tuple(
    Claim(f"{verdict}-{at}", "So it is.", verdict, None, {})
    for verdict in Verdict
    for at in range(10)
)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [36, 74, 116])
def test_the_sheet_counts_every_verdict_within_its_width(
    language: str, width: int
) -> None:
    set_language(language)
    step = StepResult("all", "All of them", "", "", CLAIMS, 1.0)

    lines = summary_page("Counting", [step], width)

    counted = "".join(run.text for line in lines[4:] for run in line)
    assert [counted.count(f"{mark} 10 ") for mark in "✔✘?"] == [1, 1, 1]
    assert all(width_of(line) <= width for line in lines[4:])


def test_the_sheet_counts_on_one_line_where_there_is_room() -> None:
    step = StepResult("all", "All of them", "", "", CLAIMS, 1.0)

    assert len(summary_page("Counting", [step], 74)) == 5


@pytest.mark.parametrize(("count", "dots"), [(9, 9), (24, 24), (25, 0), (5000, 0)])
def test_many_steps_leave_room_for_the_title(count: int, dots: int) -> None:
    step = StepResult("all", "All of them", "", "", (), 1.0)

    title = page_lines(Sheet(3, count, step), 74)[0]

    text = "".join(run.text for run in title)
    assert width_of(title) <= 74
    assert text.lstrip().startswith("All of them")
    assert text.rstrip().endswith(f"3/{count}")
    assert text.count("●") + text.count("○") == dots
