from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

import memscope
from memscope.codec.snapshot import load_snapshot
from memscope.model.snapshot import Gap
from memscope.render.html.notebook import process_html, snapshot_html

pytestmark = pytest.mark.unit

SNAPSHOT = load_snapshot(Path(__file__).parents[2] / "codec" / "version1.json")
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\x1b]0;x\x07\udcff'


class Tags(HTMLParser):
    """Notes every tag and attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_snapshot_shows_a_map_and_sums_for_every_process() -> None:
    seen = Tags(snapshot_html(SNAPSHOT))

    assert {"svg", "rect", "title", "table"} <= seen.tags
    assert seen.open == []


def test_hostile_names_stay_text() -> None:
    process = SNAPSHOT.processes[0]
    regions = tuple(
        replace(one, label=HOSTILE, path=HOSTILE, image=HOSTILE, perms=HOSTILE)
        for one in process.regions
    )
    hostile = replace(process, name=HOSTILE, regions=regions)
    gap = Gap(what=HOSTILE, pid=1, why=HOSTILE)

    html = snapshot_html(replace(SNAPSHOT, processes=(hostile,), gaps=(gap,)))

    seen = Tags(html)
    assert seen.tags & {"script", "img"} == set()
    assert "onerror" not in seen.attributes
    assert seen.open == []
    html.encode()  # no lone surrogates
    assert "\x1b" not in html


def test_a_process_without_regions_has_a_heading_alone() -> None:
    html = process_html(replace(SNAPSHOT.processes[0], regions=()))

    assert "svg" not in Tags(html).tags


def test_records_show_themselves_once_memscope_is_in_use() -> None:
    assert memscope.Snapshot is type(SNAPSHOT)

    assert "svg" in SNAPSHOT._repr_html_()  # type: ignore[attr-defined]
    assert "svg" in SNAPSHOT.processes[0]._repr_html_()  # type: ignore[attr-defined]
