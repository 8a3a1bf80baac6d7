"""Starts samples and other programs, and leaves none of them behind."""

import atexit
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from memscope.errors import SampleFailed, UsageProblem
from memscope.i18n import _
from memscope.lab.build import Built, build
from memscope.lab.catalog import find_sample, sample_file
from memscope.lab.program import Plan, Program
from memscope.lab.sample import ANSWER_WITHIN_S, READY_WITHIN_S, Sample
from memscope.units import safe

GRACE_S = 2.0
"""What a program that is not ours gets between SIGTERM and SIGKILL."""


class Lab:
    """The owner of running programs; `close` ends them all.

    Should memscope die without closing it, by SIGKILL for instance, the programs end
    too: each has a supervisor that notices.
    """

    def __init__(
        self,
        *,
        ready_within_s: float = READY_WITHIN_S,
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        """Make an empty lab.

        Args:
            ready_within_s: How long a sample may take to get ready.
            answer_within_s: How long a sample may take to answer.
        """
        self._ready_within_s = ready_within_s
        self._answer_within_s = answer_within_s
        self._programs: list[Program] = []
        atexit.register(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def programs(self) -> tuple[Program, ...]:
        """Everything started here and not yet stopped by `close`."""
        return tuple(self._programs)

    def start(
        self,
        name: str,
        *,
        language: str = "auto",
        variant: str = "pie",
        args: Sequence[str] = (),
    ) -> Sample:
        """Start a sample; returns when it is ready.

        Args:
            name: As in the catalogue, such as `anatomy`.
            language: `c`, `python`, or `auto`: C when that works here, else Python.
            variant: How to link a C sample: `pie`, `nopie` or `static`.
            args: For its command line, such as `["--threads", "2"]`.

        Raises:
            SampleFailed: It could not be built or started, or did not get ready.
            UsageProblem: There is no such sample, language or variant.
        """
        find_sample(name)
        match language:
            case "python":
                return self._start(name, "python", _python(name), args)
            case "c":
                return self._start(name, "c", build(name, variant), args)
            case "auto":
                # No compiler, or a cache on a file system that forbids execution.
                with suppress(SampleFailed):
                    return self._start(name, "c", build(name, variant), args)
                return self._start(name, "python", _python(name), args)
        raise UsageProblem(
            _("no sample is written in {name}").format(name=repr(language)),
            hint=_("There are: {names}.").format(names="auto, c, python"),
        )

    def start_file(self, path: Path, args: Sequence[str] = ()) -> Sample:
        """Start a Python program of the user's that converses like a sample.

        Args:
            path: The program.
            args: For its command line.

        Raises:
            SampleFailed: It could not be started, or did not get ready.
        """
        if not path.is_file():
            raise SampleFailed(
                _("there is no program {name}").format(name=safe(os.fspath(path)))
            )
        return self._start(path.stem, "python", _by_python(path), args)

    def run(
        self,
        command: Sequence[str],
        *,
        keep: bool = False,
        environment: Mapping[str, str] | None = None,
        streams: tuple[int | None, int | None, int | None] | None = None,
    ) -> Program:
        """Start any program in a session of its own, without input unless it gets some.

        Args:
            command: Program and arguments.
            keep: Let it live on when memscope ends; its output is thrown away then.
            environment: Its variables; None: ours.
            streams: Its input, output and errors, see `Plan`; None: what it prints is
                kept.

        Raises:
            SampleFailed: It could not be started.
            UsageProblem: `command` is empty.
        """
        if not command:
            raise UsageProblem(_("there is no command to run"))
        plan = Plan(
            tuple(command), keep, GRACE_S, environment=environment, streams=streams
        )
        program = Program(plan)
        self._programs.append(program)
        return program

    def close(self) -> None:
        """End everything that was started here; returns when it is gone."""
        for program in self._programs:
            program.let_go()
        for program in self.programs:
            program.stop()
            self._programs.remove(program)
        atexit.unregister(self.close)

    def _start(
        self, name: str, language: str, built: Built, args: Sequence[str]
    ) -> Sample:
        sample = Sample(
            Plan((*built.command, *args), scratch=built.scratch),
            title=name,
            language=language,
            ready_within_s=self._ready_within_s,
            answer_within_s=self._answer_within_s,
        )
        self._programs.append(sample)
        return sample


def _python(name: str) -> Built:
    return _by_python(sample_file("python", f"{name}.py"))


def _by_python(path: Path) -> Built:
    # -I: neither the user's site folder nor PYTHON* variables change the picture.
    return Built((sys.executable, "-I", os.fspath(path)))
