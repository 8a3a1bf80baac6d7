"""What happened to pages and bytes lately, told from one look to the next."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import pytest

from memscope.analyze.hex_layout import HexLayout, Stretch
from memscope.model.kinds import Kind
from memscope.model.page import Page, PageChange, PageMap, PageState
from memscope.model.place import HexRow
from memscope.model.process import Process
from memscope.tui.close_looks import Closer
from memscope.tui.watches import FRESH_S, READ_AT_MOST, ByteWatch, PageWatch
from tests.tui.synthetic import process
from tests.unit.analyze.pages import BASE, SIZE, page_map
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

A, B, C = (BASE + at * SIZE for at in range(3))
REGION = region(Kind.HEAP, BASE, 3)
LAYOUT = HexLayout((Stretch(BASE, BASE + SIZE, PageState.PRESENT, 0),))


class Kernel:
    """Shows pages in letters, and bytes, one look after the other."""

    def __init__(self, *looks: str, data: Sequence[bytes | None] = ()) -> None:
        self.looks = [page_map(one) for one in looks]
        self.data = list(data)
        self.contents: list[bool] = []
        self.closest: list[int] = []
        self.read: list[tuple[int, int]] = []

    def pages(self, _pid: int, _start: int, _end: int, *, contents: bool) -> PageMap:
        self.contents.append(contents)
        return self.looks.pop(0)

    def page(self, _pid: int, address: int) -> Page:
        self.closest.append(address)
        return Page(address, PageState.EXCLUSIVE)

    def layout(self, _process: Process, _start: int, _end: int) -> HexLayout:
        return LAYOUT

    def rows(
        self, _process: Process, _layout: HexLayout, first: int, count: int
    ) -> list[HexRow]:
        self.read.append((first, count))
        return [HexRow(BASE, BASE + 16, PageState.PRESENT, self.data.pop(0))]

    @property
    def closer(self) -> Closer:
        return cast(Closer, self)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that stands still until it is moved."""
    one = SimpleNamespace(now=100.0)
    one.monotonic = lambda: one.now
    monkeypatch.setattr("memscope.tui.watches.time", one)
    return one


def test_the_first_look_knows_of_no_change() -> None:
    look = PageWatch(Kernel("X.Z").closer).look(1, REGION, None)

    assert look.changes == {}
    assert (look.region, look.counts[PageState.ZERO], look.huge) == (REGION, 1, 0)


def test_a_change_stays_marked_for_a_while_and_no_longer(
    clock: SimpleNamespace,
) -> None:
    watch = PageWatch(Kernel("X..", "XX.", ".X.", ".X.").closer)
    seen = []
    for seconds in (0, 1, 1, FRESH_S - 1):
        clock.now += seconds
        seen.append(watch.look(1, REGION, None).changes)

    assert seen == [
        {},
        {B: PageChange.APPEARED},
        {B: PageChange.APPEARED, A: PageChange.WENT_AWAY},
        {A: PageChange.WENT_AWAY},
    ]


def test_changes_outside_the_region_are_forgotten(clock: SimpleNamespace) -> None:
    watch = PageWatch(Kernel("..X", "XX.", "XX").closer)
    for _ in range(2):
        watch.look(1, REGION, None)
    clock.now += 0.1

    assert set(watch.look(1, REGION, None).changes) == {A, B}


@pytest.mark.parametrize(
    ("cursor", "asked"),
    [(None, A), (B + 5, B + 5), (0, A), (1 << 60, C + SIZE - 1)],
)
def test_the_page_under_the_cursor_is_always_one_of_the_region(
    cursor: int | None, asked: int
) -> None:
    kernel = Kernel("XXX")

    PageWatch(kernel.closer).look(1, REGION, cursor)

    assert kernel.closest == [asked]


def test_contents_are_read_only_of_what_is_small_enough() -> None:
    kernel, most = Kernel("X", "X"), READ_AT_MOST // SIZE

    for pages in (most, most + 1):
        PageWatch(kernel.closer).look(1, region(Kind.HEAP, BASE, pages), None)

    assert kernel.contents == [True, False]


def test_what_bytes_were_before_the_first_of_several_changes_is_kept(
    clock: SimpleNamespace,
) -> None:
    watch = ByteWatch(Kernel(data=[b"a", b"b", b"c", b"c", b"c"]).closer)
    seen = []
    for seconds in (0, 1, 1, FRESH_S, 0):
        clock.now += seconds
        seen.append(dict(watch.look(process(), REGION, None, 9).before))

    assert seen == [{}, {BASE: b"a"}, {BASE: b"a"}, {}, {}]


def test_bytes_that_could_not_be_read_are_no_change(clock: SimpleNamespace) -> None:
    watch = ByteWatch(Kernel(data=[b"a", None, b"b"]).closer)

    assert [dict(watch.look(process(), REGION, None, 9).before) for _ in "123"] == [
        {}
    ] * 3
    assert clock.now == 100.0


@pytest.mark.parametrize(
    ("top", "first"), [(None, 0), (BASE, 0), (BASE + 16 * 2, 0), (BASE + 16 * 50, 40)]
)
def test_a_third_of_the_rows_is_read_before_the_top(
    top: int | None, first: int
) -> None:
    kernel = Kernel(data=[b"a"])

    look = ByteWatch(kernel.closer).look(process(), REGION, top, 30)

    assert kernel.read == [(first, 30)]
    assert (look.first, look.layout) == (first, LAYOUT)
