"""The header draws only what is different, and leads to what it speaks of."""

import pytest
from msgspec.structs import replace
from textual.message import Message

from memscope.analyze.layers import LayerKey
from memscope.analyze.news import Matter, News
from memscope.analyze.several.totals import ProcessTotals, Several
from memscope.render.space.header import HeaderFacts
from memscope.render.space.header_together import TogetherFacts
from memscope.render.space.how import How, Looking
from memscope.tui.widgets.header import Header
from tests.unit.histories import MIB, held, process
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit

SHOP = replace(process(held(1, 512, 512)), name="shop")
LAYERS = ((LayerKey("heap", "heap"), 2 * MIB),)
SWAP = News(Matter.SWAP, "swap>0", bytes=MIB)


def asked(heard: list[Message]) -> list[str]:
    return [one.filter for one in heard if isinstance(one, Header.RowsAsked)]


async def test_it_says_who_and_how_much() -> None:
    header = Header()
    async with alone(header) as (app, pilot):
        header.show(HeaderFacts(SHOP, LAYERS, SWAP), How())
        await pilot.pause()

        first, second, *_rest = app.text()
        assert first.startswith("shop  7 · 1 thread   ▲ 1.0M on swap")
        assert second.startswith("resident 2.0M  heap 2.0M")


async def test_an_equal_header_is_not_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    header, drawn = Header(), []
    async with alone(header) as (_app, pilot):
        header.show(HeaderFacts(SHOP, LAYERS), How())
        await pilot.pause()
        monkeypatch.setattr(header, "refresh", lambda *_a, **_k: drawn.append(1))
        header.show(HeaderFacts(SHOP, LAYERS), How())
        assert drawn == []

        header.show(HeaderFacts(SHOP, LAYERS), How(Looking.PAUSED))
        assert drawn == [1]


async def test_a_click_on_the_news_or_the_bar_asks_for_the_rows() -> None:
    header = Header()
    async with alone(header, Header.RowsAsked) as (app, pilot):
        header.show(HeaderFacts(SHOP, LAYERS, SWAP), How())
        await pilot.pause()
        await pilot.click(header, offset=(24, 0))
        await pilot.click(header, offset=(20, 1))
        await pilot.click(header, offset=(2, 0))

        assert asked(app.heard) == ["swap>0", "kind:heap"]
        assert [getattr(one, "news", 0) for one in app.heard] == [SWAP, None]


async def test_a_key_asks_for_the_rows_behind_the_news() -> None:
    header = Header()
    async with alone(header, Header.RowsAsked) as (app, pilot):
        header.show(HeaderFacts(SHOP, LAYERS), How())
        assert not header.ask_news()

        header.show(HeaderFacts(SHOP, LAYERS, SWAP), How())
        assert header.ask_news()
        await pilot.pause()
        assert asked(app.heard) == ["swap>0"]


async def test_several_processes_have_lines_of_their_own() -> None:
    header = Header()
    async with alone(header) as (app, pilot):
        one = ProcessTotals((7, 1), 1, "shop", 4, 64 << 20, 9 << 20, 20 << 20)
        header.show_together(TogetherFacts(Several(0.0, (one, one))), How())
        await pilot.pause()
        assert app.text()[0].startswith("2 processes · 8 threads")

        await pilot.resize_terminal(90, 8)
        await pilot.pause()
        assert "own 18.0M · shared ≥22.0M once · RSS adds up to 128M" in app.text()[1]
