"""The lessons on this machine: nothing false, nothing blank, nothing given away."""

import re
import shutil

import pytest

from memscope import i18n
from memscope.lessons.engine import LessonRun
from memscope.lessons.offered import BUILT_IN
from memscope.lessons.registry import find_lesson
from memscope.model.claim import LessonResult, StepResult, Verdict
from memscope.units import UNKNOWN
from tests.live.lessons.contradictions import FEW, may_be_unknown

pytestmark = pytest.mark.live

SMALL: dict[str, dict[str, float]] = {
    "server": FEW | {"concurrency": 12, "requests": 16},
    "pool": {"repetitions": 2},
}
"""Small numbers: how long a claim takes is no part of what is tried here."""

BLANK = re.compile(rf"(?<!\d){UNKNOWN}|{UNKNOWN}(?!\d)|[{{}}]")
"""An unknown value, and not the dash between two numbers."""

LANGUAGES = [("python", name) for name in BUILT_IN]
IN_C = [("c", name) for name in ("process", "isolation", "threads")]

Given = tuple[LessonResult, LessonResult, list[StepResult]]


@pytest.fixture(scope="module", params=[*LANGUAGES, *IN_C], ids="-".join)
def given(request: pytest.FixtureRequest) -> Given:
    """Give a lesson; return it in both languages, and each step as it was before."""
    sample, name = request.param
    if sample == "c" and not shutil.which("cc"):
        pytest.skip("no C compiler: apt install gcc libc6-dev")
    options = SMALL.get(name, {})
    with LessonRun(find_lesson(name), sample=sample, options=options) as run:
        previews = []
        while not run.is_at_end:
            previews.append(run.preview(run.steps[run.at + 1]))
            run.next()
        english = run.result()
        i18n.set_language("ja")
        japanese = run.result()
    return english, japanese, previews


def claims_of(result: LessonResult) -> dict[str, tuple[Verdict, str | None, object]]:
    return {
        f"{step.id}/{claim.id}": (claim.verdict, claim.why, claim.evidence)
        for step in result.steps
        for claim in step.claims
    }


def test_no_claim_is_false(given: Given) -> None:
    result, _, _ = given

    verdicts = claims_of(result)
    false = {key: one for key, one in verdicts.items() if one[0] is Verdict.FALSE}

    assert false == {}


def test_what_is_unknown_may_be_unknown_and_says_why(given: Given) -> None:
    result, _, _ = given

    verdicts = claims_of(result)
    unknown = {key: one for key, one in verdicts.items() if one[0] is Verdict.UNKNOWN}
    others = {
        key: one for key, one in unknown.items() if not may_be_unknown(key, one[1])
    }

    assert others == {}
    known = [why for verdict, why, _ in verdicts.values() if verdict is Verdict.TRUE]
    assert set(known) <= {None}


def test_every_claim_that_has_words_was_made(given: Given) -> None:
    result, _, _ = given

    words = find_lesson(result.name).words_in("en").steps

    assert {step.id: [claim.id for claim in step.claims] for step in result.steps} == {
        step: list(one.claims) for step, one in words.items()
    }


def test_no_sentence_has_a_blank(given: Given) -> None:
    blanks = [
        (result.lang, step.id, text)
        for result in given[:2]
        for step in result.steps
        for text in (step.narration, step.question, *sentences(step))
        if BLANK.search(text)
    ]

    assert blanks == []


def sentences(step: StepResult) -> list[str]:
    """Return what is claimed and known; frame numbers are known to root alone."""
    return [
        claim.text
        for claim in step.claims
        if claim.verdict is Verdict.TRUE and claim.id != "frames-differ"
    ]


def test_what_is_said_before_a_step_stays_as_it_was(given: Given) -> None:
    result, _, previews = given

    after = [(step.id, step.narration, step.question) for step in result.steps]

    assert after == [(one.id, one.narration, one.question) for one in previews]


def test_a_question_does_not_give_its_answer_away(given: Given) -> None:
    """Neither a number that only the step finds out, nor one of its sentences."""
    result, _, previews = given

    known: set[object] = set(SMALL.get(result.name, {}).values())
    for step, preview in zip(result.steps, previews, strict=True):
        found = {
            str(value)
            for claim in step.claims
            for value in claim.evidence.values()
            if isinstance(value, str) and value.startswith("0x")
        }
        said = set(f"{preview.narration} {preview.question}".split())
        assert (found - {str(one) for one in known}) & said == set(), step.id
        known |= {v for claim in step.claims for v in claim.evidence.values()}
        assert all(claim.text not in preview.narration for claim in step.claims)


def test_the_lesson_is_told_in_japanese_too(given: Given) -> None:
    english, japanese, _ = given

    assert (english.lang, japanese.lang) == ("en", "ja")
    assert [step.id for step in english.steps] == [step.id for step in japanese.steps]
    assert english.title != japanese.title
    for one, other in zip(english.steps, japanese.steps, strict=True):
        assert one.narration != other.narration
        assert [claim.evidence for claim in one.claims] == [
            claim.evidence for claim in other.claims
        ]


def test_a_lesson_at_default_numbers_takes_less_than_a_minute_of_its_own() -> None:
    """The longest one, which mostly waits: the server with a single thread."""
    settings = find_lesson("server").settings
    runs = settings["repetitions"].default
    alone_s = settings["requests"].default * settings["handler_ms"].default / 1000

    assert runs * alone_s < 20
