import gc

import pytest

from memscope.garbage import uncollected

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
