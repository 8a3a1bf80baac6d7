"""The answer in text: first where, then what is wrong, then what was not looked at."""

import re

import pytest

from memscope.i18n import set_language
from memscope.model.finding import Severity, Target
from memscope.render.runs import plain, width_of
from memscope.render.text.why import answer_lines
from tests.unit.render.text.answers import answer, finding

pytestmark = pytest.mark.unit


def text(*findings: object, width: int = 100, **changes: object) -> str:
    made = answer(*findings, **changes)  # type: ignore[arg-type]
    return "\n".join(map(plain, answer_lines(made, width=width)))


def test_it_begins_with_whom_and_how_it_was_looked_at() -> None:
    first = text().split("\n")[0]

    assert first == "why 4242 orders-api · looked for 10 s, 36 rules ran, 2 could not"


def test_a_finding_says_size_sureness_remedy_and_saving() -> None:
    shown = text(finding())

    assert " 1   1.1 GiB  certain  Freed memory is kept in 64 malloc arenas" in shown
    assert "    → Set it before the start. (gives back about 1.1 GiB)" in shown
    assert "      MALLOC_ARENA_MAX=2" in shown
    assert "arenas walked whole: 64, freed: 1.1 GiB, share: 0.50" in shown
    assert "why/arenas-kept" in shown


def test_what_is_harmless_is_called_so() -> None:
    shown = text(finding(severity=Severity.HARMLESS, remedy=None, bytes=None))

    assert "harmless  Freed" in shown
    assert "→" not in shown


def test_limits_that_are_near_are_told() -> None:
    shown = text()

    assert re.search(r"memory.max +1.9 GiB +2 GiB +92 %", shown)
    assert re.search(r"vm.max_map_count +65,532 +65,530 +100 %", shown)
    assert "RLIMIT_NOFILE" not in shown


def test_rules_that_did_not_run_for_one_reason_stand_together() -> None:
    shown = text(width=200)

    assert "cgroup v1 here: cache-counted-by-cgroup, tmpfs-nobody-maps" in shown


def test_a_file_is_named() -> None:
    shown = text(targets=(Target(None, "redis", "smaps.txt"),))

    assert shown.startswith("why redis · from smaps.txt")


def test_a_hostile_name_cannot_act() -> None:
    shown = text(targets=(Target(5, "\x1b[2J", "live"),))

    assert "\x1b" not in shown


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_it_fits_the_terminal(width: int, language: str) -> None:
    set_language(language)

    lines = answer_lines(answer(finding()), width=width)

    assert all(width_of(one) <= width for one in lines)
