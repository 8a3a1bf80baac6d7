"""Processes that we may not look into: what is known is shown, the rest is a gap."""

import os
import sys
from collections.abc import Iterator

import pytest

from memscope.collect.look.snapshot import Collector, take_snapshot
from memscope.errors import AccessDenied
from memscope.model.snapshot import Snapshot
from tests.live.programs.c import running

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        os.geteuid() == 0,
        reason="root may look at everything; `make test` runs this as nobody",
    ),
]

SECRETIVE = """
import ctypes, sys
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
print("{}", flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=["somebody else's", "our own, not dumpable"])
def hidden(request: pytest.FixtureRequest) -> Iterator[int]:
    if request.param == "somebody else's":
        yield 1
    else:
        with running([sys.executable, "-c", SECRETIVE]) as target:
            yield target.pid


def gaps_of(snapshot: Snapshot) -> dict[str, str]:
    return {gap.what: gap.why for gap in snapshot.gaps}


def test_a_live_look_shows_what_everybody_may_know(hidden: int) -> None:
    snapshot = Collector().look([hidden])

    (process,) = snapshot.processes
    assert process.pid == hidden
    assert process.name
    assert process.state in "RSD"
    assert process.usage.virtual
    assert process.usage.resident
    assert process.threads
    assert gaps_of(snapshot)["memory map"] == "permission denied"
    assert all(gap.remedy for gap in snapshot.gaps)


def test_what_is_hidden_is_unknown_and_never_zero(hidden: int) -> None:
    (process,) = Collector().look([hidden]).processes

    assert process.regions == ()
    assert process.exe is None
    for thread in process.threads:
        assert (thread.sp, thread.pc, thread.syscall) == (None, None, None)
        assert thread.stack is None
    assert process.usage.proportional is None
    assert process.usage.unique is None


def test_a_script_is_told_by_exit_code_4(hidden: int) -> None:
    with pytest.raises(AccessDenied) as raised:
        take_snapshot([hidden])

    assert raised.value.exit_code == 4
    assert raised.value.pid == hidden
    assert "root" in raised.value.hint


def test_one_that_is_hidden_does_not_hide_the_others(hidden: int) -> None:
    snapshot = take_snapshot([hidden, os.getpid()])

    refused, ours = snapshot.processes
    assert refused.regions == ()
    assert ours.regions
    assert {gap.pid for gap in snapshot.gaps if gap.what == "memory map"} == {hidden}
    assert refused.address_space is None
    assert ours.address_space == "a1"
