"""Every word of evidence has a line that says how it may be fooled, and who tries."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from memscope.model import evidence
from memscope.model.kinds import Kind, Segment
from memscope.render.words.evidence import evidence_sentence, evidence_short
from tests.house.repository import ROOT

pytestmark = pytest.mark.house

SLUGS = sorted(
    value
    for name, value in vars(evidence).items()
    if name.isupper() and isinstance(value, str)
)
ROW = re.compile(r"^\| `([\w-]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows() -> dict[str, tuple[str, str, str]]:
    """Return what the page says of each word: what it means, its doubt, its tests."""
    text = (ROOT / "docs" / "evidence.md").read_text("utf-8")
    return {slug: tuple(rest) for slug, *rest in ROW.findall(text)}


@cache
def functions_of(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(
        one.name
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_a_test_tries_to_fool_it(slug: str) -> None:
    assert slug in rows(), "needs a line of four columns in docs/evidence.md"
    named = TEST.findall(rows()[slug][2])

    assert named
    for file, function in named:
        assert (ROOT / file).is_file(), file
        assert function in functions_of(ROOT / file), f"{file} has no {function}"


def test_every_kind_has_its_segments_line() -> None:
    text = (ROOT / "docs" / "evidence.md").read_text("utf-8")
    table = text.partition("## Kinds")[2].partition("## Evidence")[0]
    lines = dict(re.findall(r"^\| ([a-z]+) \| (.+) \|$", table, re.MULTILINE))

    assert set(lines) - {"segment"} == {one.value for one in Segment}
    for kind in Kind:
        assert f"`{kind.value}`" in lines[kind.segment.value]


def test_the_page_has_no_word_that_the_code_has_not() -> None:
    assert set(rows()) - set(SLUGS) == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_people_read_words_and_not_the_slug(slug: str) -> None:
    assert slug not in (evidence_short(slug), evidence_sentence(slug))
