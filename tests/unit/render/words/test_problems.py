"""Errors in one line, in the reader's language, with a hint where there is one."""

import pytest

from memscope.errors import AccessDenied, MemscopeError, NotProvided, ProcessGone
from memscope.i18n import set_language
from memscope.render.words.problems import hint, sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ProcessGone(7, "maps"), "process 7: no such process"),
        (NotProvided(7, "maps"), "process 7: maps: not provided by this kernel"),
        (AccessDenied(7, "maps"), "process 7: maps: permission denied"),
        (MemscopeError("what happened"), "what happened"),
    ],
)
def test_an_error_is_a_sentence(error: MemscopeError, words: str) -> None:
    assert sentence(error) == words


def test_the_reason_is_translated_and_the_number_stays() -> None:
    set_language("ja")

    text = sentence(ProcessGone(7))

    assert "7" in text
    assert "no such process" not in text


def test_a_hint_is_there_or_empty() -> None:
    assert hint(MemscopeError("x")) == ""
    assert hint(MemscopeError("x", hint="try this")) == "try this"
