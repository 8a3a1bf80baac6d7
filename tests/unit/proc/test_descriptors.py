"""When memory is searched again for thread descriptors that were not found."""

import pytest

from memscope.proc.descriptors import KnownDescriptors

pytestmark = pytest.mark.unit

THREADS, OTHERS = frozenset({1, 2}), frozenset({1, 3})


def known(failures: int) -> KnownDescriptors:
    return KnownDescriptors(tids=THREADS, failures=failures, searched_at=100.0)


@pytest.mark.parametrize("failures", [1, 5, 100])
def test_the_same_threads_are_not_searched_for_again(failures: int) -> None:
    assert not known(failures).may_search(THREADS, now=1e6)


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_other_threads_are_searched_for_at_once(failures: int) -> None:
    assert known(failures).may_search(OTHERS, now=100.0)


@pytest.mark.parametrize(("failures", "pause"), [(3, 1), (4, 2), (6, 8), (100, 60)])
def test_after_some_failures_each_pause_is_longer(failures: int, pause: float) -> None:
    assert not known(failures).may_search(OTHERS, now=100.0 + pause - 0.01)
    assert known(failures).may_search(OTHERS, now=100.0 + pause)
