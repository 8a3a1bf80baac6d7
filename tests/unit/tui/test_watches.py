"""What happened lately to pages and bytes, and for how long it stays marked."""

from collections.abc import Callable

import pytest

from memscope.errors import ProcessGone
from memscope.model.kinds import Kind
from memscope.model.page import PageChange, PageMap, PageState
from memscope.model.place import ROW
from memscope.model.region import Region
from memscope.tui.watches import FRESH_S, READ_AT_MOST, ByteWatch, PageWatch
from tests.tui.closer import PAGE, PreparedCloser
from tests.tui.synthetic import process, region

pytestmark = pytest.mark.unit
START = 0x1000_0000
PID = 4242
PROCESS = process()


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A clock that only goes when told to."""
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])

    def pass_(seconds: float) -> None:
        now[0] += seconds

    return pass_


def anonymous(pages: int = 16, start: int = START) -> Region:
    return region(start, pages * PAGE, Kind.ANON)


class NotesContents(PreparedCloser):
    """Notes whether contents were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.contents: list[bool] = []

    def pages(self, pid: int, start: int, end: int, *, contents: bool) -> PageMap:
        self.contents.append(contents)
        return super().pages(pid, start, end, contents=contents)


def test_the_first_look_counts_states_and_knows_of_no_change() -> None:
    look = PageWatch(PreparedCloser()).look(PID, anonymous(), None)

    assert look.counts == {
        PageState.ABSENT: 14,
        PageState.EXCLUSIVE: 1,
        PageState.SHARED: 1,
    }
    assert look.changes == {}
    assert look.huge == 0


@pytest.mark.parametrize(
    ("cursor", "page"),
    [
        (None, START),
        (START + PAGE + 5, START + PAGE),
        (0, START),
        (1 << 46, START + 15 * PAGE),
    ],
)
def test_a_cursor_out_of_the_region_is_put_on_its_nearest_page(
    cursor: int | None, page: int
) -> None:
    look = PageWatch(PreparedCloser()).look(PID, anonymous(), cursor)

    assert look.page.address == page


def test_a_page_that_appears_stays_marked_for_a_while(
    wait: Callable[[float], None],
) -> None:
    closer = PreparedCloser()
    watch = PageWatch(closer)
    watch.look(PID, anonymous(), None)
    closer.states = [*closer.states, PageState.EXCLUSIVE]

    marked = watch.look(PID, anonymous(), None).changes
    wait(FRESH_S - 0.1)
    still = watch.look(PID, anonymous(), None).changes
    wait(0.2)
    no_more = watch.look(PID, anonymous(), None).changes

    assert marked == {START + 2 * PAGE: PageChange.APPEARED}
    assert still == marked
    assert no_more == {}


def test_what_happened_where_the_region_is_no_more_is_forgotten(
    wait: Callable[[float], None],
) -> None:
    closer = PreparedCloser()
    watch = PageWatch(closer)
    watch.look(PID, anonymous(), None)
    closer.states = [*closer.states, PageState.EXCLUSIVE]
    assert watch.look(PID, anonymous(), None).changes

    closer.states = closer.states[:2]

    assert watch.look(PID, anonymous(2), None).changes == {}


@pytest.mark.parametrize(("more", "are_read"), [(0, True), (1, False)])
def test_the_bytes_of_a_large_region_are_not_read_at_every_beat(
    more: int, are_read: bool
) -> None:
    closer = NotesContents()

    PageWatch(closer).look(PID, anonymous(READ_AT_MOST // PAGE + more), None)

    assert closer.contents == [are_read]


def test_a_process_that_is_gone_is_for_the_caller_to_tell() -> None:
    closer = PreparedCloser()
    closer.problem = ProcessGone(PID)

    with pytest.raises(ProcessGone):
        PageWatch(closer).look(PID, anonymous(), None)
    with pytest.raises(ProcessGone):
        ByteWatch(closer).look(PROCESS, anonymous(), None, 9)


@pytest.mark.parametrize(
    ("top", "first"),
    [
        (None, 0),
        (0, 0),
        (START + 2 * ROW, 0),
        (START + 10 * ROW, 7),
        (START + 9 * PAGE, 2 * PAGE // ROW - 3),
    ],
)
def test_a_third_of_the_rows_that_are_read_lies_above_the_screen(
    top: int | None, first: int
) -> None:
    look = ByteWatch(PreparedCloser()).look(PROCESS, anonymous(), top, 9)

    assert look.first == first
    assert len(look.rows) == min(9, look.layout.rows - first)


def test_the_bytes_before_the_first_of_several_changes_stay_the_measure(
    wait: Callable[[float], None],
) -> None:
    closer = PreparedCloser()
    watch = ByteWatch(closer)
    assert watch.look(PROCESS, anonymous(), None, 2).before == {}
    closer.words = b"\x2b"
    assert watch.look(PROCESS, anonymous(), None, 2).before[START] == b"\x2a" * ROW
    closer.words = b"\x2c"

    look = watch.look(PROCESS, anonymous(), None, 2)

    assert look.before == {START: b"\x2a" * ROW, START + ROW: b"\x2a" * ROW}
    wait(FRESH_S + 0.1)
    assert watch.look(PROCESS, anonymous(), None, 2).before == {}


def test_rows_that_come_into_sight_or_cannot_be_read_have_not_changed() -> None:
    closer = PreparedCloser()
    watch = ByteWatch(closer)
    rows = 2 * PAGE // ROW
    watch.look(PROCESS, anonymous(), None, 1)
    closer.words = b"\x2b"

    look = watch.look(PROCESS, anonymous(), START + 20 * PAGE, rows)

    assert look.rows[-1].data is None
    assert set(look.before) <= {START}
