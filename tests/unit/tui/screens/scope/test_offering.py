"""The palette finds processes, threads and regions of a look."""

import pytest

from memscope.tui.build import ViewBuilder
from memscope.tui.screens.scope.offering import offers_of
from tests.tui.synthetic import pair

pytestmark = pytest.mark.unit


def test_everything_that_can_be_gone_to_has_a_name_and_an_address() -> None:
    view = ViewBuilder().add(0.0, pair())
    gone: list[tuple[tuple[int, int], int]] = []

    found = list(offers_of(view, lambda identity, at: gone.append((identity, at))))

    assert {"process", "thread", "region"} == {one.sort for one in found}
    for one in found:
        one.run()
    assert len(gone) == len(found)
    keys = {one.key for one in view.processes}
    assert {identity for identity, _at in gone} == keys
    starts = {region.start for one in view.processes for region in one.process.regions}
    regions = [at for one, (_who, at) in zip(found, gone, strict=True)
               if one.sort == "region"]  # fmt: skip
    assert set(regions) == starts


def test_before_the_first_look_there_is_nothing() -> None:
    assert list(offers_of(None, lambda _identity, _at: None)) == []
