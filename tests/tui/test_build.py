"""What is remembered between looks, and what is made of it."""

import pytest
from msgspec.structs import replace

from memscope.analyze.sharing.letters import twins_of
from memscope.model.diff import Difference
from memscope.model.kinds import Kind, Segment
from memscope.model.process import Process
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import ENDING, Gap
from memscope.render.map.exact import Order
from memscope.render.runs import plain
from memscope.tui.build import ViewBuilder
from memscope.tui.drawing import totals
from memscope.tui.history import FRESH_S, HISTORY_S
from memscope.tui.view import Options, View
from tests.tui.synthetic import KIB, MIB, pair, process, region, snapshot

pytestmark = pytest.mark.tui


def looks(*processes: Process | None, every_s: float = 0.5) -> list[View]:
    builder = ViewBuilder()
    return [
        builder.add(n * every_s, snapshot(*([one] if one else [])))
        for n, one in enumerate(processes)
    ]


def test_the_first_look_reports_no_changes() -> None:
    (view,) = looks(process())

    assert view.events == ()
    assert view.processes[0].changed == {}


def test_a_change_is_marked_for_some_seconds_and_then_no_more() -> None:
    grown = process(heap=2 * MIB)
    views = looks(process(), *[grown] * 8)
    heap = next(r.start for r in grown.regions if r.kind is Kind.HEAP)

    marked = [heap in view.processes[0].changed for view in views]

    assert marked[:2] == [False, True]
    assert marked.index(False, 1) == 1 + FRESH_S / 0.5
    assert len(views[-1].events) == 1


def test_growth_is_the_news_and_not_the_pages_it_brought() -> None:
    before = process(heap=MIB)
    after = process(heap=2 * MIB)
    heap = next(r for r in after.regions if r.kind is Kind.HEAP)
    fuller = replace(heap, usage=replace(heap.usage, resident=900 * KIB))
    regions = tuple(fuller if r is heap else r for r in after.regions)

    view = looks(before, replace(after, regions=regions))[-1]

    assert view.processes[0].changed[heap.start].what is Difference.GREW


def test_letters_are_never_given_twice() -> None:
    builder = ViewBuilder()
    letters = []
    for n in range(30):
        view = builder.add(n, snapshot(process(4242 + n)))
        letters.append(view.processes[-1].letter)

    assert letters[:3] == ["A", "B", "C"]
    assert letters[25:27] == ["Z", "A2"]
    assert len(set(letters)) == 30


def test_a_reused_pid_is_another_process() -> None:
    again = replace(process(), start_ticks=999_999)

    view = looks(process(), again)[-1]

    assert [(one.letter, one.ended) for one in view.processes] == [
        ("A", True),
        ("B", False),
    ]


def test_a_zombie_keeps_the_picture_of_what_it_was() -> None:
    zombie = replace(process(), state="Z", regions=(), threads=())

    view = looks(process(), zombie)[-1]

    assert view.processes[0].ended
    assert len(view.processes[0].exact) > 0


def test_a_process_that_lost_its_memory_before_it_ended_keeps_its_picture() -> None:
    one, builder = process(), ViewBuilder()
    empty = replace(one, regions=(), usage=ProcessUsage())
    ending = Gap(what="memory map", pid=one.pid, why=ENDING)
    builder.add(10.0, snapshot(one))

    view = builder.add(10.5, replace(snapshot(empty), gaps=(ending,)))

    assert view.processes[0].ended
    assert view.processes[0].process is one


def test_a_process_whose_map_is_refused_is_alive() -> None:
    one, builder = process(), ViewBuilder()
    empty = replace(one, regions=(), usage=ProcessUsage())
    refused = Gap(what="memory map", pid=one.pid, why="permission denied")
    builder.add(10.0, snapshot(one))

    view = builder.add(10.5, replace(snapshot(empty), gaps=(refused,)))

    assert not view.processes[0].ended


