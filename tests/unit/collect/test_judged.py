import pytest

from memscope.collect.history.past import PastLooks
from memscope.collect.judged import judged
from memscope.model.process import Process
from tests.unit.histories import PAGE, held, look, process

pytestmark = pytest.mark.unit


STILL = process(held(1, 9, 9), pid=8)


def grown(at: int) -> Process:
    pages = 20_000 + at * 2_000
    return process(held(1000, 1 << 20, pages, label="large malloc block"))


def test_what_grows_is_found_in_looks_that_were_taken_anyway() -> None:
    past = PastLooks()
    looks = [look(at * 5.0, grown(at), STILL) for at in range(20)]
    for at, one in enumerate(looks):
        past.add(at * 5.0, one)
    found = judged(95.0, looks[-1], past)

    growing = next(one for one in found[grown(0).identity] if one.id == "growing")
    assert growing.regions == (1000 * PAGE,)
    assert found[STILL.identity] == ()


def test_of_one_look_nothing_can_be_said_to_grow() -> None:
    found = judged(0.0, look(0.0, grown(9)), PastLooks())

    assert "growing" not in [one.id for one in found[grown(0).identity]]
