"""What came and went since the bookmark: when it is asked for, and how often."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from textual.message import Message

from memscope.analyze.since.since import Since
from memscope.analyze.space.reading import Order, Reading
from memscope.model.diff import Difference
from memscope.tui.screens.scope.came import CameAndWent
from memscope.tui.view import View
from tests.unit.render.space.test_since import example

pytestmark = pytest.mark.unit

SINCE_MARK = Reading(order=Order.GREW, window_s=None, since="bookmark")


@dataclass
class Stage:
    """Stands for the screen, its panes, and whoever knows the past."""

    reading: Reading = SINCE_MARK
    jobs: list[Callable[[], Message | None]] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)
    shown: list[Since | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        panes = SimpleNamespace(
            table=self,
            came=SimpleNamespace(show=self.shown.append),
            selected_process=lambda: (7, 70),
        )
        builder = SimpleNamespace(since=lambda key: example())
        self.came = CameAndWent(*cast(Any, (self, panes, builder, self)))

    def work(self, group: str, job: Callable[[], Message | None]) -> None:
        self.jobs.append(job)

    def set_class(self, add: bool, name: str) -> None:
        (self.classes.add if add else self.classes.discard)(name)

    def remove_class(self, name: str) -> None:
        self.classes.discard(name)

    def look(self, at: float, back_s: float = 0.0) -> None:
        self.came.show(cast(View, SimpleNamespace(at=at, back_s=back_s)))

    def answer(self) -> None:
        message = self.jobs[-1]()
        assert isinstance(message, CameAndWent.CameFound)
        self.came.take(message.since)


def test_what_is_gone_is_on_top_and_what_is_still_there_is_left_to_the_table() -> None:
    stage = Stage()
    stage.look(10.0)
    stage.answer()

    (since,) = stage.shown
    assert since is not None
    assert [row.what for row in since.rows] == [Difference.GONE, Difference.APPEARED]
    assert stage.classes == {"-came"}
    # Those that are not listed are counted.
    assert since.changed == 1


def test_it_is_found_out_again_only_after_a_while_and_never_twice_at_once() -> None:
    stage = Stage()
    stage.look(10.0)
    stage.look(13.0)
    assert len(stage.jobs) == 1

    stage.answer()
    stage.look(11.0)
    assert len(stage.jobs) == 1
    stage.look(12.5)
    assert len(stage.jobs) == 2


@pytest.mark.parametrize("back_s", [0.0, 5.0])
def test_it_goes_with_the_reading_and_with_the_present(back_s: float) -> None:
    stage = Stage()
    stage.look(10.0)
    stage.answer()

    if not back_s:
        stage.reading = Reading()
    stage.look(10.5, back_s)

    assert stage.classes == set()
    assert stage.shown[-1] is None


def test_an_answer_that_nobody_waits_for_any_more_is_not_drawn() -> None:
    stage = Stage()
    stage.look(10.0)
    stage.reading = Reading()
    stage.look(10.5)
    stage.answer()

    assert stage.classes == set()
    assert not any(stage.shown)
