"""What a lesson is made of: steps that act on real processes, and claims about them.

A lesson is a class. Its steps run in the order in which they are written, each once;
what they find out together lives on `self`:

    class Growing(Lesson):
        name = "growing"

        @step("ask-for-memory", title="A heap grows",
              claims={"heap-grew": "The heap grew by {grown} bytes."})
        def ask(self, stage: Stage) -> None:
            sample = stage.start("anatomy")
            before = stage.region(sample, Kind.HEAP)
            sample.tell("heap-grow", 1 << 20)
            after = stage.region(sample, Kind.HEAP)
            stage.claim("heap-grew", after.size > before.size,
                        grown=after.size - before.size)

Nothing here draws, and nothing is scripted: a claim that the kernel contradicts is
reported as false. `docs/lessons.md` is the how-to.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from memscope.errors import MemscopeError
from memscope.lessons.settings import Setting
from memscope.lessons.stage import Stage
from memscope.lessons.texts import LessonWords, StepWords, built_in_words

Action = Callable[["Lesson", Stage], None]
L = TypeVar("L", bound="Lesson")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, what it does, and its words if given in place."""

    id: str
    action: Action
    words: StepWords


def step(
    step_id: str,
    *,
    title: str = "",
    narration: str = "",
    question: str = "",
    hint: str = "",
    notes: str = "",
    claims: Mapping[str, str] | None = None,
) -> Callable[[Callable[[L, Stage], None]], Callable[[L, Stage], None]]:
    """Mark a method of a lesson as its next step.

    Args:
        step_id: Stable name, used in results and texts.
        title: The words, when no text file gives them; see `texts.StepWords`.
        narration: What the class is told.
        question: What to predict before the reveal.
        hint: A help for the prediction.
        notes: For the speaker alone.
        claims: Sentence by claim id.
    """
    words = StepWords(title, narration, question, hint, notes, dict(claims or {}))

    def mark(method: Callable[[L, Stage], None]) -> Callable[[L, Stage], None]:
        _steps_of_methods[method] = Step(step_id, method, words)  # type: ignore[arg-type]
        return method

    return mark


_steps_of_methods: dict[object, Step] = {}


class NotYet(MemscopeError, AttributeError):
    """A step needs what an earlier step was to find, and that step did not get there.

    It is an AttributeError as well, so that `hasattr` works on lessons.
    """


class Lesson:
    """Base of all lessons.

    Attributes:
        name: Stable name; the built-in texts are found by it.
        title: For the list of lessons, unless `words` has one.
        words: Words by language, for lessons that bring their own; a built-in lesson
            leaves it empty and has text files.
        settings: Numbers that `--set` changes, by name; texts may use them in braces.
    """

    name: ClassVar[str]
    title: ClassVar[str] = ""
    words: ClassVar[Mapping[str, LessonWords]] = {}
    settings: ClassVar[Mapping[str, Setting]] = {}

    if not TYPE_CHECKING:  # else a misspelt attribute would pass the type check

        def __getattr__(self, name: str) -> object:
            """Say why something is missing, so that the lesson goes on."""
            raise NotYet(f"no earlier step has set {name!r}")

    @classmethod
    def steps(cls) -> tuple[Step, ...]:
        """Return the steps in the order in which they are written."""
        found: dict[str, Step] = {}
        for parent in reversed(cls.__mro__):
            for name, method in vars(parent).items():
                if isinstance(method, Callable) and method in _steps_of_methods:  # type: ignore[arg-type]
                    found[name] = _steps_of_methods[method]
        return tuple(found.values())

    @classmethod
    def words_in(cls, language: str) -> LessonWords:
        """Return the words in a language; English or any other where it has none."""
        if cls.words:
            fallback = cls.words.get("en") or next(iter(cls.words.values()))
            return cls.words.get(language, fallback)
        if is_built_in(cls):
            return built_in_words(cls.name, language)
        return LessonWords(title=cls.title or cls.name)

    @classmethod
    def step_words(cls, one: Step, language: str) -> StepWords:
        """Return the words of a step; those given in place fill what is missing."""
        return cls.words_in(language).steps.get(one.id, one.words)


def is_built_in(lesson: type[Lesson]) -> bool:
    """Tell whether the lesson came with memscope."""
    return lesson.__module__.startswith("memscope.lessons.")


def folder_of(lesson: type[Lesson]) -> Path:
    """Return where the lesson's file lies."""
    module = sys.modules.get(lesson.__module__)
    return Path(getattr(module, "__file__", None) or "lesson").resolve().parent
