"""The worst that is known of each process, for the header: judged now and again."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.message import Message

from memscope.collect.history.past import PastLooks
from memscope.model.finding import Answer, Finding
from memscope.model.limit import Limit
from memscope.tui.view import View

FIRST_S, EVERY_S = 3.0, 10.0
_REST_PER_WORK = 50
"""Seconds of rest for a second of judging, at the least."""

Identity = tuple[int, int]


@dataclass
class LooksJudged(Message):
    """What was found in the looks so far, by process."""

    findings: Mapping[Identity, Sequence[Finding]]


class Judge:
    """Decides when to judge, and remembers what was found.

    What somebody asked for counts more than what looks alone show, since asking reads
    more; it is never thrown away for less.
    """

    def __init__(self, past: PastLooks, first_s: float = FIRST_S) -> None:
        """Get ready.

        Args:
            past: What was seen.
            first_s: Seconds until the first time: the first looks are to be quick.
        """
        self._past = past
        self._found: dict[Identity, Sequence[Finding]] = {}
        self._asked: dict[Identity, Answer] = {}
        self._not_before = time.monotonic() + first_s
        self._turn = threading.Lock()

    def is_due(self, view: View) -> bool:
        """Tell whether a look should be judged now: not while looking back."""
        return view.now is None and time.monotonic() >= self._not_before

    def judge(self, view: View) -> LooksJudged:
        """Judge a look and those before it; takes its time."""
        from memscope.collect.judged import judged

        with self._turn:
            began = time.monotonic()
            self._not_before = began + EVERY_S
            found = judged(view.at, view.snapshot, self._past)
            took = time.monotonic() - began
            self._not_before = began + max(EVERY_S, took * _REST_PER_WORK)
            return LooksJudged(found)

    def note(self, message: LooksJudged) -> bool:
        """Remember what was found; False: it was known."""
        before, self._found = self._found, dict(message.findings)
        return self._found != before

    def heard(self, key: Identity, answer: Answer) -> None:
        """Remember an answer that somebody asked for."""
        self._asked[key] = answer

    def findings(self, key: Identity) -> Sequence[Finding]:
        """Return what is known to be wrong with a process, the worst first."""
        answer = self._asked.get(key)
        return self._found.get(key, ()) if answer is None else answer.findings

    def limits(self, key: Identity) -> Sequence[Limit]:
        """Return its limits, where somebody asked for them."""
        answer = self._asked.get(key)
        return () if answer is None else answer.limits
