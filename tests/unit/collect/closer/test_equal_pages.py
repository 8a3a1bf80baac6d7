"""Pages of two processes are compared byte by byte, as far as they are in RAM."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memscope.analyze.sharing.compare import Space
from memscope.collect.closer.equal_pages import read_equal_pages
from memscope.collect.closer.target import OpenTarget
from memscope.parse.stat import parse_stat
from memscope.proc.machine import PAGE_SIZE
from tests.unit.analyze.pages import BASE, SIZE, page_map
from tests.unit.proc.fake_memory import PID, fake_memory

pytestmark = [
    pytest.mark.unit,
    pytest.mark.skipif(PAGE_SIZE != SIZE, reason="made for pages of 4 KiB"),
]

STAT = parse_stat(b"77 (x) S 1 " + b"0 " * 49)
A, B, C = (BASE + at * SIZE for at in range(3))


@contextmanager
def side(
    folder: Path, letters: str, pages: bytes
) -> Iterator[tuple[OpenTarget, Space]]:
    """Hold a process open; `pages` has a letter for the bytes of each page."""
    memory = b"".join(bytes([one]) * SIZE for one in pages)
    with fake_memory(folder, {BASE: memory}) as target:
        space = Space((), page_map(letters))
        yield OpenTarget(PID, PID, PID, STAT, target.directory), space


def test_equal_and_different_bytes_are_told_apart(tmp_path: Path) -> None:
    with (
        side(tmp_path / "one", "XXX", b"abc") as one,
        side(tmp_path / "other", "XXX", b"abx") as other,
    ):
        found = read_equal_pages(one, other, [(A, A), (B, B), (C, C)])

    assert found == ({A: True, B: True, C: False}, None)


def test_a_single_byte_makes_a_page_another_one(tmp_path: Path) -> None:
    with (
        side(tmp_path / "one", "X", b"a") as one,
        side(tmp_path / "other", "X", b"a") as other,
    ):
        file = tmp_path / "other" / str(PID) / "mem"
        data = bytearray(file.read_bytes())
        data[BASE + SIZE - 1] ^= 1
        file.write_bytes(data)

        found, _ = read_equal_pages(one, other, [(A, A)])

    assert found == {A: False}


def test_pages_may_lie_at_other_addresses_on_the_other_side(tmp_path: Path) -> None:
    with (
        side(tmp_path / "one", "XX", b"ab") as one,
        side(tmp_path / "other", "XXX", b"xba") as other,
    ):
        found, _ = read_equal_pages(one, other, [(A, C), (B, A)])

    assert found == {A: True, B: False}


@pytest.mark.parametrize("letters", ["X.", "XW", "XZ", "XG"])
def test_a_page_that_is_not_in_ram_is_not_read_on_either_side(
    tmp_path: Path, letters: str
) -> None:
    with (
        side(tmp_path / "one", letters, b"ab") as one,
        side(tmp_path / "other", "XX", b"ab") as other,
    ):
        pairs = [(A, A), (B, B)]
        there, back = (
            read_equal_pages(*sides, pairs) for sides in ((one, other), (other, one))
        )

    assert there == back == ({A: True}, None)


def test_of_too_many_pages_the_first_are_compared_and_that_is_said(
    tmp_path: Path,
) -> None:
    with (
        side(tmp_path / "one", "X.", b"ab") as one,
        side(tmp_path / "other", "X.", b"ab") as other,
    ):
        absent = [(B, B)] * 16383
        enough = read_equal_pages(one, other, [*absent, (A, A)])
        too_many = read_equal_pages(one, other, [*absent, (B, B), (A, A)])

    assert enough == ({A: True}, None)
    assert too_many[0] == {}
    assert too_many[1] is not None
    assert too_many[1].pid is None
    assert "too many" in too_many[1].why


def test_nothing_to_compare_is_no_gap(tmp_path: Path) -> None:
    with (
        side(tmp_path / "one", "X", b"a") as one,
        side(tmp_path / "other", "X", b"a") as other,
    ):
        assert read_equal_pages(one, other, []) == ({}, None)
