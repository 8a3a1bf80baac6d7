"""A lab that is closed after each test, and samples in every way they can run."""

from collections.abc import Callable, Iterator

import pytest

from memscope.lab.lab import Lab
from memscope.lab.sample import Sample
from tests.live.lab.ways import WAYS, Way

Start = Callable[..., Sample]


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab() as lab:
        yield lab


@pytest.fixture(params=WAYS, ids=str)
def way(request: pytest.FixtureRequest) -> Way:
    way = request.param
    assert isinstance(way, Way)
    return way


@pytest.fixture
def start(lab: Lab, way: Way, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start a sample by name, with arguments, in the way of this test."""

    def start_one(name: str, *args: str) -> Sample:
        return way.start(lab, monkeypatch, name, *args)

    return start_one
