"""What people see, word for word, made from fixed records.

After a change that is meant, write the files anew and read the difference:

    MEMSCOPE_GOLDEN=write .venv/bin/python -m pytest tests/cli/test_golden.py
    git diff tests/cli/golden
"""

from hashlib import sha256
from pathlib import Path

import pytest

from memscope.cli import output
from memscope.cli.formats import written
from memscope.codec.snapshot import load_snapshot
from memscope.i18n import set_language
from memscope.render import html
from memscope.render.text.snapshot import snapshot_lines
from memscope.units import cell_width
from tests.golden import check

pytestmark = pytest.mark.cli

GOLDEN = Path(__file__).with_name("golden")
TEMPLATES = Path(html.__file__).with_name("templates")


@pytest.mark.parametrize(
    ("name", "width"),
    [
        ("workers.txt", None),
        ("workers-100.txt", 100),
        ("workers-60.txt", 60),
    ],
)
def test_text_is_as_it_was(name: str, width: int | None) -> None:
    snapshot = load_snapshot(GOLDEN / "workers.json")

    text = output.styled(snapshot_lines(snapshot, width=width), colour=False)

    check(GOLDEN / name, text)


def test_colours_are_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = load_snapshot(GOLDEN / "workers.json")
    monkeypatch.setenv("COLORTERM", "truecolor")

    text = output.styled(snapshot_lines(snapshot, width=100), colour=True)

    check(GOLDEN / "workers.ansi", text)


@pytest.mark.parametrize("form", ["html", "svg", "csv", "ndjson"])
def test_reports_are_as_they_were(form: str) -> None:
    snapshot = load_snapshot(GOLDEN / "workers.json")

    data = written(snapshot, form, to="-", colour="never")

    text = data if isinstance(data, str) else data.decode()
    check(GOLDEN / f"workers.{form}", without_assets(text) if form == "html" else text)


def test_wide_characters_keep_the_columns_aligned() -> None:
    snapshot = load_snapshot(GOLDEN / "workers.json")
    set_language("ja")

    text = output.styled(snapshot_lines(snapshot), colour=False)

    marks = ("/opt/demo/bin/workers", "[heap]", "/usr/lib", "[stack]", "[vdso]")
    rows = [line for line in text.splitlines() if line[12:13] == "-"]
    columns = {
        cell_width(row[: row.index(mark)])
        for row in rows
        for mark in marks
        if mark in row
    }
    assert len(rows) > 10
    assert len(columns) == 1


def without_assets(page: str) -> str:
    """Put a hash where page.css and page.js stand: a third of every page."""
    for name in ("page.css", "page.js"):
        text = (TEMPLATES / name).read_text("utf-8")
        assert page.count(text) == 1
        page = page.replace(text, f"{name} {sha256(text.encode()).hexdigest()}\n")
    return page
