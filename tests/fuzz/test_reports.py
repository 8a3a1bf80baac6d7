"""Whatever a name is made of, a report of it is whole and its data as they were."""

import csv
import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.codec.ndjson import encode_ndjson
from memscope.model.kinds import Kind
from memscope.model.snapshot import Snapshot
from memscope.render.csv import snapshot_csv
from memscope.render.html.report import snapshot_page
from memscope.render.html.svg import snapshot_svg
from memscope.units import safe
from tests.tui.synthetic import process, region, snapshot

pytestmark = pytest.mark.fuzz

BYTES = st.binary(max_size=24).map(lambda name: name.decode("utf-8", "surrogateescape"))
NAMES = BYTES | st.text("<>&\"'/!-[]{}%=+@,;\n\r\t\\\u2028\u202e", max_size=24)


def looked_at(*names: str) -> Snapshot:
    more = [
        region(
            0x7100_0000_0000 + n * 0x4000, 0x2000, Kind.FILE, path=f"/{one}", label=one
        )
        for n, one in enumerate(names)
    ]
    return snapshot(process(4242, more=more))


@given(NAMES)
def test_the_picture_is_xml(name: str) -> None:
    assert ElementTree.fromstring(snapshot_svg(looked_at(name))).tag.endswith("svg")


# Making a page takes long, so each has many names in it.
@settings(max_examples=12)
@given(st.lists(NAMES, min_size=8, max_size=12))
def test_the_page_has_two_scripts_and_its_data_can_be_read(names: list[str]) -> None:
    page = snapshot_page(looked_at(*names))
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)

    assert len(scripts) == page.count("<script") == 2
    (paths,) = (
        one
        for one in json.loads(scripts[0])["tables"]["regions-0"]["columns"]
        if one["id"] == "what"
    )
    for name in names:
        told = safe(f"/{name}").rstrip(" ")
        assert any(word.startswith(told) for word in paths["words"]), name


@given(NAMES)
def test_a_row_stays_a_row_and_a_line_a_line(name: str) -> None:
    taken = looked_at(name)
    many = len(taken.processes[0].regions)

    rows = list(csv.DictReader(snapshot_csv(taken).splitlines(keepends=True)))
    lines = encode_ndjson(taken).decode().split("\n")

    assert [row["path"] for row in rows].count(safe(f"/{name}")) == 1
    assert len(rows) == len(lines) - 1 == many
    assert all(None not in row and None not in row.values() for row in rows)
    assert [json.loads(line)["kind"] for line in lines[:-1]] == [
        row["kind"] for row in rows
    ]
