import pytest

from memscope.model.listing import NotListed, RamPart
from memscope.render.words.listing import (
    RAM_PARTS,
    left_out,
    ram_meaning,
    sum_words,
    warnings,
)
from tests.unit.analyze.listing.processes import listed, refused
from tests.unit.render.listings import listing

pytestmark = pytest.mark.unit


def test_every_part_of_the_ram_has_a_name_and_a_meaning() -> None:
    meanings = {name: ram_meaning(RamPart(name, 1)) for name in RAM_PARTS}

    assert len(set(meanings.values())) == len(RAM_PARTS)
    assert {one.name for one in listing().ram.parts} <= set(RAM_PARTS)  # type: ignore[union-attr]


def test_a_rest_below_zero_is_explained() -> None:
    assert "more than there is" in ram_meaning(RamPart("unknown", None))


def test_what_can_be_dropped_is_said() -> None:
    part = RamPart("slab", 4096, None, 1024)

    assert ram_meaning(part).endswith("; 1 KiB of it can be dropped")


def test_one_process_alone_has_no_added_up_rss() -> None:
    words = list(sum_words(listing(processes=(listed(1),))))

    assert words[0].startswith("1 process takes 2 MiB of the RAM")
    assert words[1:] == ["1 MiB of it belong to one alone (USS)"]


def test_where_nobody_could_be_read_the_sum_is_a_dash() -> None:
    shown = listing(processes=(refused(1), refused(2)))

    assert next(sum_words(shown)).startswith("0 processes take – of the RAM")
    assert next(warnings(shown, "run as root")).startswith("2 of 2 processes could")


def test_nobody_left_out_is_not_worth_a_word() -> None:
    shown = listing(processes=(listed(1),), not_listed=NotListed())

    assert list(left_out(shown)) == []
    assert list(warnings(shown, "")) == []
