"""Only our own samples are ever told to do anything, and a refusal is told."""

import pytest

from memscope.lab.catalog import find_sample
from memscope.tui.messages import Refused
from memscope.tui.screens.scope.acting import Acting
from memscope.tui.session import Cast, Session
from tests.tui.stage import Obedient
from tests.tui.synthetic import Steps, pair
from tests.unit.tui.screens.scope.parts import Parts, bare_parts, parts_on

pytestmark = pytest.mark.unit
ACTIONS = find_sample("anatomy").actions
FIRST = ACTIONS[0]


class Played:
    """The part, with a sample of process 4242 in it unless told otherwise."""

    def __init__(self, parts: Parts, *pids: int) -> None:
        self.actor, self.source = Obedient(), Steps(pair())
        casts = {pid: Cast(self.actor, ACTIONS) for pid in pids}
        session = Session(lambda: "a lesson", self.source, casts)
        self.part = Acting(session, parts.deck, parts.host)


async def test_before_the_first_look_nobody_can_act() -> None:
    async with bare_parts() as parts:
        played = Played(parts, 4242)
        played.part.act(FIRST.key)

        assert played.part.title() == "actions"
        assert list(played.part.actions()) == []
        assert parts.host.jobs == []


async def test_the_active_process_is_the_one_that_acts() -> None:
    async with parts_on() as parts:
        played = Played(parts, 4242)
        played.part.act(FIRST.key)

        assert played.part.title() == "make A act"
        assert played.part.actions() == ACTIONS
        assert played.actor.told == [(FIRST.word, *FIRST.values)]
        assert parts.host.jobs == [("ask", False)]
        assert parts.host.posted == []
        assert played.source.refreshed == 1


async def test_a_process_that_is_none_of_ours_is_never_told_anything() -> None:
    async with parts_on() as parts:
        played = Played(parts, 4243)
        played.part.act(FIRST.key)

        assert played.part.title() == "actions"
        assert (played.actor.told, parts.host.jobs) == ([], [])
        assert parts.host.said == []


async def test_without_any_sample_the_reader_hears_that_we_only_watch() -> None:
    async with parts_on() as parts:
        Played(parts).part.act(FIRST.key)

        (said,) = parts.host.said
        assert "only watches" in said


async def test_a_key_that_stands_for_nothing_does_nothing() -> None:
    async with parts_on() as parts:
        played = Played(parts, 4242)
        played.part.act("0")

        assert (played.actor.told, parts.host.said) == ([], [])
        assert played.source.refreshed == 0


async def test_a_refusal_is_told_and_the_process_is_looked_at_all_the_same() -> None:
    key = next(one.key for one in ACTIONS if one.word == "thread-end")
    async with parts_on() as parts:
        played = Played(parts, 4242)
        played.part.act(key)

        (message,) = parts.host.posted
        assert isinstance(message, Refused)
        assert "there is no [thread] to end" in message.reason
        assert played.source.refreshed == 1
