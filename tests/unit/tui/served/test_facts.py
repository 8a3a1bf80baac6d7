"""What pages are told beside the frames."""

import json

import pytest

from memscope.tui.served.facts import Crowd, PageFacts
from memscope.tui.served.guest import Caption

pytestmark = pytest.mark.unit

FACTS = PageFacts(
    Caption("p/1-2", "shop.py 225M · memscope", "live"),
    has_begun=True,
    has_ended=False,
    crowd=Crowd(3, is_shared=True, can_hand_over=False),
)


def told(role: str) -> dict[str, object]:
    kind, facts = json.loads(FACTS.told(role))
    assert kind == "facts"
    assert isinstance(facts, dict)
    return facts


def test_who_follows_learns_no_address_and_nothing_of_others() -> None:
    assert told("follower") == {
        "role": "follower",
        "title": "shop.py 225M · memscope",
        "state": "live",
        "ended": False,
        "begun": True,
    }


@pytest.mark.parametrize("role", ["driver", "waiting"])
def test_who_may_drive_learns_who_is_there(role: str) -> None:
    facts = told(role)

    assert (facts["path"], facts["watching"]) == ("p/1-2", 3)
    assert (facts["shared"], facts["others"]) == (True, False)
