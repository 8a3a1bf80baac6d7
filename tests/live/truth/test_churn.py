"""Threads that come and go while they are looked at."""

import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.snapshot import Snapshot
from tests.live.truth.cases import built
from tests.live.truth.invariants import broken
from tests.patience import wait_until

pytestmark = pytest.mark.live

LOOKS = 40
AT_WORK = 100
"""Threads that have said where their stack is."""

Bounds = tuple[int, int]


@contextmanager
def churning(program: Path, *arguments: str) -> Iterator[tuple[int, Path]]:
    """Run it for the length of the block; what it prints is in a file."""
    with (
        tempfile.NamedTemporaryFile() as log,
        subprocess.Popen([program, *arguments], stdout=log) as target,
    ):
        path = Path(log.name)
        try:
            assert wait_until(lambda: path.read_bytes().count(b"\n") > AT_WORK)
            yield target.pid, path
        finally:
            target.kill()


def wrong(snapshot: Snapshot) -> list[str]:
    """Return what a look says against itself of threads, unless a gap says so."""
    if any(gap.what == "some labels" for gap in snapshot.gaps):
        return []
    return [text for text in broken(snapshot) if not text.startswith("sums:")]


@pytest.mark.parametrize("detail", [Detail.MAP, Detail.MEMORY])
@pytest.mark.parametrize("pace", [(), ("fast",)])
def test_no_look_puts_a_thread_where_nobody_runs(
    pace: tuple[str, ...], detail: Detail
) -> None:
    with churning(built("churn.c"), *pace) as (pid, _):
        looks = [Collector().look([pid], detail=detail) for _ in range(LOOKS)]

    assert [text for look in looks for text in wrong(look)] == []


def test_a_live_look_is_as_right_as_a_first_one() -> None:
    collector = Collector()
    with churning(built("churn.c"), "fast") as (pid, _):
        looks = [collector.look([pid]) for _ in range(LOOKS)]

    assert [text for look in looks for text in wrong(look)] == []


@pytest.mark.parametrize(
    ("compiler", "flags"), [("cc", ()), ("musl-gcc", ("-static",))]
)
def test_every_stack_is_what_its_thread_said(
    compiler: str, flags: tuple[str, ...]
) -> None:
    program = built("churn.c", *flags, compiler=compiler)
    with churning(program, "fast") as (pid, log):
        looks = [Collector().look([pid], detail=Detail.MEMORY) for _ in range(LOOKS)]
        said = bounds_said(log)

    seen = [
        (thread.tid, (thread.stack.start, thread.stack.end))
        for look in looks
        for thread in look.processes[0].threads
        if thread.stack is not None and thread.tid in said
    ]
    assert seen
    assert [(tid, bounds) for tid, bounds in seen if bounds not in said[tid]] == []


def bounds_said(log: Path) -> dict[int, set[Bounds]]:
    """TIDs are given again, so each may have had several stacks."""
    bounds: dict[int, set[Bounds]] = defaultdict(set)
    for line in log.read_text().splitlines():
        words = line.split()
        if words[0] == "stack" and len(words) == 5:
            bounds[int(words[1])].add((int(words[2], 16), int(words[3], 16)))
    return dict(bounds)
