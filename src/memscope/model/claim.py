"""A lesson's claims, their verdicts, and the scene they were made in."""

from msgspec import Struct

from memscope.model.exhibit import Exhibit
from memscope.model.process import Process
from memscope.model.word import Word

Evidence = dict[str, str | int | float | bool | None]
"""What was measured, by name; addresses as hex strings, sizes in bytes."""


class Verdict(Word):
    """Whether the kernel agreed."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Claim(Struct, frozen=True, gc=False):
    """A sentence, and what the machine said about it at that moment.

    Attributes:
        id: Stable name within its step.
        text: The sentence, in the language of the run.
        verdict: Whether it held.
        why: The reason when it is unknown, with the remedy if there is one.
        evidence: What was measured.
    """

    id: str
    text: str
    verdict: Verdict
    why: str | None
    evidence: Evidence


class StepResult(Struct, frozen=True, gc=False):
    """One step of a lesson, as it went.

    Attributes:
        id: Stable name within the lesson.
        title: A few words.
        narration: What the lecturer says.
        question: What the class predicts before the reveal; "" without one.
        claims: What was claimed and measured.
        took_ms: How long the action and its measurements took.
        exhibits: What was measured and may be drawn, in order.
    """

    id: str
    title: str
    narration: str
    question: str
    claims: tuple[Claim, ...]
    took_ms: float
    exhibits: tuple[Exhibit, ...] = ()


class Summary(Struct, frozen=True, gc=False):
    """How many claims held."""

    true: int
    false: int
    unknown: int


class LessonResult(Struct, frozen=True, gc=False):
    """A whole lesson, as it went.

    Attributes:
        name: Of the lesson.
        title: In the language of the run.
        lang: `en` or `ja`.
        steps: In order.
    """

    name: str
    title: str
    lang: str
    steps: tuple[StepResult, ...]

    @property
    def summary(self) -> Summary:
        """Count the verdicts."""
        verdicts = [claim.verdict for step in self.steps for claim in step.claims]
        return Summary(
            verdicts.count(Verdict.TRUE),
            verdicts.count(Verdict.FALSE),
            verdicts.count(Verdict.UNKNOWN),
        )


class Scene(Struct, frozen=True, gc=False):
    """One moment of a lesson.

    Attributes:
        processes: On stage and still there, in order.
    """

    processes: tuple[Process, ...] = ()
