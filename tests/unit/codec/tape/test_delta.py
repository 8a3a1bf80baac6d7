"""What lies between two looks: only what changed, and in which order it comes back."""

import pytest
from msgspec.structs import replace

from memscope.codec.tape.delta import decode_delta, encode_delta
from memscope.model.process import Process, Thread
from memscope.model.snapshot import Snapshot
from tests.unit.codec.film import frames

pytestmark = pytest.mark.unit

LOOK = frames()[0]
ONE = LOOK.processes[0]
NEWCOMER = replace(ONE, pid=ONE.pid + 1, regions=(), threads=())
THREADS = tuple(Thread(100 + at, f"t{at}", "S", 0) for at in range(3))


def look(*processes: Process) -> Snapshot:
    return replace(LOOK, processes=processes)


def between(old: Snapshot, new: Snapshot) -> bytes:
    data = encode_delta(old, new)
    assert data is not None
    assert decode_delta(old, data) == new
    return data


def test_only_who_is_new_is_told_whole() -> None:
    data = between(look(ONE), look(replace(ONE, state="R"), NEWCOMER))

    assert data.count(b'"new"') == 1
    assert b'"cmdline"' in data
    assert b'"regions":[' not in data.partition(b'"new"')[0]


def test_who_is_gone_needs_no_word() -> None:
    assert b'"new"' not in between(look(ONE, NEWCOMER), look(ONE))


@pytest.mark.parametrize(
    ("threads", "is_told"),
    [
        (THREADS, False),
        (THREADS[1:], False),
        ((*THREADS, Thread(7, "late", "R", 0)), False),
        (THREADS[::-1], True),
        ((Thread(7, "first", "R", 0), *THREADS), True),
    ],
)
def test_the_order_of_threads_is_told_where_it_is_not_the_natural_one(
    threads: tuple[Thread, ...], is_told: bool
) -> None:
    data = between(
        look(replace(ONE, threads=THREADS)),
        look(replace(ONE, threads=threads, state="R")),
    )

    assert (b'"order"' in data) is is_told
