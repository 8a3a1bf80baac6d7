import json
import re
from html import unescape
from typing import Any

import pytest

from memscope.render.html.report import lesson_page, snapshot_page
from memscope.render.words.access import marked
from memscope.render.words.labels import owned_label
from memscope.units import format_bytes, safe
from tests.tui.synthetic import crowd, snapshot
from tests.web.reports import EVIL, lesson, malicious, plain

pytestmark = pytest.mark.unit

DATA = re.compile(
    r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL
)


def tables(page: str) -> Any:
    found = DATA.search(page)
    assert found
    return json.loads(found[1])["tables"]


def cells(table: Any, name: str) -> list[str]:
    (column,) = (one for one in table["columns"] if one["id"] == name)
    rows = column.get("rows", range(table["count"]))
    return [column["words"][at] for at in rows]


def test_a_row_is_a_number_into_the_different_words() -> None:
    taken = plain()
    table = tables(snapshot_page(taken))["regions-0"]

    regions = taken.processes[0].regions
    assert cells(table, "what") == [
        safe(one.path or owned_label(one)) for one in regions
    ]
    assert cells(table, "perms") == [marked(one.perms) for one in regions]


def test_numbers_of_words_are_in_the_order_of_values_and_unknown_is_last() -> None:
    table = tables(snapshot_page(plain()))["regions-0"]
    (sizes,) = (one for one in table["columns"] if one["id"] == "resident")

    assert sizes["words"][-1] == "–"
    assert sizes["unknown"] == len(sizes["words"]) - 1
    known = [one.usage.resident for one in plain().processes[0].regions]
    assert sizes["words"][:-1] == [
        format_bytes(one) for one in sorted({one for one in known if one is not None})
    ]


def test_the_data_cannot_end_its_script() -> None:
    found = DATA.search(snapshot_page(malicious()))

    assert found
    assert not re.search("[<>&\u2028\u2029]", found[1])


def test_a_page_asks_nobody_for_anything() -> None:
    for page in (snapshot_page(plain()), lesson_page(lesson())):
        assert re.findall(r"\b(?:src|href)=|url\(|@import|https?:", page) == []
        assert "default-src 'none'" in unescape(page)


@pytest.mark.parametrize("name", EVIL)
def test_no_name_is_markup(name: str) -> None:
    for page in (snapshot_page(malicious()), lesson_page(lesson(name))):
        assert (
            len(re.findall("<script", page)) == len(re.findall("</script", page)) == 2
        )
        assert not re.search("<img|<!--|[\u202e\u2028\u2029\x00\x07\x1b]", page)
        page.encode()  # no byte that is not UTF-8 came through


def test_64_000_regions_are_a_file_that_can_be_passed_on() -> None:
    page = snapshot_page(crowd(64_000))

    assert len(page) < 8_000_000


def test_a_look_that_saw_nothing_is_a_page_that_says_so() -> None:
    assert "nothing seen" in snapshot_page(snapshot())
