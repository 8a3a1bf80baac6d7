"""Errors as one sentence in the reader's language, and what can be done."""

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
from memscope.i18n import set_language
from memscope.render.words.problems import OF_ERRORS, hint, sentence

pytestmark = pytest.mark.unit


@pytest.fixture
def japanese() -> Iterator[None]:
    set_language("ja")
    yield
    set_language("en")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ProcessGone(77), "process 77: no such process"),
        (ProcessGone(77, "maps"), "process 77: no such process"),
        (NotProvided(77, "smaps"), "process 77: smaps: not provided by this kernel"),
        (AccessDenied(1, "maps"), "process 1: maps: permission denied"),
        (AccessDenied(1, "x", "why"), "process 1: x: why"),
        (ProcError(5, "maps", "too many open files"),
         "process 5: maps: too many open files"),
        (BadFile("x: no snapshot"), "x: no snapshot"),
        (MemscopeError("100% {pid} %s"), "100% {pid} %s"),
    ],
)  # fmt: skip
def test_in_english_it_is_what_the_error_says_of_itself(
    error: MemscopeError, text: str
) -> None:
    assert sentence(error) == text == str(error)


@pytest.mark.usefixtures("japanese")
def test_the_reason_is_translated_and_the_file_is_not() -> None:
    denied, gone = sentence(AccessDenied(42, "maps")), sentence(ProcessGone(43))

    assert "42" in denied
    assert "maps" in denied
    assert "43" in gone
    assert "denied" not in denied + gone
    assert "process" not in denied + gone


@pytest.mark.usefixtures("japanese")
def test_what_nobody_translated_is_said_as_it_is() -> None:
    text = sentence(ProcError(42, "maps", "exotic {pid} failure"))

    assert text.endswith("exotic {pid} failure")


def test_there_may_be_nothing_that_the_reader_can_do() -> None:
    assert hint(ProcessGone(77)) == ""
    assert hint(BadFile("x", hint="Make it anew.")) == "Make it anew."


@pytest.mark.usefixtures("japanese")
def test_there_is_no_advice_in_japanese_either_where_there_is_none() -> None:
    # gettext answers the empty text with the head of its catalogue.
    assert hint(ProcessGone(77)) == ""
    assert hint(AccessDenied(1, "maps", hint=AccessDenied.hint)) != AccessDenied.hint


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize("text", OF_ERRORS)
def test_everything_that_is_declared_for_translators_is_translated(text: str) -> None:
    assert sentence(ProcError(1, "maps", text)).endswith(text) is False


@pytest.mark.parametrize("kind", [ProcError, ProcessGone, NotProvided, AccessDenied])
def test_the_reasons_of_all_classes_are_declared(kind: type[ProcError]) -> None:
    assert kind.reason in OF_ERRORS
    assert not kind.hint or kind.hint in OF_ERRORS
