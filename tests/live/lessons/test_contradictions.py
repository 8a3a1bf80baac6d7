"""No claim is scripted: where the world is different, it is false."""

import pytest

from memscope.lessons.offered import BUILT_IN
from memscope.lessons.registry import find_lesson
from memscope.model.claim import Evidence, Verdict
from tests.live.lessons.contradictions import (
    ALL,
    Contradiction,
    may_be_unknown,
    with_stage,
)
from tests.live.lessons.worlds import findings

pytestmark = [pytest.mark.live, pytest.mark.once]


TURNS = 3
"""How often a machine is asked that may be too busy to tell."""

Told = tuple[Verdict, str | None, Evidence]


@pytest.mark.parametrize("contradiction", ALL, ids=str)
def test_a_claim_that_the_world_contradicts_is_false(
    contradiction: Contradiction, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a busy machine cannot tell is measured again; "true" is final."""
    contradiction.skip_elsewhere()
    with_stage(contradiction.patch, monkeypatch)

    others = claims_not_false(contradiction)
    for _ in range(TURNS - 1):
        if not others or not all(is_unclear(*one) for one in others.items()):
            break
        others = claims_not_false(contradiction)

    assert others == {}


def claims_not_false(contradiction: Contradiction) -> dict[str, Told | str]:
    """Run the lesson; return what the claims are instead."""
    found = findings(
        find_lesson(contradiction.lesson),
        contradiction.world,
        contradiction.steps,
        given=contradiction.given,
    )
    told: dict[str, Told | str] = {
        "/".join(key): (one.verdict, one.why, one.evidence)
        for key, one in found.items()
    }
    return {
        claim: told.get(claim, f"not made; these were: {told}")
        for claim in contradiction.claims
        if claim not in told or told[claim][0] is not Verdict.FALSE
    }


def is_unclear(claim: str, told: Told | str) -> bool:
    return told[0] is Verdict.UNKNOWN and may_be_unknown(claim, told[1])


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_claim_of_every_lesson_is_contradicted_somewhere(name: str) -> None:
    claims = {
        f"{step_id}/{claim}"
        for step_id, words in find_lesson(name).words_in("en").steps.items()
        for claim in words.claims
    }

    contradicted = [claim for one in ALL if one.lesson == name for claim in one.claims]

    assert sorted(contradicted) == sorted(claims)
