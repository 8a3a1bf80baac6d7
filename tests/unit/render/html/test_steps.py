"""Lines as elements, and the steps of a lesson as a page needs them."""

import pytest

from memscope.model.claim import Claim, Scene, StepResult, Verdict
from memscope.render.html.steps import lines_html, page_steps
from memscope.render.runs import Line, Run
from tests.tui.synthetic import process

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("line", "inside"),
    [
        ((Run("a<b"),), "a&lt;b"),
        ((Run("a  "), Run("  ")), "a"),
        ((Run("██", "ink.heap"),), '<span class="ink k-heap">██</span>'),
        ((Run("█ 7", "ink.heap"),), '<span class="ink k-heap word">█ 7</span>'),
        ((Run("7", "strong"),), '<span class="strong">7</span>'),
        (
            (Run("7", "band.code muted"),),
            '<span class="band k-code muted">7</span>',
        ),
        ((Run("語a<"),), '<span class="wide">語</span>a&lt;'),
    ],
)
def test_a_style_is_a_class(line: Line, inside: str) -> None:
    assert lines_html([line]) == f'<pre class="lines">{inside}</pre>'


def test_each_line_is_a_line() -> None:
    assert lines_html([(Run("a"),), (Run("b"),)]) == '<pre class="lines">a\nb</pre>'


def step(
    narration: str = "", question: str = "", claims: tuple[Claim, ...] = ()
) -> StepResult:
    return StepResult("look", "A look", narration, question, claims, 1.0)


def test_line_breaks_of_a_text_mean_nothing_but_empty_lines_do() -> None:
    (made,) = page_steps([step(narration="\n\na\nb\n\n c ", question="who\nis it?")])

    assert made.paragraphs == ["a b", "c"]
    assert made.question == "who is it?"
    assert made.maps == made.pictures == []


def test_a_claim_shows_its_verdict_its_reason_and_its_evidence() -> None:
    claim = Claim(
        "one", "It\nheld.", Verdict.UNKNOWN, "no\x1b", {"pid": 7, "frame": None}
    )

    ((shown,),) = (one.claims for one in page_steps([step(claims=(claim,))]))

    assert (shown.text, shown.evidence) == ("It held.", [("pid", "7"), ("frame", "–")])
    assert "\x1b" not in shown.why
    assert shown.mark.strip()


def test_the_maps_of_who_is_on_stage_stand_beside() -> None:
    steps = [step(), step()]

    made = page_steps(steps, [Scene(), Scene(processes=(process(),))])

    assert [len(one.maps) for one in made] == [0, 1]
    with pytest.raises(ValueError, match="zip"):
        page_steps(steps, [Scene()])
