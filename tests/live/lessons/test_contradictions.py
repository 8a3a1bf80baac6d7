"""No claim is scripted: where the world is different, it is false."""

import pytest

from memscope.lessons.registry import BUILT_IN, find_lesson
from memscope.model.claim import Verdict
from tests.live.lessons.contradictions import ALL, Contradiction, with_stage
from tests.live.lessons.worlds import findings

pytestmark = pytest.mark.live


@pytest.mark.parametrize("contradiction", ALL, ids=str)
def test_a_claim_that_the_world_contradicts_is_false(
    contradiction: Contradiction, monkeypatch: pytest.MonkeyPatch
) -> None:
    contradiction.skip_elsewhere()
    with_stage(contradiction.patch, monkeypatch)

    found = findings(
        find_lesson(contradiction.lesson),
        contradiction.world,
        contradiction.steps,
        given=contradiction.given,
    )

    verdicts = {"/".join(key): finding for key, finding in found.items()}
    others = {
        claim: (verdicts[claim].verdict, verdicts[claim].why, verdicts[claim].evidence)
        if claim in verdicts
        else [(key, one.why) for key, one in verdicts.items()]
        for claim in contradiction.claims
        if claim not in verdicts or verdicts[claim].verdict is not Verdict.FALSE
    }
    assert others == {}


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_claim_of_every_lesson_is_contradicted_somewhere(name: str) -> None:
    claims = {
        f"{step_id}/{claim}"
        for step_id, words in find_lesson(name).words_in("en").steps.items()
        for claim in words.claims
    }

    contradicted = [claim for one in ALL if one.lesson == name for claim in one.claims]

    assert sorted(contradicted) == sorted(claims)
