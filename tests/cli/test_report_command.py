import csv
import json
import os
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree

import pytest

from tests.cli.command import memscope
from tests.cli.targets import plain_target
from tests.unit.codec.film import SNAPSHOT

pytestmark = pytest.mark.cli

SAVED = str(Path(__file__).with_name("golden") / "workers.json")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.html", b"<!DOCTYPE html>"),
        ("a.HTM", b"<!DOCTYPE html>"),
        ("a.svg", b"<?xml"),
        ("a.csv", b"taken_at,pid,"),
        ("a.ndjson", b'{"taken_at":"2026'),
        ("a.jsonl", b'{"taken_at":"2026'),
        ("a.json", b'{"format":"memscope.snapshot"'),
        ("a.parquet", b"PAR1"),
        ("a.txt", "memscope · ".encode()),
    ],
)
def test_the_ending_decides_on_the_format(
    tmp_path: Path, name: str, begins: bytes
) -> None:
    result = memscope("report", SAVED, "-o", str(tmp_path / name))

    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_format_that_is_asked_for_wins_over_the_ending(tmp_path: Path) -> None:
    path = tmp_path / "map.html"

    memscope("report", SAVED, "--format", "svg", "-o", str(path))

    assert ElementTree.parse(path).getroot().tag.endswith("svg")


def test_a_living_process_becomes_a_table() -> None:
    with plain_target() as pid:
        result = memscope("snapshot", str(pid), "--format", "csv")

    rows = list(csv.DictReader(result.text.splitlines(keepends=True)))
    assert result.returncode == 0
    assert {row["pid"] for row in rows} == {str(pid)}
    assert [row["path"] for row in rows].count("[stack]") == 1


def test_lines_of_a_living_process_are_read_one_by_one() -> None:
    with plain_target() as pid:
        result = memscope("snapshot", str(pid), "--format", "ndjson")

    regions = [json.loads(line) for line in result.text.splitlines()]
    kinds = {region["kind"] for region in regions}
    assert {"code", "heap", "stack"} <= kinds


def test_the_page_speaks_japanese(tmp_path: Path) -> None:
    path = tmp_path / "a.html"

    memscope("report", SAVED, "-o", str(path), env={"LC_ALL": "ja_JP.UTF-8"})

    page = path.read_text("utf-8")
    assert '<html lang="ja">' in page
    assert "コードセグメント" in page


def test_a_file_that_is_no_snapshot_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"format": "something else"}')

    result = memscope("report", str(path), "--format", "html")

    assert (result.returncode, result.stdout) == (1, b"")
    assert b"not a memscope snapshot" in result.stderr


def test_a_snapshot_comes_through_a_named_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    for words in (("report",), ("diff", str(SNAPSHOT))):
        writer = Thread(target=pipe.write_bytes, args=(SNAPSHOT.read_bytes(),))
        writer.start()
        result = memscope(*words, str(pipe))
        writer.join(timeout=30)

        assert result.returncode == 0, result.stderr


def test_a_report_that_exists_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("mine")

    result = memscope("report", SAVED, "-o", str(path))

    assert result.returncode == 1
    assert path.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["a.html"]


def test_a_lesson_becomes_a_page(tmp_path: Path) -> None:
    path = tmp_path / "lesson.html"

    result = memscope("lesson", "process", "--headless", "-o", str(path))

    page = path.read_text("utf-8")
    assert result.returncode in (0, 1)
    assert page.count('<li class="card step">') > 2
    assert "✔" in page


def test_the_page_of_a_recording_has_its_timeline(tmp_path: Path) -> None:
    from tests.unit.codec.film import GOLDEN

    path = tmp_path / "film.html"
    result = memscope("report", str(GOLDEN), "-o", str(path))

    assert (result.returncode, result.stderr) == (0, b"")
    assert 'class="map timeline"' in path.read_text()