def test_names_of_address_spaces_of_two_looks_are_not_compared() -> None:
    builder = ViewBuilder()
    first = replace(process(4242), address_space="a1")
    second = replace(process(4243), address_space="a1")
    builder.add(0.0, snapshot(first))

    view = builder.add(0.5, snapshot(second))

    assert [one.ended for one in view.processes] == [True, False]
    assert "space" not in "\n".join(plain(line) for line in totals(view)(40))


def test_a_process_that_ended_maps_no_page_of_anybody() -> None:
    first, second = process(4242), process(4243)
    builder = ViewBuilder()
    both = builder.add(0.0, snapshot(first, second))

    view = builder.add(0.5, snapshot(second))

    assert all(one.twins for one in both.processes)
    assert [dict(one.twins) for one in view.processes] == [{}, {}]


def test_a_process_that_ended_is_told_once() -> None:
    views = looks(process(), None, None)

    assert [event.ended for event in views[-1].events] == [True]


def test_only_some_of_those_that_ended_are_kept() -> None:
    builder = ViewBuilder()
    for n in range(40):
        view = builder.add(n, snapshot(process(4242 + n)))

    assert len(view.processes) <= 10


def test_history_covers_a_minute_and_forgets_the_rest() -> None:
    view = looks(*[process()] * 300)[-1]

    samples = view.processes[0].history.heap
    assert view.at - samples[0][0] >= HISTORY_S
    assert view.at - samples[1][0] <= HISTORY_S


def test_an_unknown_sum_is_an_unknown_sample() -> None:
    blind = process(more=[region(0x6000_0000_0000, 4096, Kind.ANON, resident=None)])

    (view,) = looks(blind)

    assert view.processes[0].history.heap == ((0.0, None),)


def test_cpu_time_becomes_a_share_of_one_cpu() -> None:
    one = process(threads=1)
    busy = replace(one, threads=(replace(one.threads[0], cpu_ms=40 + 250),))

    view = looks(one, busy)[-1]

    assert view.processes[0].branches[1].cpu == 0.5


def test_options_change_the_last_look_without_a_new_one() -> None:
    builder = ViewBuilder()
    builder.add(0.0, pair())

    view = builder.with_options(Options(segment=Segment.HEAP, order=Order.SIZE))

    assert view is not None
    assert len(view.processes[0].exact) == 1
    assert len(view.processes[0].history.heap) == 1


def test_before_the_first_look_options_have_nothing_to_change() -> None:
    assert ViewBuilder().with_options(Options()) is None


def test_what_did_not_change_is_not_planned_again() -> None:
    first, second = looks(process(), process())

    assert second.processes[0].exact is first.processes[0].exact
    assert second.processes[0].books is first.processes[0].books


def test_twins_are_the_same_place_of_the_same_file_and_nothing_writable() -> None:
    one, other = process(4242), process(4243)

    (twins, _others) = twins_of([("A", one), ("B", other)])

    marked = {r.kind for r in one.regions if r.start in twins}
    assert marked == {Kind.CODE, Kind.RODATA, Kind.RELRO}
    assert set(twins.values()) == {"B"}


def test_another_offset_of_the_same_file_is_no_twin() -> None:
    one = region(0x1000, 4096, Kind.FILE, perms="r--p", path="/f", offset=0)
    other = region(0x1000, 4096, Kind.FILE, perms="r--p", path="/f", offset=4096)

    twins = twins_of(
        [
            ("A", replace(process(), regions=(one,))),
            ("B", replace(process(4243), regions=(other,))),
        ]
    )

    assert twins == [{}, {}]


def test_shared_writable_memory_is_shared() -> None:
    shm = region(0x1000, 4096, Kind.SHARED, perms="rw-s", path="/dev/shm/x")

    (twins, _others) = twins_of(
        [
            ("A", replace(process(), regions=(shm,))),
            ("B", replace(process(4243), regions=(shm,))),
        ]
    )

    assert twins == {0x1000: "B"}


def test_letters_of_more_than_one_sign_are_whole() -> None:
    file = region(0x1000, 4096, Kind.FILE, perms="r--p", path="/f")
    one = replace(process(), regions=(file,))

    twins = twins_of([("A", one), ("A2", one)])

    assert twins == [{0x1000: "A2"}, {0x1000: "A"}]
