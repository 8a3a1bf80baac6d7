"""What each column of a comparison says of a pair, for programs and for people."""

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.sharing import MatchedBy, PagePairs, Proof, RegionPair, Sharing
from memscope.render.columns.compare import PAIR_COLUMNS
from memscope.render.palette import KIND_STYLES
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

COLUMNS = {one.id: one for one in PAIR_COLUMNS}
HERE, THERE = region(Kind.HEAP, 0x1000, 2), region(Kind.HEAP, 0x5000, 3)
PAIR = RegionPair(
    HERE,
    THERE,
    MatchedBy.ORDER,
    same_object=False,
    sharing=Sharing.PARTLY,
    pages=PagePairs(both=6, same=1, different=2, alike=3, only_first=4, only_second=5),
    proofs=(Proof.FRAMES, Proof.INODE),
)


def value(name: str, pair: RegionPair = PAIR, page_size: int = 4096) -> object:
    return COLUMNS[name].value((pair, page_size))


def text(name: str, pair: RegionPair = PAIR) -> str:
    return COLUMNS[name].text((pair, 4096))


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("same", 1),
        ("different", 2),
        ("alike", 3),
        ("only_first", 4),
        ("only_second", 5),
    ],
)
def test_pages_are_counted_in_bytes_of_that_machines_pages(
    name: str, pages: int
) -> None:
    assert value(name) == pages * 4096
    assert value(name, page_size=65536) == pages * 65536
    assert COLUMNS[name].unit == "bytes"


def test_pages_that_could_not_be_read_are_not_zero_pages() -> None:
    unread = replace(PAIR, pages=None)

    assert (value("same", unread), text("same", unread)) == (None, "–")
    assert text("same", replace(PAIR, pages=PagePairs())) == "0 B"


def test_an_address_that_both_have_is_said_once() -> None:
    same = replace(PAIR, second=replace(THERE, start=HERE.start))

    assert (value("first"), value("second")) == (0x1000, 0x5000)
    assert (text("first"), text("second")) == ("000000001000", "000000005000")
    assert (value("second", same), text("second", same)) == (None, "the same")


def test_size_and_permissions_are_those_of_the_first_side() -> None:
    assert (value("size"), value("perms")) == (0x2000, "rw-p")


@pytest.mark.parametrize("sharing", Sharing)
def test_every_relation_has_a_mark_and_a_word(sharing: Sharing) -> None:
    mark, blank, word = text("sharing", replace(PAIR, sharing=sharing)).partition(" ")

    assert len(mark) == 1
    assert blank
    assert word


def test_proofs_are_slugs_for_programs_and_short_for_people() -> None:
    assert value("proof") == "frames inode"
    assert text("proof") not in ("", "–", "frames inode")
    assert text("proof", replace(PAIR, proofs=())) == "–"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_letter_in_its_colours(kind: Kind) -> None:
    pair = replace(PAIR, first=replace(HERE, kind=kind))
    column = COLUMNS["letter"]

    assert text("letter", pair) == KIND_STYLES[kind].letter
    assert column.style is not None
    assert column.style(column.value((pair, 4096))) == f"spine.{kind.value}"


def test_a_hostile_name_does_not_reach_the_terminal() -> None:
    hostile = replace(HERE, kind=Kind.FILE, label="", path="/tmp/\x1b[2J\udcff\n")
    pair = replace(PAIR, first=hostile)

    for name in ("what", "name"):
        assert text(name, pair).isprintable()
    assert "\\x1b[2J" in text("what", pair)


def test_a_region_without_a_label_is_named_by_its_path() -> None:
    path = replace(HERE, label="", path="/lib/x.so")

    assert value("what", replace(PAIR, first=path)) == "/lib/x.so"
    assert value("what", replace(PAIR, first=replace(path, label="heap"))) == "heap"
