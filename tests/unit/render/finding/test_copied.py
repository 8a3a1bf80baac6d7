import csv
import io

import pytest
from msgspec.structs import replace

from memscope.analyze.space.row import RowKey, SpaceRow, What
from memscope.render.finding.copied import (
    TSV_HEADING,
    addresses_text,
    rows_text,
    rows_tsv,
)
from tests.unit.analyze.filter.ground import GROWTH, MIB, NAMES, SHOP
from tests.unit.analyze.space.marks import row_of

pytestmark = pytest.mark.unit

GROWN = {SHOP.identity: GROWTH}
REGION = dict(zip(NAMES, SHOP.regions, strict=True))
HEAP = row_of(SHOP, [REGION["heap"]])
LIBRARY = row_of(SHOP, (REGION["rodata"], REGION["text"]), What.GROUP)
HOLE = SpaceRow(
    RowKey(SHOP.identity, What.HOLE, start=0x500000),
    *(What.HOLE, 0, SHOP, 0x500000, 0x600000),
)


def table(*rows: SpaceRow) -> list[dict[str, str]]:
    text = rows_tsv(rows, GROWN)
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def test_a_table_is_bytes_and_addresses_with_tabs_between() -> None:
    heap, library, hole = table(HEAP, LIBRARY, HOLE)
    assert (heap["name"], heap["start"], heap["perms"]) == (
        "heap (brk)",
        "0x600000",
        "rw-p",
    )
    assert (heap["mapped"], heap["resident"]) == (str(8 * MIB), str(6 * MIB))
    assert heap["grew"] == str(2 * MIB)
    assert (library["regions"], library["perms"]) == ("2", "")
    assert (hole["row"], hole["size"], hole["mapped"]) == ("hole", str(MIB), "0")


def test_unknown_is_empty_and_zero_is_zero() -> None:
    (heap,) = csv.DictReader(io.StringIO(rows_tsv([HEAP], {})), delimiter="\t")
    assert (heap["grew"], heap["swapped"]) == ("", "0")


def test_names_of_strangers_do_nothing() -> None:
    evil = replace(REGION["anon"], label="=cmd\t|x\n\x1b[2J")
    (line,) = table(row_of(SHOP, [evil]))
    assert line["name"] == "'=cmd\\x09|x\\x0a\\x1b[2J"
    assert rows_text([row_of(SHOP, [evil])], {}).count("\n") == 1


def test_the_heading_never_changes() -> None:
    assert "\t".join(TSV_HEADING) == (
        "pid\trow\tkind\tname\tstart\tend\tperms\tregions\tsize\t"
        "mapped\tresident\town\tshared\tswapped\tgrew"
    )


def test_a_row_is_a_line_for_people() -> None:
    assert rows_text([HEAP, HOLE], GROWN) == (
        "heap (brk)  600000-e00000  rw-p  mapped 8.0M  resident 6.0M  own 6.0M"
        "  shared 0  swap 0  Δ +2.0M\n"
        "1 MiB unmapped  500000-600000  1.0M\n"
    )


def test_addresses_are_copied_as_other_tools_take_them() -> None:
    assert addresses_text([HEAP]) == "0x600000"
    assert addresses_text([HEAP], 0x600010) == "0x600010"
    assert addresses_text([HEAP, LIBRARY], 5) == "0x600000\n0x7f1000000000"
