import gc

import pytest

from memscope.garbage import resting_while_starting, settle, uncollected

pytestmark = pytest.mark.unit


def fails() -> None:
    with uncollected():
        assert not gc.isenabled()
        raise ValueError("inside")


def test_the_collector_rests_inside_and_works_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="inside"):
        fails()

    assert gc.isenabled()


def test_whoever_turned_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_is_there_after_the_start_is_never_searched_for_garbage() -> None:
    try:
        with resting_while_starting():
            assert not gc.isenabled()
            settle()
            assert gc.isenabled()
            assert gc.get_freeze_count()
    finally:
        gc.unfreeze()


def test_garbage_is_looked_for_again_after_a_start_that_failed() -> None:
    with pytest.raises(OSError, match="no terminal"), resting_while_starting():
        raise OSError("no terminal")

    assert gc.isenabled()
