"""What the pages say is what the program does."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from memscope import errors
from memscope.cli.group import COMMANDS
from memscope.codec.schema import snapshot_schema
from memscope.codec.snapshot import decode_snapshot
from memscope.model import evidence
from memscope.model.kinds import Confidence, Kind
from memscope.tui.keys import SCOPE_KEYS
from tests.house.repository import PACKAGE, ROOT

pytestmark = pytest.mark.house

OPENED = """
import os, re, sys
names = set()
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        names.add(arguments[0])
from memscope.collect.look.snapshot import take_snapshot
sys.addaudithook(watch)
take_snapshot([os.getppid()], full=True)
for name in names:
    if not name.startswith("/"):
        print(re.sub("^(task/)?[0-9]+/", "task/TID/", name))
"""


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def test_every_field_of_the_format_is_explained() -> None:
    words = set(re.findall(r"`(?:\w+\.)?(\w+)`", page("snapshot-format.md")))

    fields = {
        name
        for definition in snapshot_schema()["$defs"].values()
        for name in definition.get("properties", ())
    }

    assert fields - words == set()


def test_the_snapshot_on_the_page_loads_and_needs_nearly_all_that_is_in_it() -> None:
    (text,) = re.findall(r"```json\n(.*?)```", page("snapshot-format.md"), re.DOTALL)
    document = json.loads(text)
    decode_snapshot(text.encode())

    optional = {
        path
        for path in paths(document)
        if loads(json.dumps(without(document, path)).encode())
    }

    names = {".".join(one for one in path if isinstance(one, str)) for path in optional}
    assert names == {
        "gaps", "gaps.pid", "processes.usage.virtual", "processes.usage.resident",
        "processes.threads.sp", "processes.threads.stack",
    }  # fmt: skip


Path = tuple[str | int, ...]


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield where every field of a document is."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*path, name)
            yield from paths(inner, (*path, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from paths(inner, (*path, at))


def without(document: dict[str, Any], path: Path) -> dict[str, Any]:
    copy = json.loads(json.dumps(document))
    inner: Any = copy
    for one in path[:-1]:
        inner = inner[one]
    del inner[path[-1]]
    assert isinstance(copy, dict)
    return copy


def loads(data: bytes) -> bool:
    try:
        decode_snapshot(data)
    except errors.BadFile:
        return False
    return True


def test_the_table_of_every_field_is_whole() -> None:
    for name in ("snapshot-format.md", "recording.md", "reports.md", "library.md"):
        rows = re.findall(r"\n\n(\|.*)\n(.*)", page(name))

        assert all(second.startswith("|--") for _first, second in rows), name


def test_every_evidence_kind_and_confidence_is_explained() -> None:
    words = set(re.findall(r"`([\w-]+)`", page("evidence.md")))

    slugs = {
        value
        for name, value in vars(evidence).items()
        if name.isupper() and isinstance(value, str)
    }

    assert slugs - words == set()
    assert {*Kind, *Confidence} - words == set()


def test_every_file_that_a_look_opens_is_on_the_page() -> None:
    command = [sys.executable, "-c", OPENED]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = re.findall(r"^\| `([^`]+)`.*✔", page("proc-files.md"), re.MULTILINE)

    opened = {name.strip() for name in result.stdout.splitlines()}

    assert "maps" in opened or "smaps" in opened
    assert [name for name in opened if not is_listed(name, rows)] == []


def is_listed(name: str, rows: list[str]) -> bool:
    return name in {*rows, "task", "."} or any(
        row.endswith("/") and name.startswith(row) for row in rows
    )


def help_of(command: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "memscope", *command.split(), "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "100"},
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def command_rows(name: str) -> dict[str, str]:
    """Return what a page's table says of each command: name to the whole cell."""
    text = (ROOT / name).read_text("utf-8")
    cells = re.findall(r"^\| `memscope ([a-z]+)([^`]*)`", text, re.MULTILINE)
    return dict(cells)


def test_the_readme_lists_every_command_and_no_other() -> None:
    assert list(command_rows("README.md")) == list(COMMANDS)
    assert command_rows("README.ja.md").keys() <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_only_options_that_exist(command: str) -> None:
    usage = help_of(command)

    named = re.findall(r"(?<![\w-])--?[a-z][\w-]*", command_rows("README.md")[command])

    assert [one for one in named if one not in usage] == []


def test_the_readme_explains_every_exit_code() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}

    used = {
        kind.exit_code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.MemscopeError)
    }

    assert used | {0, 130} == listed


def test_commands_shown_in_the_pages_can_be_typed() -> None:
    shown = {
        match[1]
        for name in ("README.md", "README.ja.md", "CONTRIBUTING.md")
        for block in re.findall(
            r"```console\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL
        )
        for match in re.finditer(r"memscope ([a-z]+)", block)
    }

    assert shown <= set(COMMANDS)


def test_every_station_of_the_frame_is_a_file_that_has_what_is_named() -> None:
    page_text = page("one-frame.md")
    rows = re.findall(r"^\| [^|]+ \| (`[^|]+) \|", page_text, re.MULTILINE)
    files = set(re.findall(r"`([\w/]+\.py)`", page_text))

    missing = [name for name in files if not (PACKAGE / name).is_file()]

    assert len(rows) > 30
    assert missing == []
    for row in rows:
        words = re.findall(r"`([^`]+)`", row)
        sources = "".join(
            (PACKAGE / name).read_text("utf-8") for name in words if name in files
        )
        for name in set(words) - files:
            assert re.search(rf"^(class|def) {name}\b", sources, re.MULTILINE), name


def test_the_page_of_the_screen_has_every_key_as_the_program_says_it() -> None:
    rows = [
        f"| {' '.join(f'`{one}`' for one in key.keys.split())} | {key.meaning} |"
        for key in SCOPE_KEYS
    ]

    assert [row for row in rows if row not in page("screen.md")] == []


def test_every_picture_that_a_page_shows_is_there_and_shown() -> None:
    pages = [*(ROOT / "docs").glob("*.md"), *ROOT.glob("README*.md")]
    shown = {
        name
        for one in pages
        for name in re.findall(r"pictures/([\w-]+)\.svg", one.read_text("utf-8"))
    }

    assert shown == {one.stem for one in (ROOT / "docs" / "pictures").glob("*.svg")}
