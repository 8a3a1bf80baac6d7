"""A diff as text: who came and went, what could not be seen, or that nothing did."""

import pytest
from msgspec.structs import replace

from memscope.analyze.diff.diff import diff
from memscope.model.diff import Diff
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.snapshot import Gap, Snapshot
from memscope.render.runs import plain
from memscope.render.text.diff import diff_lines
from tests.tui.synthetic import process, region, snapshot

pytestmark = pytest.mark.unit

ONE, OTHER = process(), process(4300, name="other", base=0x5600_0000_0000)


def shown(found: Diff, width: int | None = None) -> list[str]:
    return [plain(one).rstrip() for one in diff_lines(found, width=width)]


def between(before: tuple[Process, ...], after: tuple[Process, ...]) -> list[str]:
    return shown(diff(snapshot(*before), snapshot(*after)))


def test_no_difference_is_said() -> None:
    assert between((ONE,), (ONE,)) == [
        "memscope · 2026-11-22 12:00:00 → 2026-11-22 12:00:00 UTC"
        " · Linux 6.18.0 x86_64",
        "",
        "process 4242 anatomy · same layout: matched by address",
        "all regions are the same",
        "",
        "no difference",
    ]


def test_who_is_only_on_one_side_has_a_sign() -> None:
    lines = between((ONE, OTHER), (ONE,)), between((ONE,), (ONE, OTHER))

    assert [one[-1] for one in lines] == [
        "− process 4300 other · only in A",
        "+ process 4300 other · only in B",
    ]
    assert not any("no difference" in one for one in lines)


def test_threads_sums_and_regions_stand_below_each_other() -> None:
    more = [region(0x6000_0000_0000, 4096, Kind.ANON, resident=4096)]
    after = process(threads=4, more=more)

    text = between((ONE,), (after,))

    assert text[3] == "+ thread worker-3 (4252)"
    assert text[4] == "3 regions are different"
    assert text[5] == ""
    assert [line[:1] for line in text[7:] if line][-3:] == ["+"] * 3
    assert between((after,), (ONE,))[3] == "− thread worker-3 (4252)"


def unseen() -> Snapshot:
    gap = Gap(what="memory map", pid=ONE.pid, why="denied")
    return replace(snapshot(replace(ONE, regions=())), gaps=(gap,))


def test_what_was_not_seen_is_no_difference_and_said() -> None:
    text = shown(diff(snapshot(ONE), unseen()))

    assert text[-2:] == [
        "not seen",
        "  memory map of process 4242: one of the two snapshots could not see it",
    ]
    assert not any("same" in line for line in text[3:-1])
    assert "no difference" not in text


def test_a_gap_may_be_about_nobody() -> None:
    found = replace(
        diff(snapshot(), snapshot()), gaps=(Gap(what="all", pid=None, why="why"),)
    )

    assert "  all: why" in shown(found)
