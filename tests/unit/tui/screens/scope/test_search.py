"""From what is typed to its place on the map, or to why it is not seen."""

from types import SimpleNamespace
from typing import cast

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind, Segment
from memscope.render.palette import SEGMENT_STYLES
from memscope.tui.messages import Searched
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.screens.scope.search import MapSearch
from memscope.tui.view import Options
from tests.tui.synthetic import process
from tests.unit.analyze.regions import region
from tests.unit.tui.screens.scope.host import NotingHost

pytestmark = pytest.mark.unit

FIRST = region(Kind.FILE, 0x1000, 1, inode=1, path="/data/needle-1")
SECOND = region(Kind.FILE, 0x9000, 1, inode=2, path="/data/needle-2")
PROCESS = replace(process(), regions=(FIRST, SECOND))


class Column:
    """A map on which some addresses can be gone to."""

    def __init__(self, *seen: int) -> None:
        self.view = SimpleNamespace(process=PROCESS)
        self.selected: SimpleNamespace | None = None
        self.seen = seen
        self.at: list[int] = []

    def go_to(self, address: int) -> bool:
        self.at.append(address)
        return address in self.seen


class Scene:
    def __init__(self, column: Column | None, segment: Segment | None = None) -> None:
        self.said: list[str] = []
        self.host = NotingHost()
        layout = SimpleNamespace(
            deck=SimpleNamespace(active=column),
            search=SimpleNamespace(say=self.said.append),
        )
        choices = SimpleNamespace(options=Options(segment=segment))
        self.search = MapSearch(
            cast(ScopeLayout, layout), cast(Choices, choices), self.host
        )

    def found(self, text: str, *, is_next: bool = False) -> int | None:
        self.search.look(text, is_next=is_next)
        (message,) = self.host.posted
        assert isinstance(message, Searched)
        assert message.text == text
        return message.address


def test_what_is_typed_is_looked_for_off_the_screens_thread() -> None:
    scene = Scene(Column())

    first = scene.found("needle")

    assert first in (FIRST.start, SECOND.start)
    assert scene.host.jobs == [("search", True)]


def test_the_next_one_is_another_one() -> None:
    column = Column()
    first = Scene(column).found("needle")
    assert first is not None
    column.selected = SimpleNamespace(start=first)

    following = Scene(column).found("needle", is_next=True)

    assert {first, following} == {FIRST.start, SECOND.start}
    assert Scene(column).found("needle") == first


def test_what_the_chosen_segment_hides_is_found_all_the_same() -> None:
    assert Scene(Column(), Segment.HEAP).found("needle-1") == FIRST.start
    assert Scene(Column(), Segment.HEAP).found("nothing like it") is None


def test_without_a_map_nothing_is_looked_for() -> None:
    scene = Scene(None)

    scene.search.look("needle", is_next=False)
    scene.search.show(Searched("needle", None))

    assert scene.host.jobs == []
    assert scene.said == ["not found"]


def test_what_is_found_is_gone_to_and_nothing_is_said() -> None:
    column = Column(0, 0x1000)
    scene = Scene(column)

    scene.search.show(Searched("needle", 0x1000))
    scene.search.show(Searched("0", 0))

    assert column.at == [0x1000, 0]
    assert scene.said == ["", ""]


def test_an_empty_line_is_no_question() -> None:
    scene = Scene(Column())

    scene.search.show(Searched("  ", None))

    assert scene.said == [""]


def test_what_is_not_on_the_map_now_is_said_with_the_reason() -> None:
    name = SEGMENT_STYLES[Segment.HEAP].short
    hidden, gone = Scene(Column(), Segment.HEAP), Scene(Column())

    hidden.search.show(Searched("needle", 0x1000))
    gone.search.show(Searched("needle", 0x1000))

    assert hidden.said == [f"not among what is shown: only {name}"]
    assert gone.said == ["not found"]
