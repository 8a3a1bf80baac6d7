"""Processes that were asked for and could not be seen: what is said, and the code."""

import pytest
from msgspec.structs import replace

from memscope.cli.missing import tell_what_is_missing
from memscope.errors import AccessDenied, ProcessGone
from memscope.model.snapshot import Gap, Snapshot
from tests.tui.synthetic import process, snapshot

pytestmark = pytest.mark.unit


def gap(pid: int | None, what: str, why: str) -> Gap:
    return Gap(pid=pid, what=what, why=why)


GONE = gap(7, "process", ProcessGone.reason)
ODD = gap(8, "process", "[odd] reason")
REFUSED = gap(4242, "memory map", AccessDenied.reason)


def look(*gaps: Gap, regions: bool = True) -> Snapshot:
    one = process()
    seen = one if regions else replace(one, regions=())
    return replace(snapshot(seen), gaps=gaps)


def told(seen: Snapshot, pids: tuple[int, ...]) -> int:
    hidden = [one.pid for one in seen.hidden()]
    return tell_what_is_missing(seen.gaps, pids, hidden)


def test_of_what_was_seen_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(look(), (4242,)) == 0
    assert capsys.readouterr().err == ""


def test_each_that_is_missing_has_a_line_and_the_first_one_decides_the_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = told(look(GONE, ODD), (4242, 8, 7))

    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "memscope: process 8: process: [odd] reason",
        "memscope: process 7: no such process",
    ]
    assert code == 1
    assert told(look(GONE, ODD), (7, 8)) == ProcessGone.exit_code


def test_gaps_of_processes_that_nobody_asked_for_by_number_are_no_problem() -> None:
    assert told(look(GONE), (4242,)) == 0


def test_a_process_without_a_region_to_show_was_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert told(look(REFUSED, regions=False), (4242,)) == AccessDenied.exit_code == 4
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize(
    ("missing", "regions"),
    [
        (REFUSED, True),
        (gap(4242, "memory map", "not provided by this kernel"), False),
        (gap(None, "kcmp", AccessDenied.reason), False),
    ],
)
def test_what_is_missing_of_a_process_that_was_seen_is_no_problem(
    missing: Gap, regions: bool
) -> None:
    assert told(look(missing, regions=regions), (4242,)) == 0


def test_a_refusal_of_a_process_that_is_not_in_the_look_is_left_to_its_gap() -> None:
    refused = gap(9, "memory map", AccessDenied.reason)

    assert told(look(refused), (9,)) == 0
