"""The lines of `g` in both languages and at some widths."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.goto.destination import FoundSymbol
from memscope.analyze.goto.destinations import destinations
from memscope.i18n import set_language
from memscope.model.place import Symbol, SymbolKind
from memscope.model.process import Thread
from memscope.render.finding.goto_lines import GotoState, goto_lines
from memscope.render.runs import Line, width_of
from tests.golden import check, sheet
from tests.unit.analyze.filter.ground import EXE, SHOP
from tests.unit.analyze.goto.test_destinations import HERE, WAITRESS

pytestmark = pytest.mark.unit
GOLDEN = Path(__file__).with_name("golden")
HOSTILE = Thread(4251, "wai\x1b[31m\u202e", "S")
SEVERAL = (
    HERE,
    Bearings(structs.replace(SHOP, pid=4300, threads=(HOSTILE,))),
)
KINDS = (SymbolKind.FUNCTION, SymbolKind.OBJECT, SymbolKind.OTHER)
SYMBOLS = [
    FoundSymbol(Symbol(f"SSL_read{'x' * 30 * at}", 0x7F1000100000 + at, 8, kind), "/x")
    for at, kind in enumerate(KINDS)
]


def state(text: str, chosen: int = 0, **more: object) -> GotoState:
    found = destinations(text, [HERE], WAITRESS, SYMBOLS if "SSL" in text else ())
    made = GotoState(text, len(text), found, chosen, EXE)
    return replace(made, **more)  # type: ignore[arg-type]


def states() -> dict[str, GotoState]:
    several = destinations("wai", SEVERAL)
    many = destinations("x", [HERE], None, SYMBOLS * 60)
    return {
        "empty": state(""),
        "no symbols": state("", has_symbols=False),
        "a letter": state("h"),
        "a letter that leads nowhere": state("S"),
        "digits": state("4250"),
        "an address": state("7f1000100040"),
        "nothing there": state("0x10"),
        "a name": state("lib"),
        "a path": state("/usr"),
        "symbols": state("SSL", 1, files=(3, 41)),
        "several processes": GotoState("wai", 3, several, 0, EXE, is_several=True),
        "many": GotoState("x", 1, many, 50, EXE),
        "nothing": state("nothing like this"),
    }


def drawn(width: int) -> Iterator[tuple[str, list[Line]]]:
    for name, one in states().items():
        yield f"{name} {width}", goto_lines(one, width, 6)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_lines_say_where_it_leads(lang: str) -> None:
    set_language(lang)
    parts = [part for width in (60, 80, 120) for part in drawn(width)]
    check(GOLDEN / f"goto-lines-{lang}.txt", sheet(parts))


@pytest.mark.parametrize("width", [1, 2, 5, 10, 20, 33, 40, 200])
@pytest.mark.parametrize("height", [1, 2, 7])
def test_there_are_as_many_cells_as_there_is_room(width: int, height: int) -> None:
    for one in states().values():
        lines = goto_lines(one, width, height)
        assert [width_of(line) for line in lines] == [width] * height
