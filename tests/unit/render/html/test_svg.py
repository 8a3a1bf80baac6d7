from xml.etree import ElementTree

import pytest

from memscope.model.snapshot import Snapshot
from memscope.render.html.svg import snapshot_svg
from tests.tui.synthetic import pair, process, snapshot
from tests.web.reports import malicious, plain

pytestmark = pytest.mark.unit

SVG = "{http://www.w3.org/2000/svg}"


def texts(taken: Snapshot) -> list[str]:
    root = ElementTree.fromstring(snapshot_svg(taken))
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def test_high_addresses_stand_above_low_ones() -> None:
    root = ElementTree.fromstring(snapshot_svg(plain()))
    height = {
        one.text: float(one.attrib["y"]) for one in root.iter(f"{SVG}text") if one.text
    }

    assert height["stack ↓"] < height["heap ↑"] < height["code"]


def test_holes_are_drawn_with_their_size_and_larger_ones_are_taller() -> None:
    root = ElementTree.fromstring(snapshot_svg(plain()))
    said = [one for one in texts(plain()) if "unmapped" in one]
    heights = [
        float(one.attrib["d"].rpartition("v")[2]) for one in root.iter(f"{SVG}path")
    ]

    assert any("TiB" in one for one in said)
    assert len(heights) == 2 * len(said)
    assert len(set(heights)) > 1


def test_every_process_is_in_the_picture() -> None:
    pids = [one for one in texts(pair()) if one.startswith("process ")]

    assert [one.split()[1] for one in pids] == ["4242", "4243"]


def test_more_than_four_processes_go_into_rows() -> None:
    many = snapshot(*(process(4242 + at) for at in range(6)))

    root = ElementTree.fromstring(snapshot_svg(many))

    moves = [one.attrib["transform"] for one in root if "transform" in one.attrib]
    assert len(moves) == 6
    assert moves[0].split()[0] == moves[4].split()[0]


def test_a_process_with_many_parts_is_told_in_as_many_as_fit_on_a_slide() -> None:
    busy = process(threads=40)

    root = ElementTree.fromstring(snapshot_svg(snapshot(busy)))

    blocks = [one for one in root.iter(f"{SVG}g") if one.get("class") == "block"]
    assert len(blocks) <= 24
    assert float(root.attrib["height"]) < 900


def test_malicious_names_leave_valid_xml_without_a_script() -> None:
    root = ElementTree.fromstring(snapshot_svg(malicious()))

    assert {one.tag for one in root.iter()} == {
        f"{SVG}{name}" for name in ("svg", "g", "rect", "text", "title", "path")
    }


def test_a_look_that_saw_nothing_is_a_picture_too() -> None:
    assert ElementTree.fromstring(snapshot_svg(snapshot())).tag == f"{SVG}svg"


def test_colours_need_no_style_sheet() -> None:
    picture = snapshot_svg(plain())

    assert "style" not in picture
    assert "var(" not in picture
