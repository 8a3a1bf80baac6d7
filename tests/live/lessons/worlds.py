"""Worlds in which a lesson runs: other programs, other answers, other endings.

A world swaps the programs that a lesson starts (`altered.py` says how), or, where no
program can be that different, what it answers.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from memscope.lab.build import Built
from memscope.lab.catalog import sample_file
from memscope.lab.lab import Lab
from memscope.lab.sample import Facts, Sample
from memscope.lessons.base import Lesson
from memscope.lessons.engine import LessonRun
from memscope.lessons.stage import Judgement

ALTERED = Path(__file__).with_name("altered.py")

Arguments = Sequence[str]
Tell = Callable[..., Facts]


def as_given(arguments: Arguments) -> Arguments:
    return arguments


@dataclass(frozen=True, slots=True)
class Swap:
    """What is started instead of a sample.

    Attributes:
        change: In `altered.py`.
        sample: The program to change; "" for the one that was asked for.
        arguments: What becomes of its arguments.
    """

    change: str = "nothing"
    sample: str = ""
    arguments: Callable[[Arguments], Arguments] = as_given


@dataclass(frozen=True, slots=True)
class World:
    """Where a lesson runs.

    Attributes:
        swaps: Programs by the name of the sample they stand for.
        answers: What is answered instead, by sample and command; gets the sample's
            arguments and the values of the command. The program is not asked.
        kills: Sample and command to the sample whose processes are killed first.
        settings: Numbers of the lesson.
        runs_already: A sample that is not started anew.
    """

    swaps: Mapping[str, Swap] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], Callable[..., Facts]] = field(
        default_factory=dict
    )
    kills: Mapping[tuple[str, str], str] = field(default_factory=dict)
    settings: Mapping[str, float] = field(default_factory=dict)
    runs_already: str = ""


class WorldLab(Lab):
    """Starts what the world has instead of what it is asked for."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world
        self._running = (
            self.start(world.runs_already, language="python")
            if world.runs_already
            else None
        )

    def _start(self, name: str, language: str, built: Built, args: Arguments) -> Sample:
        if (running := getattr(self, "_running", None)) is not None:
            self._running = None
            assert isinstance(running, Sample)
            return running
        if (swap := self._world.swaps.get(name)) is not None:
            file = sample_file("python", f"{swap.sample or name}.py")
            program = (sys.executable, "-I", str(ALTERED), swap.change, str(file))
            built, args = Built(program), swap.arguments(args)
        sample = super()._start(name, language, built, args)
        object.__setattr__(
            sample, "tell", partial(self._tell, sample, tuple(args), sample.tell)
        )
        return sample

    def _tell(
        self, sample: Sample, args: Arguments, tell: Tell, word: str, *values: object
    ) -> Facts:
        victim = self._world.kills.get((sample.title, word))
        for other in self.programs:
            is_victim = isinstance(other, Sample) and other.title == victim
            if is_victim and other is not sample:
                other.stop()
        if (instead := self._world.answers.get((sample.title, word))) is not None:
            return instead(args, *values)
        return tell(word, *values)


Found = dict[tuple[str, str], Judgement]
"""Findings by step and claim."""


def findings(
    lesson: type[Lesson],
    world: World = World(),
    steps: Sequence[str] = (),
    *,
    sample: str = "python",
    given: Mapping[str, object] | None = None,
) -> Found:
    """Run some steps of a lesson, or all, in a world.

    Args:
        lesson: What to run.
        world: Where.
        steps: Ids; () for all of them.
        sample: Language.
        given: What earlier steps would have left on the lesson.
    """
    with LessonRun(
        lesson,
        sample=sample,
        options=world.settings,
        make_lab=partial(WorldLab, world),
    ) as run:
        run.steps = tuple(one for one in run.steps if not steps or one.id in steps)
        for name, value in (given or {}).items():
            setattr(run.lesson_in_hand, name, value)
        while not run.is_at_end:
            run.next()
        return {
            (ran.step.id, finding.id): finding
            for ran in run.ran
            for finding in ran.findings
        }
