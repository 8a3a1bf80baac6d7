"""Every rule is whole: a function, sentences in all languages, a page, a patient."""

import re
from string import Formatter

import pytest

from memscope.analyze.why.judge import _rules
from memscope.analyze.why.needs import NEEDS
from memscope.analyze.why.words import Sentences, sentences_in, settings
from memscope.i18n import LANGUAGES
from tests.house.repository import ROOT
from tests.live.why.ward import patients

pytestmark = pytest.mark.house

RULES = list(settings())
_NOTHING = "nothing-found"


def fields(said: Sentences) -> dict[str, set[str]]:
    return {
        key: {name for _text, name, _spec, _how in Formatter().parse(text) if name}
        for key, text in said.texts.items()
    }


def test_they_are_numbered_without_a_gap() -> None:
    assert [one.rule for one in settings().values()] == [
        f"D{number}" for number in range(1, 39)
    ]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_a_function_in_the_file_of_its_family(name: str) -> None:
    if name == _NOTHING:
        return
    one = _rules()[name]
    function = one.of_one or one.of_all
    assert function is not None
    assert function.__module__ == f"memscope.analyze.why.{settings()[name].family}"
    assert function.__doc__
    assert set(one.needs) <= set(NEEDS)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_the_same_in_every_language(name: str) -> None:
    english, *others = [sentences_in(code)[name] for code in LANGUAGES]
    assert {"title", "text"} <= set(english.texts)
    for other in others:
        assert fields(other) == fields(english)
        assert set(other.evidence) == set(english.evidence)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_a_page_to_read_more(name: str) -> None:
    page = ROOT / "docs" / "why" / f"{name}.md"
    assert page.is_file()
    assert settings()[name].rule in page.read_text(encoding="utf-8").split("\n", 1)[0]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_a_patient(name: str) -> None:
    assert name == _NOTHING or name in patients()


def test_only_rules_have_patients_and_pages() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "why").glob("*.md")}
    assert pages - {"README"} <= set(RULES)
    assert set(patients()) <= set(RULES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in RULES)
