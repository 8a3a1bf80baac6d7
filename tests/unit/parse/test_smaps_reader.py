"""Parsing what changed gives what parsing everything gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.errors import ParseError
from memscope.parse import smaps_reader
from memscope.parse.smaps import parse_smaps
from memscope.parse.smaps_reader import SmapsReader

pytestmark = pytest.mark.unit

BODY = (
    "Size: {size:>18} kB\nKernelPageSize:        4 kB\nMMUPageSize:           4 kB\n"
    "Rss: {rss:>19} kB\nPss: {rss:>19} kB\nShared_Clean:          0 kB\n"
    "Shared_Dirty:          0 kB\nPrivate_Clean:         0 kB\n"
    "Private_Dirty: {rss:>9} kB\nSwap:                  0 kB\n"
    "Locked:                0 kB\nTHPeligible:           0\nVmFlags: {flags} \n"
)


def record(place: int, rss: int, flags: str) -> str:
    start = 0x10000 + place * 0x10000
    line = f"{start:x}-{start + 0x4000:x} rw-p 00000000 00:00 0 \n"
    return line + BODY.format(size=16, rss=rss, flags=flags)


Row = tuple[int, int, str]
rows = st.lists(
    st.tuples(
        st.integers(0, 60), st.sampled_from([0, 4, 8]), st.sampled_from(["rd wr", "rd"])
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda row: row[0],
)


def text(table: list[Row]) -> bytes:
    return "".join(record(*row) for row in sorted(table)).encode()


@pytest.fixture(autouse=True)
def _worth_it_from_the_first_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smaps_reader, "_WORTH_KEEPING", 0)


@settings(max_examples=300)
@given(st.lists(rows, min_size=2, max_size=5))
def test_every_look_gives_what_a_fresh_parse_gives(looks: list[list[Row]]) -> None:
    reader = SmapsReader()
    for look in looks:
        data = text(look)

        assert reader.parse(data) == parse_smaps(data)


def test_records_that_did_not_change_are_the_same_objects() -> None:
    reader = SmapsReader()
    before = reader.parse(text([(n, 4, "rd wr") for n in range(10)]))

    changed = [(n, 8 if n == 5 else 4, "rd wr") for n in range(10)]
    after = reader.parse(text(changed))

    pairs = zip(before.usages, after.usages, strict=True)
    assert [one is other for one, other in pairs] == [n != 5 for n in range(10)]
    assert after.usages[5].resident == 8192
    assert after.vmas is before.vmas
    assert after.flags is before.flags


def test_a_text_in_pieces_is_compared_as_it_comes() -> None:
    reader = SmapsReader()
    rows = [(n, 4, "rd wr") for n in range(10)]
    reader.parse(text(rows))
    changed = text([(n, 8 if n in {0, 4, 9} else 4, "rd wr") for n in range(10)])

    pieces = [changed[at : at + 300] for at in range(0, len(changed), 300)]
    assert reader.parse(pieces) == parse_smaps(changed)


def test_junk_after_the_last_record_is_reported_in_a_later_look_too() -> None:
    reader = SmapsReader()
    data = text([(n, 4, "rd wr") for n in range(10)])
    reader.parse(data)

    with pytest.raises(ParseError):
        reader.parse(data + b"junk\n")


def test_a_kernel_with_another_form_is_parsed_each_time() -> None:
    thin = b"10000-14000 rw-p 00000000 00:00 0 \nSize: 16 kB\nRss: 4 kB\n"
    reader = SmapsReader()

    assert reader.parse(thin) == reader.parse(thin) == parse_smaps(thin)
