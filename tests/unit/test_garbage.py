"""The garbage collector stays away for the length of a block, and no longer."""

import gc
from collections.abc import Iterator

import pytest

from memscope.garbage import uncollected

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _collector_as_before() -> Iterator[None]:
    was_enabled = gc.isenabled()
    yield
    (gc.enable if was_enabled else gc.disable)()


def test_it_is_off_within_the_block_and_on_again_behind_it() -> None:
    gc.enable()

    with uncollected():
        within = gc.isenabled()

    assert (within, gc.isenabled()) == (False, True)


def test_it_is_on_again_after_an_error_which_goes_on() -> None:
    gc.enable()

    with pytest.raises(ZeroDivisionError), uncollected():
        raise ZeroDivisionError

    assert gc.isenabled()


def test_who_had_switched_it_off_finds_it_off() -> None:
    gc.disable()

    with uncollected():
        pass

    assert not gc.isenabled()


def test_a_block_within_a_block_does_not_switch_it_on_for_both() -> None:
    gc.enable()

    with uncollected():
        with uncollected():
            pass
        between = gc.isenabled()

    assert (between, gc.isenabled()) == (False, True)
