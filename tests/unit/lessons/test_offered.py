"""A list of lessons says what the lessons say of themselves."""

import sys
from importlib.machinery import PathFinder
from pathlib import Path
from zipfile import ZipFile

import pytest

from memscope.lessons import offered
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


def offer(folder: Path, text: str, kind: str = "dist-info") -> None:
    """Install a package that offers something."""
    package = folder / f"somebody-1.{kind}"
    package.mkdir()
    (package / "entry_points.txt").write_text(text)
    (package / "METADATA").write_text("Name: somebody\nVersion: 1\n")


@pytest.mark.parametrize("kind", ["dist-info", "egg-info"])
def test_what_another_package_offers_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    offer(tmp_path, "[memscope.lessons]\nown = somebody:Own\n", kind)
    monkeypatch.syspath_prepend(str(tmp_path))

    assert lesson_names() == [*BUILT_IN, "own"]


def test_a_package_that_offers_something_else_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(tmp_path, "[console_scripts]\nown = somebody:main\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), "/nowhere"])
    monkeypatch.setattr(sys, "meta_path", [PathFinder])

    assert not offered._may_be_offered()


def test_where_it_cannot_be_told_a_package_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "packages.zip"
    with ZipFile(archive, "w") as file:
        file.writestr(
            "somebody-1.dist-info/entry_points.txt",
            "[memscope.lessons]\nzipped = somebody:Own\n",
        )
        file.writestr("somebody-1.dist-info/METADATA", "Name: somebody\nVersion: 1\n")
    monkeypatch.syspath_prepend(str(archive))

    assert "zipped" in lesson_names()
