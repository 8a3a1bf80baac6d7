"""What of a file is in the page cache: both ways to ask give one answer."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.proc import page_cache
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.page_cache import cached_in

pytestmark = pytest.mark.unit


@pytest.fixture(params=["as the file system allows", "by mincore"])
def half(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    """Eight pages, of which the first four were written and the others never read."""
    if request.param == "by mincore":
        monkeypatch.setattr(page_cache, "_WITH_PAGES_OF_THEIR_OWN", frozenset())
    path = tmp_path / "half"
    path.write_bytes(b"x" * 4 * PAGE_SIZE)
    os.truncate(path, 8 * PAGE_SIZE)
    fd = os.open(path, os.O_RDONLY)
    yield fd
    os.close(fd)


@pytest.mark.parametrize(
    ("offset", "size", "cached"),
    [
        (0, 8 * PAGE_SIZE, 4 * PAGE_SIZE),
        (PAGE_SIZE, 2 * PAGE_SIZE, 2 * PAGE_SIZE),
        (5 * PAGE_SIZE, PAGE_SIZE, 0),
        # Parts of pages count as what they are.
        (100, 50, 50),
        (100, PAGE_SIZE, PAGE_SIZE),
        (3 * PAGE_SIZE + 96, 2 * PAGE_SIZE, PAGE_SIZE - 96),
        # A mapping may reach beyond the end of its file.
        (2 * PAGE_SIZE, 32 * PAGE_SIZE, 2 * PAGE_SIZE),
        (16 * PAGE_SIZE, PAGE_SIZE, 0),
    ],
)
def test_what_is_in_the_cache_is_counted_in_bytes(
    half: int, offset: int, size: int, cached: int
) -> None:
    assert cached_in(half, offset, size) == cached


def test_where_the_kernel_would_call_all_pages_there_nothing_is_said(
    half: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "_WITH_PAGES_OF_THEIR_OWN", frozenset())
    monkeypatch.setattr(os, "geteuid", lambda: os.fstat(half).st_uid + 1)
    monkeypatch.setattr(os, "access", lambda *_args, **_more: False)

    assert cached_in(half, 0, PAGE_SIZE) is None


def test_of_a_file_that_is_too_large_nothing_is_said(
    half: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "_WITH_PAGES_OF_THEIR_OWN", frozenset())
    monkeypatch.setattr(page_cache, "_MOST", 4 * PAGE_SIZE)

    assert cached_in(half, 0, 8 * PAGE_SIZE) is None
    assert cached_in(half, 0, 4 * PAGE_SIZE) == 4 * PAGE_SIZE
