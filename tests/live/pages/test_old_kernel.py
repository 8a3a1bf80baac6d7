"""Before Linux 6.7 there is no PAGEMAP_SCAN: less is known, and nothing is made up."""

import ctypes
import errno
import fcntl
import os
from collections.abc import Iterator

import pytest

from memscope.collect.closer.compare import compare
from memscope.collect.closer.pages import page_at, with_pages
from memscope.collect.look.snapshot import Collector
from memscope.model.kinds import Kind
from memscope.model.page import PageState
from memscope.model.sharing import Sharing
from memscope.proc.machine import PAGE_SIZE
from tests.live.pages.own import block, look, sees_frames, states
from tests.live.sharing.targets import python

pytestmark = pytest.mark.live


@pytest.fixture(autouse=True)
def no_page_scan(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The kernel's answer to a request that it does not know."""

    def ioctl(*_: object) -> int:
        raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))

    monkeypatch.setattr(fcntl, "ioctl", ioctl)
    yield
    monkeypatch.undo()


def test_a_shared_page_and_the_page_of_zeros_are_only_present() -> None:
    with block(4 * PAGE_SIZE) as (memory, address):
        ctypes.string_at(address + PAGE_SIZE, 1)
        memory[2 * PAGE_SIZE] = 1

        pages = look(address, 4)
        zero = page_at(os.getpid(), address + PAGE_SIZE)

    assert states(pages) == [
        PageState.ABSENT,
        PageState.PRESENT,
        PageState.EXCLUSIVE,
        PageState.ABSENT,
    ]
    assert zero.huge is None
    if zero.frame_flags is not None:
        assert "zero-page" in zero.frame_flags


def test_a_reservation_too_large_to_read_is_unknown_and_not_absent() -> None:
    (run,) = look(1 << 45, 1 << 23).runs()

    assert (run.state, run.count) == (PageState.UNKNOWN, 1 << 23)


def test_a_snapshot_says_what_is_missing() -> None:
    snapshot = with_pages(Collector().look([os.getpid()]))

    missing = [gap for gap in snapshot.gaps if "huge" in gap.what]
    assert [(gap.pid, gap.remedy) for gap in missing] == [(os.getpid(), "Linux 6.7")]


def test_processes_can_still_be_compared() -> None:
    with python() as one, python() as other:
        comparison = compare(one.pid, other.pid)

    code = [
        pair
        for pair in comparison.pairs
        if pair.first.kind is Kind.CODE and "libc" in pair.first.path
    ]
    assert {pair.sharing for pair in code} == {Sharing.SAME_FRAMES}
    assert comparison.totals is not None
    assert comparison.totals.different > 0
    if sees_frames():
        assert comparison.totals.undecided == 0
