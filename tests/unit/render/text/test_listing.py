import pytest

from memscope.i18n import set_language
from memscope.model.listing import GroupedBy, NotListed
from memscope.render.runs import plain, width_of
from memscope.render.text.listing import listing_lines
from memscope.units import cell_width
from tests.unit.analyze.listing.processes import listed, refused, share
from tests.unit.render.listings import listing

pytestmark = pytest.mark.unit


def text_of(shown: object, width: int | None = None) -> str:
    lines = listing_lines(shown, width=width, remedy="run as root")  # type: ignore[arg-type]
    return "\n".join(map(plain, lines))


def test_the_sum_comes_first_and_says_what_is_not_in_it() -> None:
    lines = text_of(listing()).splitlines()

    assert lines[1].startswith("4 processes take 251 MiB of the RAM")
    assert "203 MiB of it belong to one alone" in lines[2]
    assert "3 MiB is on swap" in lines[2]
    assert "RSS would say 361 MiB" in lines[2]
    assert lines[3].startswith("1 of 5 processes could not be read: its PSS")
    assert lines[3].endswith("(RSS 16 MiB) → run as root")
    assert lines[4] == "left out: 87 kernel threads, 2 zombies, 1 that ended meanwhile"
    assert lines[5] == "1 lives in the memory of another one, counted once"


def test_a_refused_one_shows_no_zero() -> None:
    (row,) = (one for one in text_of(listing()).splitlines() if "init" in one)

    assert row.split() == ["1", "root", "1", "–", "–", "16", "MiB", *["–"] * 3,
                           "init", "[init]"]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("by", [GroupedBy.PROCESS, GroupedBy.PROGRAM])
@pytest.mark.parametrize("width", [79, 80, 100, 120, 200])
def test_every_line_fits(width: int, by: GroupedBy, lang: str) -> None:
    set_language(lang)
    lines = listing_lines(listing(by), width=width, remedy="run as root")

    assert max(map(width_of, lines)) <= width


def test_hostile_names_are_spelled_out() -> None:
    for by in GroupedBy:
        text = text_of(listing(by))

        assert "\x1b" not in text
        assert "\u202e" not in text


def test_the_memory_that_is_another_ones_is_named() -> None:
    assert "(memory of 4243) /usr/bin/python3" in text_of(listing())


@pytest.mark.parametrize(
    ("not_listed", "words"),
    [
        (NotListed(hidden=True), "hidepid"),
        (NotListed(outside=True), "container"),
    ],
)
def test_who_cannot_be_seen_is_not_forgotten(not_listed: NotListed, words: str) -> None:
    assert words in text_of(listing(not_listed=not_listed))
    assert words not in text_of(listing(not_listed=NotListed()))


def test_huge_pages_that_nobody_divides_are_named() -> None:
    some = (listed(1, share=share(undivided=4)), listed(2))

    assert "4 MiB of shared huge pages" in text_of(listing(processes=some))
    assert "shared huge pages" not in text_of(listing())


def test_with_a_pattern_only_what_it_names_counts() -> None:
    text = text_of(listing(pattern="app", ram=None))

    assert "kernel threads" not in text
    assert "where the RAM" not in text
    assert "counted once" in text


@pytest.mark.parametrize("by", GroupedBy)
def test_nobody_is_a_list_too(by: GroupedBy) -> None:
    lines = text_of(listing(by, processes=(), ram=None)).splitlines()

    assert lines[-1] == "no process"
    assert not any(" of the RAM" in one for one in lines)


def test_columns_that_say_nothing_are_left_out() -> None:
    plain_ones = text_of(listing(processes=(listed(1), listed(2)), ram=None))

    assert "swap" not in plain_ones.splitlines()[4]
    assert "swap" in text_of(listing(), 100)


def test_of_groups_the_refused_are_counted_apart() -> None:
    text = text_of(listing(GroupedBy.USER, processes=(listed(1), refused(2))))

    (row,) = (one for one in text.splitlines() if one.rstrip().endswith("ann"))
    assert row.split() == ["2", "2", "2", "MiB", "1", "MiB", "4", "MiB", "1", "MiB",
                           "1", "MiB", "1", "8", "MiB", "ann"]  # fmt: skip


def test_the_ram_is_divided_with_nothing_left_over() -> None:
    text = text_of(listing(), 100)

    block = text[text.index("where the RAM") :].splitlines()
    assert block[0] == "where the RAM of this machine is: 7.6 GiB"
    names = [one[2:24].strip() for one in block[1:] if one[2:3].strip()]
    assert names[:3] == ["anonymous memory", "page cache", "tmpfs, shared memory"]
    assert "unknown" in names
    assert "all" in names
    assert block[-1] == "  swap: 977 MiB of 3.8 GiB used"
    assert "MemAvailable" in block[-2]


def test_meanings_stand_in_one_column() -> None:
    set_language("ja")
    block = text_of(listing(), 80).partition("の内訳")[2].splitlines()[2:]

    starts = {cell_width(one) - cell_width(one.lstrip()) for one in block}
    assert len(starts - {2}) == 1
