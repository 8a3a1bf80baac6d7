"""While records are made nobody looks for garbage; afterwards all is as before."""

import gc
from collections.abc import Iterator

import pytest

from memscope.garbage import uncollected

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.isenabled()
    yield
    (gc.enable if before else gc.disable)()


@pytest.mark.parametrize("is_on", [True, False])
def test_the_collector_is_away_within_the_block_only(is_on: bool) -> None:
    (gc.enable if is_on else gc.disable)()

    with uncollected():
        assert not gc.isenabled()

    assert gc.isenabled() is is_on


def test_an_error_brings_the_collector_back() -> None:
    gc.enable()

    with pytest.raises(ValueError, match="broken"), uncollected():
        raise ValueError("broken")

    assert gc.isenabled()


def test_a_block_in_a_block_does_not_bring_it_back_too_early() -> None:
    gc.enable()

    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()

    assert gc.isenabled()
