"""Every text a user sees exists in Japanese too, with its placeholders."""

import ast
import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo

import memscope
from memscope import i18n
from tools.messages import JAPANESE, TEMPLATE, extract, read_japanese

pytestmark = pytest.mark.house

PLACEHOLDER = re.compile(r"\{[^{}]*\}|%[sd]|%\(\w+\)[sd]")

SOURCE = Path(memscope.__file__).parent

Id = str | tuple[str, ...]


@cache
def texts() -> tuple[Message, ...]:
    """Return every text of the package; finding them takes seconds."""
    return tuple(one for one in extract() if one.id)


@pytest.fixture
def japanese() -> None:
    i18n.set_language("ja")


def key(message: Message) -> Id:
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id


def strings(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())  # type: ignore[arg-type]


def test_every_text_has_a_translation() -> None:
    catalog = {key(one): one for one in read_japanese() if one.id}

    marked = {key(one) for one in texts()}
    missing = [one for one in marked if one not in catalog]
    empty = [
        one for one in marked & catalog.keys() if not all(strings(catalog[one].string))
    ]
    fuzzy = [name for name, one in catalog.items() if one.fuzzy]

    assert (missing, empty, fuzzy) == ([], [], []), "run `make messages`, translate"


def test_there_is_no_translation_of_a_text_that_is_gone() -> None:
    translated = {key(one) for one in read_japanese() if one.id}

    assert translated - {key(one) for one in texts()} == set()


def test_placeholders_survive_translation() -> None:
    wrong = [
        (one.id, one.string)
        for one in read_japanese()
        if one.id
        and any(
            sorted(PLACEHOLDER.findall(text))
            != sorted(PLACEHOLDER.findall(strings(one.id)[-1]))
            for text in strings(one.string)
        )
    ]

    assert wrong == []


def test_the_compiled_file_says_what_the_source_says() -> None:
    source = {key(one): strings(one.string) for one in read_japanese() if one.id}

    compiled = read_mo(BytesIO(JAPANESE.with_suffix(".mo").read_bytes()))

    assert {key(one): strings(one.string) for one in compiled if one.id} == source


def test_the_template_is_up_to_date() -> None:
    text = TEMPLATE.read_text("utf-8")

    lacking = [one.id for one in texts() if f'"{first(one)}' not in text]

    assert lacking == []


def first(message: Message) -> str:
    """Return the start of a text as a .pot file spells it; it may be wrapped."""
    start = strings(message.id)[0][:20].rstrip()
    return start.replace("\\", "\\\\").replace('"', '\\"').partition("\n")[0]


SHOWN = {"SampleFailed", "BadFile", "UsageProblem", "MemscopeError"}
"""Errors whose message is a sentence for users; the others are put into words later."""
WORD = re.compile(r"[a-z]{3}")


def test_what_goes_wrong_is_told_in_the_readers_language() -> None:
    """No error is raised with a sentence that cannot be translated."""
    english = [
        f"{path.relative_to(SOURCE)}:{call.lineno}: {ast.unparse(text)}"
        for path in sorted(SOURCE.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in SHOWN
        for text in (*call.args, *(one.value for one in call.keywords))
        if WORD.search(own_words(text))
    ]

    assert english == []


def own_words(text: ast.expr) -> str:
    """Return what a literal says itself, without what is put into it."""
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return " ".join(str(one.value) for one in parts if isinstance(one, ast.Constant))


@pytest.mark.usefixtures("japanese")
def test_the_textbook_words_are_japanese() -> None:
    assert i18n._("code segment") == "コードセグメント"
    assert i18n._("stack segment") == "スタック"
    assert i18n._("a text nobody wrote") == "a text nobody wrote"
