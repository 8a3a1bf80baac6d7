"""What the doctor found: a mark, a name, and below a failed check its price."""

import pytest

from memscope.model.check import Check
from memscope.render.runs import plain
from memscope.render.text.doctor import doctor_lines

pytestmark = pytest.mark.unit

GOOD = Check(
    id="one", what="a long name", ok=True, found="yes\x1b", without="", remedy=None
)
BAD = Check(
    id="one",
    what="frames",
    ok=False,
    found="no",
    without="less is known",
    remedy="root",
)


def shown(*checks: Check) -> list[str]:
    return [plain(one) for one in doctor_lines(checks)]


def test_names_are_aligned_and_only_failures_say_more() -> None:
    first, *rest = shown(GOOD, BAD)

    assert first.startswith("✔ a long name  yes")
    assert "\x1b" not in first
    assert rest == [
        "✘ frames       no",
        "    without it: less is known",
        "    → root",
    ]
    good, bad = doctor_lines((GOOD, BAD))[:2]
    assert [run.style for run in good[:2]] == ["good", ""]
    assert [run.style for run in bad[:2]] == ["bad", "strong"]


def test_where_nothing_was_found_nothing_follows_the_name() -> None:
    silent = Check(
        id="one", what="frames", ok=False, found="", without="much", remedy=None
    )

    assert shown(silent) == [
        "✘ frames",
        "    without it: much",
        "    → there is no remedy here",
    ]


def test_no_check_is_no_line() -> None:
    assert shown() == []
