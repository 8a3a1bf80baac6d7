"""Threads that come and go while they are looked at."""

import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from memscope.analyze.contradictions import REFUTED_BY_SP, Contradiction
from memscope.collect.look.address_space import AddressSpace, AddressSpaces
from memscope.collect.look.contradictions import CAME_AND_WENT
from memscope.collect.look.look import Detail
from memscope.collect.look.process import ProcessReader
from memscope.collect.look.snapshot import Collector
from memscope.model.kinds import Confidence
from memscope.model.snapshot import Snapshot
from tests.live.truth.cases import built
from tests.live.truth.invariants import broken
from tests.patience import wait_until

pytestmark = [pytest.mark.live, pytest.mark.once]

STARTS_THREADS = """
import sys, threading
for line in sys.stdin:
    if line == "start\\n":
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    print("done", flush=True)
"""

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


class Doubting(AddressSpaces):
    """Finds fault with the first region; has the target told something meanwhile."""

    def __init__(self, target: "subprocess.Popen[str]", word: str) -> None:
        super().__init__()
        self.target, self.word = target, word

    def read(self, *arguments: Any, **more: Any) -> AddressSpace:
        space = super().read(*arguments, **more)
        assert self.target.stdin is not None
        assert self.target.stdout is not None
        print(self.word, file=self.target.stdin, flush=True)
        assert self.target.stdout.readline() == "done\n"
        region = space.regions[0]
        doubt = Contradiction(REFUTED_BY_SP, region.start, region.end)
        return replace(space, contradictions=(doubt,))


@pytest.mark.parametrize(
    ("word", "why"), [("start", CAME_AND_WENT), ("stay", REFUTED_BY_SP)]
)
def test_what_stays_odd_is_said_in_words(word: str, why: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTS_THREADS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as target:
        try:
            reader = ProcessReader(_spaces=Doubting(target, word))
            look = Collector(_reader=reader).look([target.pid])
        finally:
            target.kill()

    assert [gap.why for gap in look.gaps if gap.what == "some labels"] == [why]
    assert look.processes[0].regions[0].confidence is Confidence.GUESS


def bounds_said(log: Path) -> dict[int, set[Bounds]]:
    """TIDs are given again, so each may have had several stacks."""
    bounds: dict[int, set[Bounds]] = defaultdict(set)
    for line in log.read_text().splitlines():
        words = line.split()
        if words[0] == "stack" and len(words) == 5:
            bounds[int(words[1])].add((int(words[2], 16), int(words[3], 16)))
    return dict(bounds)
