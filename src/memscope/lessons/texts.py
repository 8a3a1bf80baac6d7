"""The words of a lesson, kept apart from what it does.

A built-in lesson has one TOML file a language in `text/`; a lecturer's own lesson may
give its words in the Python file itself. Either way a text is looked up by step:

    title = "Separate address spaces"
    [steps.same-address]
    title = "One address, two values"
    narration = "Both programs store a number at the same address."
    question = "What will B read?"
    notes = "Let them vote before you go on."
    [steps.same-address.claims]
    values-differ = "A reads {a}, B reads {b} at {address}."
"""

import tomllib
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, convert
from msgspec import ValidationError as WrongShape

from memscope.errors import BadFile

_FOLDER = Path(__file__).with_name("text")


class StepWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one step.

    Attributes:
        title: A few words.
        narration: What the class is told; fields in braces are filled in from what
            earlier steps have measured, and from the lesson's settings.
        question: What to predict before the reveal, with fields likewise; "" when
            there is none.
        hint: One key press away; "" when there is none.
        notes: For the speaker alone.
        claims: Sentence by claim id; fields in braces are filled in from what was
            measured for the claim.
    """

    title: str = ""
    narration: str = ""
    question: str = ""
    hint: str = ""
    notes: str = ""
    claims: dict[str, str] = {}


class LessonWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one lesson in one language.

    Attributes:
        title: Of the lesson.
        summary: One sentence for the list of lessons.
        minutes: How long it takes at a lecturer's pace.
        steps: By step id.
    """

    title: str = ""
    summary: str = ""
    minutes: int = 0
    steps: dict[str, StepWords] = {}


def built_in_words(name: str, language: str) -> LessonWords:
    """Load the words of a built-in lesson; English where a language has none."""
    return words_from_toml(_text_of(name, language), f"{name}.toml")


@lru_cache(maxsize=32)
def built_in_head(name: str, language: str) -> LessonWords:
    """Load what a list of lessons says of a built-in one: its words without steps."""
    head, _, _ = _text_of(name, language).partition("\n[")
    return words_from_toml(head, f"{name}.toml")


def _text_of(name: str, language: str) -> str:
    path = _FOLDER / language / f"{name}.toml"
    if not path.exists():
        path = _FOLDER / "en" / f"{name}.toml"
    return path.read_text(encoding="utf-8")


def words_from_toml(text: str, source: str) -> LessonWords:
    """Parse the words of a lesson.

    Raises:
        BadFile: Not TOML, or fields that no lesson has.
    """
    try:
        return convert(tomllib.loads(text), LessonWords)
    except (tomllib.TOMLDecodeError, WrongShape) as error:
        raise BadFile(f"{source}: {error}") from None
