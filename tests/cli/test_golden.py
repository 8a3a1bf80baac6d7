"""What people see, word for word, made from fixed records.

After a change that is meant, write the files anew and read the difference:

    MEMSCOPE_GOLDEN=write .venv/bin/python -m pytest tests/cli/test_golden.py
    git diff tests/cli/golden
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.cli import output
from memscope.codec.snapshot import load_snapshot
from memscope.i18n import set_language
from memscope.render.text import snapshot_lines

pytestmark = pytest.mark.cli

GOLDEN = Path(__file__).with_name("golden")


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language("en")


@pytest.mark.parametrize(
    ("name", "width", "language"),
    [
        ("workers.txt", None, "en"),
        ("workers-100.txt", 100, "en"),
        ("workers-60.txt", 60, "en"),
        ("workers-ja.txt", None, "ja"),
    ],
)
def test_text_is_as_it_was(name: str, width: int | None, language: str) -> None:
    snapshot = load_snapshot(GOLDEN / "workers.json")
    set_language(language)

    text = output.styled(snapshot_lines(snapshot, width=width), colour=False)

    check(name, text)


def test_colours_are_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = load_snapshot(GOLDEN / "workers.json")
    monkeypatch.setenv("COLORTERM", "truecolor")

    text = output.styled(snapshot_lines(snapshot, width=100), colour=True)

    check("workers.ansi", text)


def check(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("MEMSCOPE_GOLDEN") == "write":
        path.write_text(text)
    assert text == path.read_text()
