"""What is left when the better ways to find a stack are closed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.collect.look.address_space import AddressSpaces
from memscope.collect.look.look import Detail
from memscope.collect.look.process import ProcessReader
from memscope.collect.look.snapshot import Collector
from memscope.collect.look.stacks import Stacks
from memscope.model.evidence import PTHREAD_DESCRIPTOR
from memscope.model.kinds import Confidence
from memscope.parse.glibc_malloc import HEAP_MAX
from memscope.proc.descriptors import StackFinder
from tests.live.programs.c import running
from tests.live.stacks.matrix import (
    BUILDS,
    Build,
    Row,
    Verdict,
    compiled,
    rows_of,
    settled_look,
)

pytestmark = pytest.mark.live

KINDS = ["default", "guardless", "bss", "malloc", "mmap"]
GLIBC = [build for build in BUILDS if build.compiler == "cc"]


@pytest.fixture(scope="module", params=GLIBC, ids=lambda build: build.name)
def glibc(request: pytest.FixtureRequest) -> Iterator[Path]:
    with compiled("stacks", request.param) as program:
        yield program


@pytest.fixture(scope="module", params=[BUILDS[0], BUILDS[4]], ids=lambda one: one.name)
def either(request: pytest.FixtureRequest) -> Iterator[Path]:
    build: Build = request.param
    with compiled("stacks", build) as program:
        yield program


def rows_with(
    finder: StackFinder, command: list[str | Path], *, detail: Detail = Detail.MAP
) -> list[Row]:
    spaces = AddressSpaces(_stacks=Stacks(_finder=finder))
    collector = Collector(_reader=ProcessReader(_spaces=spaces))
    with running(command) as target:
        if "blocked" in command:
            tids = [told["tid"] for told in target.facts["threads"]]
            settled_look(target.pid, *tids)
        (process,) = collector.look([target.pid], detail=detail).processes
        return rows_of("fallback", target.facts, process)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kernel_that_keeps_silent_is_made_up_for_by_a_search(
    glibc: Path, kind: str
) -> None:
    silent = StackFinder(ask_kernel=lambda _tids: None)

    rows = rows_with(silent, [glibc, kind, "4", "blocked"])

    assert {row.verdict for row in rows} == {Verdict.RIGHT}
    assert all(row.seen and PTHREAD_DESCRIPTOR in row.seen.evidence for row in rows)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ["blocked", "spinning"])
def test_without_descriptors_nothing_wrong_is_said(
    either: Path, kind: str, state: str
) -> None:
    blind = StackFinder(machine="a machine of which we know nothing")

    for detail in (Detail.MAP, Detail.MEMORY):
        rows = rows_with(blind, [either, kind, "3", state], detail=detail)

        assert Verdict.WRONG not in {row.verdict for row in rows}
        assert Confidence.CERTAIN not in {row.confidence for row in rows}


def test_without_descriptors_stack_pointer_and_guard_lead_to_the_stack(
    glibc: Path,
) -> None:
    blind = StackFinder(machine="a machine of which we know nothing")

    rows = rows_with(blind, [glibc, "default", "4", "blocked"])

    # Chance puts a stack where arenas of malloc begin: there nothing is guessed.
    assert {row.verdict for row in rows if row.low % HEAP_MAX} <= {
        Verdict.RIGHT,
        Verdict.GUESSED,
    }
    assert {row.verdict for row in rows if not row.low % HEAP_MAX} <= {Verdict.UNKNOWN}
