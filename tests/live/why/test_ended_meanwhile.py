"""A process ends while it is asked why: what was seen is told, and that it ended."""

import subprocess
from collections.abc import Iterator

import pytest

from memscope.analyze.why.seen import LIVE
from memscope.collect import answer as answering
from memscope.collect.answer import why
from memscope.collect.closer.facts import with_facts
from memscope.errors import ProcessGone
from memscope.model.finding import Answer
from memscope.model.snapshot import Snapshot

pytestmark = pytest.mark.live


@pytest.fixture
def doomed() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["/bin/sleep", "60"]) as process:
        yield process
        process.kill()


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def told(answer: Answer) -> list[tuple[int | None, str]]:
    return [(gap.pid, gap.why) for gap in answer.gaps]


def test_that_it_ended_during_the_look_is_said(
    doomed: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(now: Snapshot) -> Snapshot:
        end(doomed)
        return with_facts(now)

    monkeypatch.setattr(answering, "with_facts", ends)

    answer = why(doomed.pid)

    assert (doomed.pid, "the process ended meanwhile") in told(answer)
    assert answer.totals.resident


def test_what_was_seen_before_it_ended_is_not_lost(
    doomed: subprocess.Popen[bytes],
) -> None:
    looks = 0

    def ends(_seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            end(doomed)

    answer = why(doomed.pid, for_s=30, wait=ends)

    assert (doomed.pid, "the process ended meanwhile") in told(answer)
    assert [(one.pid, one.source) for one in answer.targets] == [(doomed.pid, LIVE)]
    assert sum(one.resident for one in answer.where) == answer.totals.resident


def test_who_lives_on_is_not_said_to_have_ended(
    doomed: subprocess.Popen[bytes],
) -> None:
    assert not any("ended" in reason for _pid, reason in told(why(doomed.pid)))


def test_of_what_ended_before_the_first_look_nothing_is_told(
    doomed: subprocess.Popen[bytes],
) -> None:
    end(doomed)

    with pytest.raises(ProcessGone):
        why(doomed.pid, for_s=1, wait=lambda _seconds: None)
