"""The page around a report lets nothing run but our own script and style."""

import base64
import hashlib
import json
import re

import pytest
from jinja2 import UndefinedError

from memscope.model.kinds import Kind, Segment
from memscope.render.html.shell import colour_rules, page
from memscope.render.html.table import PageColumn, PageTable
from memscope.render.inks import DARK, LIGHT

pytestmark = pytest.mark.unit

HOSTILE = "</script><img src=x onerror=alert(1)>&\u2028\u2029"
TABLE = PageTable(1, [PageColumn("name", HOSTILE, [HOSTILE])], [])


def shown(**tables: PageTable) -> str:
    return page("page.html.j2", tables, title=HOSTILE)


def between(text: str, begin: str, end: str) -> str:
    return text.split(begin, 1)[1].split(end, 1)[0]


def test_the_policy_lets_exactly_our_own_script_and_style_through() -> None:
    text = shown(rows=TABLE)
    policy = between(text, 'Content-Security-Policy" content="', '"')

    for kind in ("style", "script"):
        inside = between(text, f"<{kind}>", f"</{kind}>")
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src &#39;sha256-{digest}&#39;" in policy
    assert policy.startswith("default-src &#39;none&#39;")


def test_a_hostile_text_is_only_text() -> None:
    text = shown(rows=TABLE)

    assert "<img" not in text
    assert text.count("</script>") == 2
    assert "<title>&lt;/script&gt;" in text


def test_the_data_say_what_they_said_before_they_were_made_safe() -> None:
    inside = between(shown(rows=TABLE), 'id="data">', "</script>")

    assert not re.search("[<>&\u2028\u2029]", inside)
    (column,) = json.loads(inside)["tables"]["rows"]["columns"]
    assert (column["title"], column["words"]) == (HOSTILE, [HOSTILE])


def test_the_script_finds_its_words_where_there_is_no_table() -> None:
    data = json.loads(between(shown(), 'id="data">', "</script>"))

    assert data["tables"] == {}
    assert set(data["words"]) == {"count", "none", "cut"}
    assert "{shown}" in data["words"]["count"]


def test_what_a_template_lacks_is_an_error_and_no_hole() -> None:
    with pytest.raises(UndefinedError, match="title"):
        page("page.html.j2", {})


def test_every_kind_and_segment_has_one_class_of_its_colours() -> None:
    named = re.findall(
        r"^\.k-([a-z-]+)\{--k:#\w{6};--on:#\w{6}\}$", colour_rules(), re.M
    )

    segments = {f"segment-{one.value}" for one in Segment}
    assert set(named) == {one.value for one in Kind} | segments | {"library"}
    assert len(named) == len(set(named))


def test_dark_is_for_those_who_want_it_and_never_for_paper() -> None:
    light, by_system, by_choice = colour_rules().splitlines()[:3]

    assert f"--paper:{LIGHT.paper}" in light
    for rule in (by_system, by_choice):
        assert rule.startswith("@media screen")
        assert f"--paper:{DARK.paper}" in rule
        assert "color-scheme:dark" in rule
    assert "data-theme=light" in by_system
    assert "data-theme=dark" in by_choice
