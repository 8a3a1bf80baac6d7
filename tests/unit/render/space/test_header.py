"""The two lines at the top, at every width and in both languages."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.analyze.growth.pace import LayerPace
from memscope.analyze.layers import LIBRARIES, LayerKey, layer_filter
from memscope.analyze.news import Matter, News
from memscope.i18n import set_language
from memscope.model import labels, sorts
from memscope.model.process import Thread
from memscope.model.region import ProcessUsage
from memscope.render.runs import plain, width_of
from memscope.render.space.header import (
    DrawnHeader,
    HeaderFacts,
    header,
    header_of_nobody,
)
from memscope.render.space.how import How, Looking
from tests import golden
from tests.unit.histories import MIB, held, process

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).parent / "golden"
PYTHON = LayerKey(labels.PYTHON_OBJECTS, "anon")
HEAP = LayerKey(labels.HEAP, "heap")
ANON = LayerKey(labels.ANONYMOUS, "anon")
LAYERS = (
    (PYTHON, 117 * MIB),
    (HEAP, 60 * MIB + 400 * 1024),
    (ANON, 18 * MIB),
    (LayerKey(LIBRARIES, "library"), 14 * MIB),
    (LayerKey(sorts.ARENAS, "arena"), 9 * MIB),
    (LayerKey("program", "code"), 5 * MIB),
    (LayerKey("kernel", "vvar"), 8192),
)
GROWTH = News(
    Matter.GROWTH,
    "grew>0 since:5m",
    bytes=int(16.6 * MIB),
    seconds=372.0,
    layers=(LayerPace(PYTHON, 12.4 * MIB), LayerPace(HEAP, 4.0 * MIB)),
)
SHOP = replace(
    process(held(1, 4, 4), pid=14265),
    name="python3.11",
    exe="/usr/bin/python3.11",
    cmdline=("python3.11", "/srv/shop.py"),
    usage=ProcessUsage(virtual=894 * MIB, resident=225 * MIB, swapped=0),
    threads=tuple(Thread(14265 + at, "waitress", "S") for at in range(18)),
)
MEASURED = ProcessUsage(resident=225 * MIB, unique=209 * MIB)
FACTS = HeaderFacts(SHOP, LAYERS, GROWTH, MEASURED, user="www", up_s=41 * 60)
LIVE = How(clock="22:14", language="en")
WIDTHS = (40, 60, 80, 120, 160, 200)
STATES = {
    "paused": How(Looking.PAUSED, clock="22:14"),
    "looking back": How(Looking.BACK, back_s=130.0, clock="22:12"),
    "recording": How(recorded_s=192.0, clock="22:14"),
    "replay": How(Looking.REPLAY, speed=2.0),
    "ended": How(Looking.STOPPED),
    "all are gone": How(Looking.ENDED, clock="22:14"),
    "failed": How(Looking.STOPPED, problem="no such file\x1b[2J"),
}


def drawn(facts: HeaderFacts, how: How = LIVE, width: int = 120) -> DrawnHeader:
    found = header(facts, how, width)
    assert [width_of(line) for line in found.lines] == [width, width]
    return found


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_it_is_drawn_as_before(lang: str) -> None:
    set_language(lang)
    how = How(clock="22:14", language=lang)
    parts = [(width, drawn(FACTS, how, width).lines) for width in WIDTHS]
    parts += [(name, drawn(FACTS, one, 80).lines) for name, one in STATES.items()]  # type: ignore[misc]
    calm = HeaderFacts(SHOP, LAYERS)
    parts += [("calm", drawn(calm).lines)]  # type: ignore[list-item]

    golden.check(GOLDEN / f"header-{lang}.txt", golden.sheet(parts))


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("width", WIDTHS)
def test_it_always_says_who_how_much_and_the_news(lang: str, width: int) -> None:
    set_language(lang)
    first, second = (plain(line) for line in drawn(FACTS, LIVE, width).lines)

    assert first.startswith("shop")
    assert "+16.6M" in first
    assert "●" in first
    assert "225M" in second


@pytest.mark.parametrize("width", WIDTHS)
def test_parts_of_the_bar_are_as_long_as_their_share(width: int) -> None:
    spots = [one for one in drawn(FACTS, LIVE, width).spots if one.line == 1]
    cells = [one.end - one.start for one in spots]
    scale = cells[0] / LAYERS[0][1]

    for length, (_key, size) in zip(cells, LAYERS, strict=False):
        assert abs(length - size * scale) <= 1


def test_a_part_leads_to_its_kind_and_the_news_to_its_rows() -> None:
    found = drawn(FACTS)
    news, *parts = found.spots

    assert (news.filter, news.news) == ("grew>0 since:5m", GROWTH)
    text = plain(found.lines[0])[news.start : news.end]
    assert text == " ▲ +16.6M/min for 6 min "
    assert parts[0].filter == 'kind:anon name:"Python\'s objects"'
    assert parts[1].filter == "kind:heap"
    assert parts[2].filter == 'kind:anon -name:"Python\'s objects"'
    assert parts[3].filter == "kind:library"


def test_what_nobody_knows_is_a_dash_and_no_bar() -> None:
    unknown = HeaderFacts(replace(SHOP, usage=ProcessUsage()))
    text = plain(drawn(unknown).lines[1])

    assert text.split() == [
        *("resident", "–", "private", "–", "shared", "–"),
        *("swap", "–", "virtual", "–"),
    ]


def owned(measured: ProcessUsage) -> tuple[list[str], str]:
    runs = drawn(HeaderFacts(SHOP, LAYERS, measured=measured)).lines[1]
    at = next(n for n, run in enumerate(runs) if run.text.strip() == "private")
    return [runs[at + 1].text, runs[at + 3].text], runs[at + 1].style


def test_what_was_measured_a_moment_ago_is_a_guess_by_now() -> None:
    assert owned(MEASURED) == (["209M", "16.0M"], "strong")
    old = replace(MEASURED, resident=200 * MIB, unique=184 * MIB)
    assert owned(old) == (["≈209M", "≈16.0M"], "muted")
    much_more = ProcessUsage(resident=900 * MIB, unique=100 * MIB)
    assert owned(much_more) == (["–", "–"], "strong")


def test_a_hostile_name_cannot_inject() -> None:
    hostile = replace(SHOP, name="a\x1b[2Jb", cmdline=(), exe="/bin/\x07")
    news = News(Matter.REFUSED, name="why\x1b[0m")
    lines = drawn(HeaderFacts(hostile, LAYERS, news, user="\x9b")).lines

    assert all(one.isprintable() for line in lines for one in plain(line))


def test_without_a_process_how_we_look_is_said_all_the_same() -> None:
    lines = header_of_nobody(LIVE, 100).lines

    assert [width_of(line) for line in lines] == [100, 100]
    assert plain(lines[0]).strip() == "● live 2 Hz  22:14  en"


def test_two_layers_of_one_colour_are_told_apart() -> None:
    runs = drawn(FACTS, LIVE, 160).lines[1]
    styles = [run.style for run in runs if "." in run.style]

    assert len(styles) == len(set(styles))
    assert {"spine.anon", "shade.anon"} <= set(styles)


def test_every_layer_has_a_filter() -> None:
    keys = [key for key, _size in LAYERS]

    assert all(layer_filter(key, keys) for key in keys)
