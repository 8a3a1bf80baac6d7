"""The words of the lessons: the same in both languages, and about real claims."""

import tomllib
from pathlib import Path
from string import Formatter

import pytest

from memscope import lessons
from memscope.errors import BadFile
from memscope.lessons.offered import BUILT_IN
from memscope.lessons.registry import find_lesson
from memscope.lessons.texts import LessonWords, StepWords, words_from_toml
from memscope.model.sentence import fill

pytestmark = pytest.mark.unit

TEXT = Path(lessons.__path__[0]) / "text"

built_in = pytest.mark.parametrize("name", BUILT_IN)
languages = pytest.mark.parametrize("language", ["en", "ja"])


def words(name: str, language: str) -> LessonWords:
    source = (TEXT / language / f"{name}.toml").read_text("utf-8")
    return words_from_toml(source, name)


def fields(text: str) -> list[tuple[str, str | None]]:
    """Return what stands in braces, with its unit, in alphabetical order."""
    return sorted((name, spec) for _, name, spec, _ in Formatter().parse(text) if name)


def told(step: StepWords) -> dict[str, str]:
    """Return every text of a step by what it is."""
    plain = {key: getattr(step, key) for key in ("title", "narration", "question")}
    return {**plain, "hint": step.hint, "notes": step.notes, **step.claims}


@built_in
def test_both_languages_have_the_same_steps_and_claims_in_one_order(name: str) -> None:
    english, japanese = words(name, "en"), words(name, "ja")

    assert list(english.steps) == list(japanese.steps)
    assert {step: list(one.claims) for step, one in english.steps.items()} == {
        step: list(one.claims) for step, one in japanese.steps.items()
    }
    assert english.minutes == japanese.minutes


@built_in
def test_both_languages_tell_the_same_numbers(name: str) -> None:
    english, japanese = words(name, "en"), words(name, "ja")

    different = [
        (step, what)
        for step, one in english.steps.items()
        for what, text in told(one).items()
        if fields(text) != fields(told(japanese.steps[step])[what])
    ]

    assert different == []


@built_in
@languages
def test_every_step_of_the_lesson_has_all_its_words(name: str, language: str) -> None:
    steps = [step.id for step in find_lesson(name).steps()]

    found = words(name, language)

    assert list(found.steps) == steps
    assert all(found.title and found.summary and found.minutes for _ in steps)
    empty = [
        (step, what)
        for step, one in found.steps.items()
        for what, text in told(one).items()
        if not text.strip()
    ]
    assert empty == []


@built_in
@languages
def test_hints_and_notes_are_shown_as_they_are(name: str, language: str) -> None:
    steps = words(name, language).steps.values()

    assert [fields(step.hint) + fields(step.notes) for step in steps] == [[]] * len(
        steps
    )


@built_in
def test_japanese_is_japanese(name: str) -> None:
    for step in words(name, "ja").steps.values():
        for text in told(step).values():
            assert any("\u3040" <= letter <= "\u9fff" for letter in text), text


@built_in
@languages
def test_a_lesson_takes_five_to_ten_minutes(name: str, language: str) -> None:
    assert 5 <= words(name, language).minutes <= 10


def test_braces_are_filled_with_units_names_and_blanks_for_the_unknown() -> None:
    values = {"size": 1536, "took": 3.21, "lies": "bss", "hidden": None, "n": 7}

    assert fill("{size:bytes}, {took:ms}, {n}", values) == "1.5 KiB, 3.2 ms, 7"
    assert fill("{lies:kind}, {hidden}, {hidden:bytes}, {nobody}", values) == (
        "bss, –, –, –"
    )


def test_a_hostile_value_cannot_touch_the_terminal() -> None:
    assert "\x1b" not in fill("{name}", {"name": "a\x1b[2Jb"})


@pytest.mark.parametrize(
    "text",
    [
        "title = ",
        "tilte = 'x'",
        "[steps.one]\nclaim = {}",
        "[steps.one.claims]\nholds = 1",
        "minutes = 'ten'",
    ],
)
def test_words_that_no_lesson_has_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(BadFile, match=r"^mine.toml: [^\n]+$"):
        words_from_toml(text, "mine.toml")


def test_the_text_files_are_those_of_the_lessons() -> None:
    for language in ("en", "ja"):
        files = {path.name for path in (TEXT / language).iterdir()}
        assert files == {f"{name}.toml" for name in BUILT_IN}
        for name in files:
            tomllib.loads((TEXT / language / name).read_text("utf-8"))
