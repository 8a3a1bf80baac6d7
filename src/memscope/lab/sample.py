"""A sample program and the conversation with it.

A sample prints `ready {json}` once, then answers every line it is given with one
line: `ok {json}`, or `error` and the reason. It ends when its input does.
"""

import json
import os
import select
import subprocess
import threading
import time
from contextlib import ExitStack
from signal import Signals
from typing import Any, ClassVar

from memscope.errors import SampleFailed
from memscope.i18n import N_, _
from memscope.lab.output import Lines
from memscope.lab.program import Plan, Program
from memscope.units import safe, shorten

_CLOSED = {"input": N_("closed its input"), "output": N_("closed its output")}
READY_WITHIN_S = 20.0
ANSWER_WITHIN_S = 10.0

Facts = dict[str, Any]
"""What a sample says: names to numbers, texts, addresses as hex strings, or lists."""


class Sample(Program):
    """A running sample; `Lab.start` starts one.

    Attributes:
        title: Its name in the catalogue.
        language: `python` or `c`: the one that runs, never `auto`.
        facts: What it said when it was ready.
    """

    _stdin: ClassVar[int] = subprocess.PIPE

    def __init__(
        self,
        plan: Plan,
        *,
        title: str,
        language: str,
        ready_within_s: float = READY_WITHIN_S,
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        """Start it; returns when it says that it is ready.

        Raises:
            SampleFailed: It could not be started, ended, or said something else.
        """
        self.title = title
        self.language = language
        self._lines = Lines()
        self._talking = threading.Lock()
        self._owed = 0
        self._answer_within_s = answer_within_s
        super().__init__(plan)
        assert self._supervisor.stdin is not None
        self._input = self._supervisor.stdin
        os.set_blocking(self._input.fileno(), False)
        with ExitStack() as undo:
            undo.callback(self.stop)
            self.facts = self._hear_ready(ready_within_s)
            undo.pop_all()

    def tell(self, word: str, *values: object) -> Facts:
        """Give the sample a command and return its answer.

        Args:
            word: Such as `heap-grow`; the catalogue lists them.
            *values: What follows it on the line.

        Raises:
            SampleFailed: It refused, ended, was silent, or spoke out of turn.
        """
        line = " ".join((word, *map(str, values)))
        with self._talking:
            if (early := self._lines.unread()) is not None and not self._owed:
                raise self._failed(
                    _("spoke out of turn: {line}").format(line=_quoted(early))
                )
            if early is not None:
                self._owed -= 1
            deadline = time.monotonic() + self._answer_within_s
            self._write(line, deadline)
            return self._hear_answer(word, deadline)

    def end_input(self) -> None:
        """Say that no more commands will come; the sample ends by itself then."""
        with self._talking:
            if self._supervisor.stdin is not None:
                self._supervisor.stdin.close()

    def stop(self) -> None:
        """End the sample and its family, and return when they are gone."""
        super().stop()
        self.end_input()

    def _hear(self, piece: bytes) -> None:
        super()._hear(piece)
        self._lines.add(piece)

    def _hear_ready(self, within_s: float) -> Facts:
        try:
            line = self._lines.next(within_s)
        except TimeoutError:
            raise self._failed(
                _("was not ready within {n} s").format(n=f"{within_s:g}")
            ) from None
        if line is None:
            raise self._failed(_("{what} before it was ready").format(what=self._end()))
        word, _blank, payload = line.partition(" ")
        if word != "ready":
            raise self._failed(
                _("said {line} instead of 'ready'").format(line=_quoted(line))
            )
        return self._facts(payload)

    def _write(self, line: str, deadline: float) -> None:
        """Write a line; a pipe takes a short one whole or not at all."""
        if "\n" in line or len(line) >= select.PIPE_BUF:
            raise self._failed(
                _("takes one short line as a command, not {line}").format(
                    line=_quoted(line)
                )
            )
        if self._input.closed:
            raise self._failed(_("takes no more commands"))
        fd = self._input.fileno()
        poll = select.poll()
        poll.register(fd, select.POLLOUT)
        if not poll.poll(max(deadline - time.monotonic(), 0) * 1000):
            raise self._failed(_("does not read its input"))
        try:
            os.write(fd, line.encode() + b"\n")
        except OSError:
            raise self._failed(self._end("input")) from None

    def _hear_answer(self, word: str, deadline: float) -> Facts:
        """Return the answer to the last command; late ones to earlier ones go by."""
        self._owed += 1
        line = ""
        while self._owed:
            line = self._next_answer(word, deadline)
            self._owed -= 1
        kind, _blank, payload = line.partition(" ")
        if kind == "error":
            raise SampleFailed(f"{self.title}: {word}: {_shown(payload)}")
        if kind != "ok":
            raise self._failed(
                _("answered {word} with {line}").format(
                    word=repr(word), line=_quoted(line)
                )
            )
        return self._facts(payload)

    def _next_answer(self, word: str, deadline: float) -> str:
        try:
            line = self._lines.next(deadline - time.monotonic())
        except TimeoutError:
            raise self._failed(
                _("did not answer {word} within {n} s").format(
                    word=repr(word), n=f"{self._answer_within_s:g}"
                )
            ) from None
        if line is None:
            raise self._failed(
                _("{what} instead of answering {word}").format(
                    what=self._end(), word=repr(word)
                )
            )
        return line

    def _facts(self, payload: str) -> Facts:
        try:
            facts = json.loads(payload)
        except ValueError:
            facts = None
        if not isinstance(facts, dict):
            raise self._failed(
                _("said something that is no JSON: {line}").format(
                    line=_quoted(payload)
                )
            )
        return facts

    def _end(self, stream: str = "output") -> str:
        """Say in words how the sample ended, or else that it closed a stream."""
        code = self.wait(1.0)
        if code is None:
            return _(_CLOSED[stream])
        if code >= 0:
            return _("ended with exit code {n}").format(n=code)
        try:
            name = Signals(-code).name
        except ValueError:
            name = _("signal {n}").format(n=-code)
        return _("was ended by {name}").format(name=name)

    def _failed(self, what: str) -> SampleFailed:
        """Return the error, with the end of what the sample wrote on stderr."""
        said = self.stderr.in_one_line()
        text = _("{name} {what}").format(name=self.title, what=what)
        return SampleFailed(f"{text}{': ' + said if said else ''}")


def _shown(text: str) -> str:
    return shorten(safe(text), 120)


def _quoted(text: str) -> str:
    return f"'{_shown(text)}'"
