"""Columns of pairs: bytes of what is the same, and the same address said once."""

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.sharing import MatchedBy, PagePairs, Proof, RegionPair, Sharing
from memscope.render.columns.compare import PAIR_COLUMNS
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

HEAP = region(Kind.HEAP, 0x1000, label="heap")
PAGES = PagePairs(both=4, same=1, alike=2, different=3, only_first=5, only_second=6)
PAIR = RegionPair(
    *(HEAP, HEAP, MatchedBy.ADDRESS, False, Sharing.PARTLY, PAGES),
    (Proof.FRAMES, Proof.KCMP),
)


def texts(pair: RegionPair) -> dict[str, str]:
    return {column.id: column.text((pair, 4096)) for column in PAIR_COLUMNS}


def test_pages_are_told_in_bytes() -> None:
    row = texts(PAIR)

    assert [
        row[name]
        for name in ("same", "alike", "different", "only_first", "only_second")
    ] == ["4 KiB", "8 KiB", "12 KiB", "20 KiB", "24 KiB"]
    assert row["sharing"] == "┄ partly copied"
    assert row["proof"] == "frames, kcmp"
    assert (row["letter"], row["what"], row["name"]) == ("H", "heap", "heap")


def test_what_could_not_be_read_is_unknown_and_proves_nothing() -> None:
    row = texts(replace(PAIR, pages=None, proofs=()))

    assert {row[name] for name in ("same", "different", "only_first", "proof")} == {"–"}


def test_the_same_address_is_said_once() -> None:
    there = replace(PAIR, second=replace(HEAP, start=0x8000))

    assert (texts(PAIR)["first"], texts(PAIR)["second"]) == ("000000001000", "the same")
    assert texts(there)["second"] == "000000008000"
