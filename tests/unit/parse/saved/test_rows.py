"""What is told of one mapping is believed only while it can be so."""

import pytest

from memscope.parse.saved.rows import SavedRow, row_of

pytestmark = pytest.mark.unit


def row(start: bytes = b"1000", end: bytes = b"5000", inode: bytes = b"0") -> SavedRow:
    found = row_of((start, end, b"rw-p", b"0", b"0:0", inode, b""), 1)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("start", "end", "inode"),
    [(b"2000", b"1000", b"0"), (b"1", b"1", b"0"), (b"0", b"f" * 16, b"0"),
     (b"0", b"1", b"9" * 20)],
)  # fmt: skip
def test_what_no_mapping_can_be_is_none(start: bytes, end: bytes, inode: bytes) -> None:
    assert row_of((start, end, b"rw-p", b"0", b"0:0", inode, b""), 1) is None


def told(**numbers: int) -> SavedRow:
    found = row()
    for name, kib in numbers.items():
        found.add(name.encode(), kib)
    return found


def test_numbers_that_add_up_are_believed() -> None:
    parts = {"Shared_Clean": 4, "Shared_Dirty": 0, "Private_Clean": 0}

    assert told(Size=16, Rss=8, Pss=6, **parts, Private_Dirty=4).is_believable()
    assert told(Rss=8).is_believable()
    assert row().is_believable()


def test_numbers_that_contradict_each_other_are_not() -> None:
    parts = {"Shared_Clean": 4, "Shared_Dirty": 0, "Private_Clean": 0}
    twice = told(Rss=4)
    twice.add(b"Rss", 4)
    flags = row()
    flags.add_flags(b" rd")
    flags.add_flags(b" rd")

    assert not told(Size=12, Rss=8).is_believable()
    assert not told(Size=16, Rss=20).is_believable()
    assert not told(Rss=8, Pss=9).is_believable()
    assert not told(Rss=16, **parts, Private_Dirty=4).is_believable()
    assert not twice.is_believable()
    assert not flags.is_believable()
