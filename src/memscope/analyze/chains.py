"""Where pointers lead, step by step: to another pointer, a text, a number, or back.

A word that is an address of its process need not be a pointer; neither is what follows
more than likely.
"""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from memscope.model.place import Onward, Pointer, Trail

STEPS = 4
"""Pointers that are followed behind the first one."""
READ = 32
"""Bytes that are looked at where a pointer leads."""
MOST = 512
"""Pointers that are followed at once."""
_SHORTEST_TEXT = 4
_LONGEST_TEXT = 24

Read = Callable[[Sequence[Pointer]], Sequence[bytes | None]]
"""What is there: READ bytes, fewer at the end of a page; None: not in RAM."""
Point = Callable[[int], Pointer | None]
"""Where a word points; None: nowhere."""


def followed(
    pointers: Sequence[Pointer], read: Read, point: Point, word: int
) -> list[Pointer]:
    """Return the pointers with what is beyond them.

    All are followed one step at a time, so that `read` is asked once a step.

    Args:
        pointers: As they were found; those behind the first `MOST` stay as they are.
        read: Reads where pointers lead.
        point: Tells where words point.
        word: Bytes of a pointer.
    """
    trails = [_Following(one, word) for one in pointers[:MOST]]
    for _step in range(STEPS + 1):
        asked = [one for one in trails if one.end is None]
        if not asked:
            break
        found = read([one.last for one in asked])
        for trail, data in zip(asked, found, strict=True):
            trail.go_on(data, point)
    done = [replace(one.first, beyond=one.beyond()) for one in trails]
    return [*done, *pointers[MOST:]]


class _Following:
    """One pointer and where it has led so far."""

    def __init__(self, first: Pointer, word: int) -> None:
        self.first = first
        self.end = Trail.CODE if first.region.is_executable else None
        self._word = word
        self._links = [first]
        self._data = b""

    @property
    def last(self) -> Pointer:
        return self._links[-1]

    def go_on(self, data: bytes | None, point: Point) -> None:
        """Take what is at the last place, and go where it points."""
        if data is None or len(data) < self._word:
            self.end = Trail.ABSENT
            return
        data = data[: _room(self.last)]
        found = None
        if len(data) >= self._word:
            found = point(int.from_bytes(data[: self._word], "little"))
        if found is None:
            self.end = Trail.TEXT if text_at(data) is not None else Trail.VALUE
            self._data = data
        elif any(found.value == one.value for one in self._links):
            self.end = Trail.LOOP
            self._links.append(found)
        elif len(self._links) > STEPS:
            self.end = Trail.MORE
        else:
            self._links.append(found)
            self.end = Trail.CODE if found.region.is_executable else None

    def beyond(self) -> Onward:
        size = READ if self.end is Trail.TEXT else self._word
        end = self.end or Trail.MORE
        return Onward(tuple(self._links[1:]), end, self._data[:size])


def _room(pointer: Pointer) -> int:
    """Return how many bytes belong together there: a variable's, as far as known."""
    named = pointer.named
    if named is None or not named.is_inside or not named.symbol.size:
        return READ
    return min(named.symbol.size - named.offset, READ)


def text_at(data: bytes) -> str | None:
    """Return the text that bytes begin with, `…` behind it if it goes on.

    Letters, digits and signs of ASCII, up to a zero byte; four at least.
    """
    text, zero, _rest = data.partition(b"\0")
    if not all(0x20 <= byte < 0x7F for byte in text):
        return None
    if len(text) < _SHORTEST_TEXT:
        return None
    shown = text[:_LONGEST_TEXT].decode("ascii")
    return shown if zero and len(text) <= _LONGEST_TEXT else shown + "…"
