"""What is typed on the scope leads to its place on the active map."""

import pytest
from textual.widgets import Static

from memscope.model.kinds import Kind, Segment
from memscope.tui.messages import Searched
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.screens.scope.search import MapSearch
from memscope.tui.widgets.address_map import Mode
from tests.unit.tui.screens.scope.parts import Parts, bare_parts, parts_on

pytestmark = pytest.mark.unit


class Search:
    """The part, and what it says beside the line."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.choices = Choices(parts.builder, parts.deck, parts.host)
        self.part = MapSearch(parts.layout, self.choices, parts.host)

    @property
    def said(self) -> str:
        found = self.parts.layout.search.query_one("#search-found", Static)
        return str(found.render())

    def look(self, text: str, *, is_next: bool = False) -> Searched:
        before = len(self.parts.host.posted)
        self.part.look(text, is_next=is_next)
        (found,) = self.parts.host.posted[before:]
        assert isinstance(found, Searched)
        return found

    def only(self, segment: Segment) -> None:
        while self.choices.options.segment is not segment:
            self.choices.next_segment()


async def test_before_the_first_look_there_is_nothing_to_search() -> None:
    async with bare_parts() as parts:
        search = Search(parts)
        search.part.look("heap", is_next=False)
        search.part.show(Searched("heap", None))

        assert parts.host.jobs == []
        assert search.said == "not found"


async def test_what_is_found_is_selected() -> None:
    async with parts_on() as parts:
        search = Search(parts)
        search.part.show(search.look("[heap]"))

        assert parts.selected is Kind.HEAP
        assert search.said == ""
        assert parts.host.jobs == [("search", True)]


async def test_the_next_hit_is_below_what_is_selected() -> None:
    async with parts_on() as parts:
        parts.deck.set_mode(Mode.EXACT)
        search = Search(parts)
        first = search.look("guard")
        search.part.show(first)
        second = search.look("guard", is_next=True)

        assert first.address is not None
        assert second.address is not None
        assert second.address < first.address
        assert search.look("guard") == first


@pytest.mark.parametrize(
    ("text", "said"), [("nonsense", "not found"), ("[/]", "not found"), ("  ", "")]
)
async def test_what_is_nowhere_is_said_and_nothing_typed_is_nothing_missed(
    text: str, said: str
) -> None:
    async with parts_on() as parts:
        search = Search(parts)
        before = parts.selected
        search.part.show(search.look(text))

        assert search.said == said
        assert parts.selected is before


async def test_an_address_where_nothing_is_mapped_is_not_found() -> None:
    async with parts_on() as parts:
        search = Search(parts)
        found = search.look("0x10")
        search.part.show(found)

        assert found.address == 0x10
        assert search.said == "not found"


async def test_what_another_segment_hides_is_told_by_the_segment_on_show() -> None:
    async with parts_on() as parts:
        search = Search(parts)
        search.only(Segment.STACK)
        view = parts.builder.with_options(search.choices.options)
        assert view is not None
        parts.deck.show(view)
        found = search.look("[heap]")
        search.part.show(found)

        assert found.address is not None
        assert search.said.startswith("not among what is shown: only ")
        assert "stack" in search.said.casefold()
