"""`memscope lesson`: the list, headless in every format, and what goes wrong."""

import json
from pathlib import Path

import jsonschema
import pytest

from memscope.codec.tape.reader import RecordingReader
from memscope.lessons.offered import BUILT_IN
from tests.cli.command import memscope, memscope_process

pytestmark = pytest.mark.cli

TEMPLATE = str(Path(__file__).parents[2] / "docs" / "examples" / "lesson_template.py")
WRONG = """
from memscope.lessons.base import Lesson, step

class Wrong(Lesson):
    name = "wrong"
    title = "Not so\\x1b[2J"

    @step("claims", title="Claims")
    def claims(self, stage):
        stage.claim("is-so", True)
        stage.claim("is-not-so", False, found=3)
        stage.claim("is-hidden", None, why="nobody may look")
"""
MINE = """
import os
from memscope.lessons.base import Lesson, step

class Mine(Lesson):
    name = title = "mine"

    @step("look", title="A name", claims={"kept": "It is called {path}."})
    def look(self, stage):
        stage.claim("kept", True, path=os.fsdecode(b"/opt/\\xff/bin"))
"""
"""Its evidence holds a name that is not UTF-8."""


def test_without_a_name_the_lessons_are_listed_in_teaching_order() -> None:
    result = memscope("lesson")

    assert result.returncode == 0
    names = [line.split()[0] for line in result.text.splitlines() if line[0] != " "]
    assert names == list(BUILT_IN)


def test_the_list_is_in_the_readers_language() -> None:
    english, japanese = memscope("lesson"), memscope("lesson", "--lang", "ja")

    assert "A program becomes a process" in english.text
    assert "プログラムがプロセスになる" in japanese.text


def test_headless_text_tells_every_step_claim_and_measurement() -> None:
    result = memscope("lesson", TEMPLATE, "--headless", "--set", "mib=16")

    assert result.returncode == 0, result.text
    assert "1. Asking" in result.text
    assert "16 MiB" in result.text
    assert "❯ How much of it will be in memory?" in result.text
    assert "✔ It got 16 MiB of addresses more." in result.text
    assert "grown=16777216" in result.text
    assert "✔ 3 held" in result.text.splitlines()[-1]
    assert result.stderr == b""


def test_headless_json_is_what_its_schema_says() -> None:
    schema = json.loads(memscope("schema", "lesson").text)

    result = memscope("lesson", TEMPLATE, "--headless", "--format", "json")

    told = json.loads(result.text)
    jsonschema.validate(told, schema)
    assert (told["format"], told["version"]) == ("memscope.lesson", 1)
    assert (told["name"], told["lang"]) == ("asking", "en")
    assert [step["id"] for step in told["steps"]] == ["ask", "write"]
    assert told["steps"][0]["claims"][0]["verdict"] == "true"
    assert told["summary"] == {"true": 3, "false": 0, "unknown": 0}


def test_headless_in_japanese() -> None:
    result = memscope("lesson", TEMPLATE, "--headless", "--lang", "ja")

    assert "メモリは、確保しただけでは使われない" in result.text
    assert "今度は、メモリ上で" in result.text


def test_headless_html_is_one_page(tmp_path: Path) -> None:
    page = tmp_path / "asking.html"

    result = memscope("lesson", TEMPLATE, "--headless", "-o", str(page))

    assert (result.returncode, result.stdout) == (0, b"")
    document = page.read_text("utf-8")
    assert "Asking for memory is not using it" in document
    assert document.count("<details") == document.count('<li class="card step">')


def test_the_page_of_its_recording_has_its_claims(tmp_path: Path) -> None:
    film, page = tmp_path / "asking.memscope", tmp_path / "asking.html"

    given = memscope("lesson", TEMPLATE, "--headless", "--record", str(film))
    result = memscope("report", str(film), "-o", str(page))

    assert (given.returncode, result.returncode) == (0, 0)
    document = page.read_text("utf-8")
    assert "Asking for memory is not using it" in document
    assert document.count('<span class="mark">✔</span>') == given.text.count("✔") - 1


def test_a_claim_that_does_not_hold_ends_in_exit_code_1(tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text(WRONG)

    result = memscope("lesson", str(path), "--headless")

    assert result.returncode == 1
    assert "✘ is not so" in result.text
    assert "? is hidden" in result.text
    assert "nobody may look" in result.text
    assert "\x1b" not in result.text


def test_a_claim_that_could_not_be_measured_is_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "hidden.py"
    path.write_text(WRONG.replace('"is-not-so", False', '"is-so-too", True'))

    assert memscope("lesson", str(path), "--headless").returncode == 0


def test_a_measured_name_may_be_any_bytes(tmp_path: Path) -> None:
    path, film = tmp_path / "mine.py", tmp_path / "mine.memscope"
    path.write_text(MINE)

    told = memscope("lesson", str(path), "--headless", "--format", "json")
    given = memscope("lesson", str(path), "--headless", "--record", str(film))
    listed = memscope("replay", str(film), "--list")

    assert [one.returncode for one in (told, given, listed)] == [0, 0, 0]
    claim = json.loads(told.text)["steps"][0]["claims"][0]
    assert claim["text"] == r"It is called /opt/\x5cxff/bin."
    assert claim["evidence"] == {"path": r"/opt/\xff/bin"}
    assert "mine · look" in listed.text
    with RecordingReader.open(film) as recording:
        (step,) = recording.steps
    assert step.step.claims[0].evidence == {"path": "/opt/\udcff/bin"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nothing"], 2, "no lesson called 'nothing'"),
        (["process", "--set", "size"], 2, "NAME=NUMBER"),
        (["process", "--set", "size=big"], 2, "NAME=NUMBER"),
        (["process", "--set", "size=1"], 2, "no number called 'size'"),
        (["server", "--set", "requests=0"], 2, "from 1 to 5000"),
        (["server", "--set", "requests=nan"], 2, "from 1 to 5000"),
        (["process", "--sample", "rust"], 2, "rust"),
        (["./nowhere.py"], 1, "no such file"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(
    arguments: list[str], code: int, said: str
) -> None:
    result = memscope("lesson", *arguments, "--headless")

    assert result.returncode == code
    assert result.stdout == b""
    first, *hints = result.stderr.decode().splitlines()
    assert first.startswith("memscope: ")
    assert said in first
    assert len(hints) <= 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def broken(:\n", "SyntaxError"),
        (WRONG.replace('"is-so", True', "1 / 0"), "step claims: ZeroDivisionError"),
    ],
)
def test_a_broken_file_is_said_in_one_line_and_is_not_our_mistake(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "broken.py"
    path.write_text(text)

    result = memscope_process("lesson", str(path), "--headless")

    assert result.returncode == 1
    assert said in result.stderr.decode()
    assert len(result.stderr.splitlines()) == 1
    assert b"report it" not in result.stderr


def test_without_a_terminal_the_screen_is_refused_with_a_hint() -> None:
    result = memscope("lesson", "process")

    assert result.returncode == 2
    assert "terminal" in result.stderr.decode()


def test_a_package_that_offers_a_broken_lesson_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "broken-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[memscope.lessons]\nbroken = nowhere:L\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    result = memscope("lesson")

    assert result.returncode == 0
    assert result.text.splitlines()[-1].startswith("broken      cannot be loaded: ")
    assert all(name in result.text for name in BUILT_IN)
