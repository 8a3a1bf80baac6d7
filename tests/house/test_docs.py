"""What the pages say is what the program does."""

import re
import subprocess
import sys

import pytest

from memscope.codec.schema import snapshot_schema
from memscope.model import evidence
from memscope.model.kinds import Confidence, Kind
from tests.house.repository import ROOT

pytestmark = pytest.mark.house

OPENED = """
import os, re, sys
names = set()
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        names.add(arguments[0])
from memscope.collect.snapshot import take_snapshot
sys.addaudithook(watch)
take_snapshot([os.getppid()], full=True)
for name in names:
    if not name.startswith("/"):
        print(re.sub("[0-9]+", "TID", name, count=1))
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
    return name in {*rows, "task"} or any(
        row.endswith("/") and name.startswith(row) for row in rows
    )
