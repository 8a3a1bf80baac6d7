import threading

import pytest
from hypothesis import given, settings

from memscope.collect.history.ring import Ring, different_regions
from memscope.model.snapshot import Snapshot
from tests.unit.histories import held, histories, look, process

pytestmark = pytest.mark.unit


def fill(ring: Ring, looks: list[Snapshot], every_s: float = 0.5) -> Ring:
    last = None
    for number, one in enumerate(looks):
        ring.add(number * every_s, one, different_regions(last, one))
        last = one
    return ring


@given(histories())
@settings(max_examples=30)
def test_every_look_is_what_was_seen_in_any_order(looks: list[Snapshot]) -> None:
    ring = fill(Ring(), looks)
    order = [*range(len(looks)), *reversed(range(len(looks)))]

    assert ring.moments() == [at / 2 for at in range(len(looks))]
    for at in order:
        assert ring.at(at / 2) == (at / 2, looks[at])
        assert ring.at(at / 2 + 0.2) == (at / 2, looks[at])
        assert ring.before(at / 2) == (
            None if not at else (at / 2 - 0.5, looks[at - 1])
        )


def test_before_the_first_look_there_is_nothing() -> None:
    assert Ring().at(1.0) is None
    assert fill(Ring(), [look(0)]).at(-5.0) == (0.0, look(0))


def test_the_same_look_is_the_same_object() -> None:
    ring = fill(Ring(), [look(0, process(held(1, 1, 1))), look(1, process())])

    first = ring.at(0.0)
    assert first is not None
    assert ring.at(0.3) is first


def test_what_is_too_old_is_dropped() -> None:
    ring = fill(Ring(whole_s=10.0), [look(at) for at in range(40)], every_s=1.0)

    assert ring.seconds == 10.0
    assert ring.looks == 11
    assert not ring.is_short


def test_where_there_is_no_room_there_are_fewer_minutes_and_it_says_so() -> None:
    looks = [look(at, process(held(1, 9, at % 9))) for at in range(100)]
    ring = fill(Ring(most=20_000), looks)

    assert ring.size <= 20_000
    assert ring.is_short
    assert 0 < ring.seconds < 49.5
    assert ring.at(0.0) == (ring.moments()[0], looks[100 - ring.looks])


def test_a_still_process_takes_next_to_nothing() -> None:
    one = process(*(held(at, 1, 1) for at in range(0, 4000, 2)))
    ring = fill(Ring(), [look(at, one) for at in range(100)])

    assert ring.size < 100 * 1000


def test_looks_are_taken_in_and_looked_back_at_by_different_threads() -> None:
    ring, wrong = Ring(whole_s=20.0), []
    looks = [look(at, process(held(1, 9, at % 9))) for at in range(300)]

    def look_back() -> None:
        while (last := ring.last) is None or last[0] < 149.5:
            found = ring.at(last[0] - 7.0) if last else None
            if found is not None and found[1] != looks[int(found[0] * 2)]:
                wrong.append(found[0])

    reader = threading.Thread(target=look_back)
    reader.start()
    fill(ring, looks)
    reader.join()
    assert wrong == []


def test_nothing_is_left_when_it_is_cleared() -> None:
    ring = fill(Ring(), [look(0), look(1)])
    ring.clear()

    assert (ring.looks, ring.size, ring.at(0.0)) == (0, 0, None)
