"""Parsing what changed gives what parsing everything gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.parse import smaps
from memscope.parse.smaps import SmapsReader, parse_smaps

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
    monkeypatch.setattr(smaps, "_WORTH_KEEPING", 0)


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

    same = [one is other for one, other in zip(before.vmas, after.vmas, strict=True)]
    assert same == [n != 5 for n in range(10)]
    assert after.usages[5].resident == 8192


def test_a_kernel_with_another_form_is_parsed_each_time() -> None:
    thin = b"10000-14000 rw-p 00000000 00:00 0 \nSize: 16 kB\nRss: 4 kB\n"
    reader = SmapsReader()

    assert reader.parse(thin) == reader.parse(thin) == parse_smaps(thin)
