"""Order, filter, tree and growth of the processes on the first screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.proc.processes import Listed
from memscope.tui.running import By, Past, as_tree, matches, ordered, short_name

pytestmark = pytest.mark.unit


def listed(pid: int, parent: int | None = None, resident: int | None = 1) -> Listed:
    return Listed(
        pid,
        f"p{pid}",
        "ann",
        1,
        resident,
        (f"/bin/p{pid}", "-x"),
        parent,
        2,
        float(pid),
    )


def tree(processes: list[Listed], wanted: str = "") -> list[tuple[int, str, bool]]:
    return [(one.pid, lines, is_only) for one, lines, is_only in
            as_tree(processes, wanted)]  # fmt: skip


def test_children_stand_below_their_parents() -> None:
    processes = [listed(1), listed(3, 1), listed(2, 1), listed(4, 3), listed(9, 77)]

    assert tree(processes) == [
        (1, "", False),
        (3, "├ ", False),
        (4, "│ └ ", False),
        (2, "└ ", False),
        (9, "", False),
    ]


def test_parents_of_what_is_looked_for_come_along() -> None:
    processes = [listed(1), listed(2, 1), listed(30, 2), listed(4, 1)]

    assert tree(processes, "p30") == [
        (1, "", True),
        (2, "└ ", True),
        (30, "  └ ", False),
    ]


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), max_size=12))
def test_every_process_is_in_the_tree_once_but_those_in_a_ring(
    pairs: list[tuple[int, int]],
) -> None:
    processes = [listed(pid, parent) for pid, parent in dict(pairs).items()]
    shown = [pid for pid, _lines, _is_only in tree(processes)]

    assert len(shown) == len(set(shown))
    parents = {one.pid: one.parent for one in processes}
    for one in processes:
        seen, at = set(), one.pid
        while at in parents and at not in seen:
            seen.add(at)
            up = parents[at]
            if up == at or up is None:
                break
            at = up
        is_ring = at in seen and parents.get(at) != at
        assert (one.pid in shown) or is_ring


def test_a_very_long_chain_is_no_problem() -> None:
    chain = [listed(pid, pid - 1) for pid in range(1, 5000)]

    assert len(tree(chain)) == 4999


def test_growth_is_unknown_until_it_was_seen_twice_and_belongs_to_one_process() -> None:
    past = Past()
    old, reused = (
        listed(7, resident=100),
        Listed(7, "p", None, 1, 900, (), started=99.0),
    )
    past.add(0.0, [old])
    assert past.grown(old) is None

    past.add(10.0, [listed(7, resident=150)])
    assert past.grown(listed(7, resident=150)) == 50
    past.add(12.0, [reused])
    assert past.grown(reused) is None


def test_the_window_is_half_a_minute() -> None:
    past = Past()
    for at in range(0, 60, 2):
        past.add(float(at), [listed(7, resident=at)])

    assert past.span_s == 30
    assert past.grown(listed(7, resident=58)) == 30


@pytest.mark.parametrize("by", By)
def test_in_every_order_what_is_unknown_comes_last(by: By) -> None:
    unknown = Listed(1, "zz", None, None, None, ())
    processes = [unknown, listed(2), listed(3)]

    found = ordered(processes, by, Past(), {2: 5, 3: 6})
    assert sorted(one.pid for one in found) == [1, 2, 3]
    if by not in {By.PID, By.GROWN}:
        assert found[-1] is unknown


def test_every_word_typed_has_to_be_somewhere() -> None:
    assert matches(listed(42), "P42 ANN")
    assert not matches(listed(42), "p42 bob")
    assert matches(listed(42), "")


def test_a_program_is_called_by_the_last_part_of_its_path() -> None:
    assert short_name(listed(3)) == "p3"
    assert short_name(Listed(1, "kernel", None, 1, 1, ())) == "kernel"
    assert short_name(Listed(1, "comm", None, 1, 1, ("/odd/",))) == "comm"
