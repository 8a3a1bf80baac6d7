"""A list of lessons says what the lessons say of themselves."""

import pytest

from memscope.lessons.offered import BUILT_IN, lesson_names
from memscope.lessons.texts import built_in_head, built_in_words

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("language", ["en", "ja", "xx"])
@pytest.mark.parametrize("name", BUILT_IN)
def test_the_head_of_a_lesson_is_its_words_without_steps(
    name: str, language: str
) -> None:
    whole, head = built_in_words(name, language), built_in_head(name, language)

    assert head.title
    assert (head.title, head.summary) == (whole.title, whole.summary)
    assert head.steps == {}


def test_lessons_that_came_with_memscope_are_first() -> None:
    assert lesson_names()[: len(BUILT_IN)] == list(BUILT_IN)
