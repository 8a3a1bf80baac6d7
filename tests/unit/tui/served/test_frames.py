"""What was drawn: late or slow, whoever watches ends with the same picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.tui.served.frames import LIMIT, Frames, SeenUpTo, Whole

pytestmark = pytest.mark.unit


class Book:
    """Frames, how often a whole one was asked for, and how often there was news."""

    def __init__(self) -> None:
        self.asked = self.told = 0
        self.frames = Frames(self._ask, self._tell)

    def _ask(self) -> None:
        self.asked += 1

    def _tell(self) -> None:
        self.told += 1


def whole(data: bytes = b"whole") -> Whole:
    return Whole(80, 24, data)


def test_a_newcomer_gets_the_whole_frame_and_then_what_changes() -> None:
    frames = Book().frames
    frames.begin(whole())
    frames.add(b"1")

    first = frames.since(SeenUpTo())
    assert first is not None
    frames.add(b"2")
    second = frames.since(first.reach)

    assert (first.whole, first.changes) == (whole(), b"1")
    assert second is not None
    assert (second.whole, second.changes) == (None, b"2")
    assert frames.since(second.reach) is None


def test_who_is_slow_goes_on_with_the_next_whole_frame() -> None:
    frames = Book().frames
    frames.begin(whole(b"old"))
    slow = frames.since(SeenUpTo())
    for n in range(9):
        frames.add(b"%d" % n)
    frames.begin(whole(b"new"))
    frames.add(b"later")

    assert slow is not None
    news = frames.since(slow.reach)

    assert news is not None
    assert (news.whole, news.changes) == (whole(b"new"), b"later")


def test_too_many_changes_ask_for_a_whole_frame_once_and_stay_bounded() -> None:
    book = Book()
    book.frames.begin(whole())
    for _n in range(100):
        book.frames.add(b"x" * (LIMIT // 10))

    news = book.frames.since(SeenUpTo())

    assert book.asked == 1
    assert news is None or len(news.changes) <= 3 * LIMIT


def test_what_has_no_whole_frame_before_it_is_shown_to_nobody() -> None:
    frames = Book().frames
    frames.add(b"lost")
    assert frames.since(SeenUpTo()) is None

    frames.begin(whole())
    frames.pause()
    frames.add(b"of another size")

    assert frames.since(SeenUpTo()) is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2)), max_size=40))
def test_any_pace_of_watching_gives_the_same_picture(
    steps: list[tuple[bool, int]],
) -> None:
    frames = Book().frames
    frames.begin(whole(b""))
    pictures, reach = [b""] * 3, [SeenUpTo()] * 3
    drawn = b""
    for n, (is_whole, who) in enumerate(steps):
        drawn += b"%d," % n
        if is_whole:
            frames.begin(whole(drawn))
        else:
            frames.add(b"%d," % n)
        if (news := frames.since(reach[who])) is not None:
            start = pictures[who] if news.whole is None else news.whole.data
            pictures[who], reach[who] = start + news.changes, news.reach
            assert pictures[who] == drawn
