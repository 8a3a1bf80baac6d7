"""The closer look: seldom, for one process, and only shown while it holds."""

from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from memscope.errors import ProcessGone
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.tui.app import MemscopeApp
from memscope.tui.measuring import NOTHING_MEASURED, Measurer
from memscope.tui.screens.scope.screen import ScopeScreen
from memscope.tui.session import Session
from tests.tui.stage import lines_with, press
from tests.tui.synthetic import KIB, Steps, process, snapshot

pytestmark = pytest.mark.tui

SEEN = process()
HEAP = next(r for r in SEEN.regions if r.kind is Kind.HEAP)


def closely(pid: int) -> Process:
    usage = replace(HEAP.usage, private=400 * KIB, shared=12 * KIB)
    regions = (replace(r, usage=usage) if r is HEAP else r for r in SEEN.regions)
    whole = replace(SEEN.usage, own=5 << 20)
    return replace(SEEN, regions=tuple(regions), usage=whole)


def test_what_was_measured_is_known_of_the_same_region() -> None:
    measured = Measurer(closely).measure(SEEN.pid)

    region = measured.of(SEEN.identity, HEAP)

    assert region is not None
    usage = region.usage
    assert (usage.private, usage.shared) == (400 * KIB, 12 * KIB)


def test_nothing_is_said_once_the_region_has_changed() -> None:
    measured = Measurer(closely).measure(SEEN.pid)
    fuller = replace(HEAP, usage=replace(HEAP.usage, resident=999 * KIB))

    assert measured.of(SEEN.identity, fuller) == fuller
    assert measured.of(SEEN.identity, replace(HEAP, perms="r--p")) is None
    assert measured.of(SEEN.identity, replace(HEAP, end=HEAP.end + 4096)) is None
    assert measured.of((1, 1), HEAP) is None


def test_of_a_block_all_is_known_or_nothing() -> None:
    measured = Measurer(closely).measure(SEEN.pid)
    new = replace(HEAP, end=HEAP.end + 4096)

    known = measured.all_of(SEEN.identity, SEEN.regions)

    assert [one.start for one in known] == [one.start for one in SEEN.regions]
    assert measured.all_of(SEEN.identity, (*SEEN.regions, new)) == ()
    assert measured.all_of((1, 1), SEEN.regions) == ()
    assert measured.all_of(SEEN.identity, (HEAP,) * 1000) == ()


def test_it_rests_before_it_measures_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    clock = SimpleNamespace(monotonic=lambda: now[0])
    monkeypatch.setattr("memscope.tui.measuring.time", clock)

    def slowly(pid: int) -> Process:
        now[0] += 2.0
        return closely(pid)

    measurer = Measurer(slowly)
    measurer.measure(7)
    due = []
    for seconds in (10, 50, 100, 200):
        now[0] = 100.0 + seconds
        due.append(measurer.is_due(7))

    assert due == [False, False, True, True]
    assert measurer.is_due(8)


def test_while_it_measures_nothing_else_is_due() -> None:
    due = []

    def watchful(pid: int) -> Process:
        due.append(measurer.is_due(7))
        return closely(pid)

    measurer = Measurer(watchful)
    turn = measurer.turn(7)

    assert not measurer.is_due(7)
    assert not measurer.is_due(8)
    turn()
    assert due == [False]
    assert measurer.is_due(8)


def test_after_a_failure_others_are_due_again() -> None:
    def failing(pid: int) -> Process:
        raise ProcessGone(pid)

    measurer = Measurer(failing)
    with pytest.raises(ProcessGone):
        measurer.turn(7)()

    assert measurer.is_due(8)
    assert not measurer.is_due(7)


def test_a_process_that_is_gone_leaves_nothing() -> None:
    assert Measurer(lambda pid: None).measure(7) is NOTHING_MEASURED


def test_without_means_to_measure_it_is_never_due() -> None:
    assert not Measurer(None).is_due(7)


async def test_the_region_pane_shows_what_the_closer_look_found() -> None:
    session = Session(str, Steps(snapshot(SEEN)), measure=closely)

    def show(app: MemscopeApp) -> None:
        app.push_screen(ScopeScreen(session))

    app = MemscopeApp(show)
    async with app.run_test(size=(120, 36)) as pilot:
        for _round in range(500):
            await pilot.pause(0.01)
            screen = app.screen
            if isinstance(screen, ScopeScreen) and screen.picture.measured.regions:
                break
        else:
            pytest.fail("nothing was measured")
        await press(pilot, "slash", *"heap", "enter")
        text = "\n".join(s.text for s in app.screen._compositor.render_strips())

    assert lines_with(text, "own  ", "400K")
    assert lines_with(text, "shared  ", "12K")
