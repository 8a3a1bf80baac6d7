"""Errors in the reader's language, with what can be done about them."""

from collections.abc import Iterator

import pytest

from memscope.errors import (
    AccessDenied,
    BadFile,
    MemscopeError,
    NotProvided,
    ProcError,
    ProcessGone,
)
from memscope.i18n import language, set_language
from memscope.render.words.problems import OF_ERRORS, hint, sentence

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = language()
    set_language("en")
    yield
    set_language(before)


ERRORS = {
    "process 7: no such process": ProcessGone(7, "maps"),
    "process 7: memory map: permission denied": AccessDenied(7, "memory map"),
    "process 7: kcmp: not provided by this kernel": NotProvided(7, "kcmp"),
    "process 7: page: cannot be read": ProcError(7, "page"),
    "process 7: page: [odd] reason": ProcError(7, "page", "[odd] reason"),
    "a {file} [name]": BadFile("a {file} [name]"),
}


@pytest.mark.parametrize(("said", "error"), ERRORS.items())
def test_every_error_is_one_sentence(said: str, error: MemscopeError) -> None:
    assert sentence(error) == said


@pytest.mark.parametrize(
    "error", [ProcessGone(7), AccessDenied(7, "memory map"), NotProvided(7, "kcmp")]
)
def test_number_and_reason_are_in_the_translation_too(error: ProcError) -> None:
    in_english = sentence(error)
    set_language("ja")

    assert sentence(error) != in_english
    assert "7" in sentence(error)
    assert error.reason not in sentence(error)


def test_an_unknown_reason_is_said_in_its_own_words() -> None:
    set_language("ja")

    assert "[odd] reason" in sentence(ProcError(7, "page", "[odd] reason"))


def test_a_hint_is_translated_and_none_is_no_text() -> None:
    refused = AccessDenied(7, "page", hint=OF_ERRORS[-2])
    assert hint(refused) == OF_ERRORS[-2]
    set_language("ja")

    assert hint(refused) != OF_ERRORS[-2]
    assert hint(BadFile("x")) == ""
    assert hint(BadFile("x", hint="")) == ""


def test_whatever_errors_say_of_themselves_has_a_translation() -> None:
    set_language("ja")
    said = [AccessDenied.hint, AccessDenied.reason, NotProvided.reason]

    assert [text for text in said if text not in OF_ERRORS] == []
    assert [text for text in OF_ERRORS if hint(BadFile("x", hint=text)) == text] == []
