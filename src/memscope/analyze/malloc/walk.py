"""The walk from block to block through one range of an arena.

What is not in RAM is not read. The program goes on meanwhile: where something does not
fit the walk goes back a little and reads again, and only what never fits breaks it.
Nothing is known behind such a place.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from itertools import accumulate
from typing import Protocol

from msgspec import Struct, field

from memscope.i18n import N_
from memscope.parse.glibc_chunks import (
    FLAGS,
    PREV_INUSE,
    ChunkForm,
    Steps,
    step_through,
    wrong_bits,
)
from memscope.parse.memory_words import words_in

Read = Callable[[int, int], bytes]
"""Returns the bytes from an address on, as many as are in RAM, at most so many."""

PIECE = 1 << 18
"""Bytes read at once; much more would not stay in the processor's cache."""
_KEPT = 16
"""Pieces that the walk can go back."""
_RETRIES = 400
_IN_A_ROW = 12
"""Failures without a step forward, from which on the walk is broken."""
_DISAGREEING = 64
"""One free block of so many may have been changing as it was read."""

ABSENT = N_("a block's header is not in RAM")
UNSOUND = N_("a block's size is not one that malloc makes")
BEYOND = N_("a block reaches beyond the end of its arena")
DISAGREE = N_("free blocks' sizes are not the same at their begins and ends")
NO_TOP = N_("the last block does not end where the arena does")
OUT_OF_TIME = N_("there was no more time to look")


class WalkedMemory(Protocol):
    """The memory that is walked on."""

    def read(self, address: int, size: int) -> bytes:
        """Return the bytes from an address on, as many as are in RAM."""

    def renew(self) -> None:
        """Find out anew what is in RAM."""


class BlockRange(Struct, frozen=True, gc=False):
    """A range of an arena in which one block follows the other.

    Attributes:
        start: First block.
        stop: Where the blocks end: the top block, or the end of a heap that was full.
        end: First address after it.
        has_top: The top block fills [stop, end); else fenceposts end it.
    """

    start: int
    stop: int
    end: int
    has_top: bool


class Near(Struct):
    """Where every block is noted, and what was noted.

    Attributes:
        low: First address.
        high: First address after it.
        most: How many blocks to note.
        blocks: (address, size with flags) of the blocks that overlap it, in order.
    """

    low: int
    high: int
    most: int = 1 << 16
    blocks: list[tuple[int, int]] = field(default_factory=list)


class Walked(Struct):
    """What a walk saw of one range.

    Attributes:
        range: Where it went; of a range with a top block, as that was at the end.
        reached: First address that it did not see.
        words: Sizes with their flags, and how many blocks have each.
        starts: Addresses of the blocks that are on malloc's lists, in order.
        sizes: Their bytes.
        why: Why it broke; None: it is whole.
        broke_at: Where it did.
    """

    range: BlockRange
    reached: int
    words: "Counter[int]" = field(default_factory=Counter)
    starts: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    why: str | None = None
    broke_at: int = 0


class _Leg(Struct):
    """A part of the walk that can be taken back.

    Attributes:
        at: Its first block.
        before: The block before that; 0: none.
        words: Sizes with their flags.
        starts: Addresses of free blocks that end in it.
        sizes: Their bytes.
        disagreeing: How many of these have another size at their end.
        after: First address after its blocks.
        is_end: Fenceposts follow.
    """

    at: int
    before: int
    words: list[int]
    starts: list[int]
    sizes: list[int]
    disagreeing: int
    after: int
    is_end: bool

    @property
    def last(self) -> int:
        """Its last block."""
        return self.after - (self.words[-1] & ~FLAGS) if self.words else self.before


def walk(
    ground: WalkedMemory,
    within: BlockRange,
    form: ChunkForm,
    *,
    is_main: bool,
    is_late: Callable[[], bool] = lambda: False,
    top_now: Callable[[], int] | None = None,
    near: Near | None = None,
    is_patient: bool = True,
) -> Walked:
    """Go from block to block.

    Args:
        ground: The memory; absent pages are never touched.
        within: From where to where.
        form: How headers are laid out.
        is_main: It is the main arena's.
        is_late: Tells that the time is up.
        top_now: Tells where the top block is by now; None: nothing moves.
        near: Where to note every block.
        is_patient: Go back and read again where something does not fit.
    """
    steps = _Walk(ground, within, form, is_main, is_late, top_now, near)
    steps.retries = 0 if not is_patient else _RETRIES
    return steps.go()


class _Walk:
    """One walk, which can go back."""

    def __init__(
        self,
        ground: WalkedMemory,
        within: BlockRange,
        form: ChunkForm,
        is_main: bool,
        is_late: Callable[[], bool],
        top_now: Callable[[], int] | None,
        near: Near | None,
    ) -> None:
        self._ground, self._within, self._form = ground, within, form
        self._is_late, self._near = is_late, near
        self._top_now = top_now or (lambda: within.stop)
        self._wrong = wrong_bits(form, is_main=is_main)
        self._walked = Walked(within, within.start)
        self._pieces: list[_Leg] = []
        self._disagreeing = 0
        self.retries = _RETRIES
        self._failures = 0
        self._furthest = within.start

    def go(self) -> Walked:
        walked = self._walked
        while walked.why is None:
            if self._is_late():
                walked.why = OUT_OF_TIME
                break
            found = self._piece(walked.reached) if self._is_inside() else NO_TOP
            if isinstance(found, str):
                if self._is_at_top():
                    break
                self._go_back(found)
                continue
            self._pieces.append(found)
            walked.reached = found.after
            if found.after > self._furthest:
                self._furthest, self._failures = found.after, 0
            if self._is_done(found):
                break
            if len(self._pieces) > _KEPT:
                self._fold(self._pieces.pop(0))
        for piece in self._pieces:
            self._fold(piece)
        if self._disagreeing > 2 + len(walked.sizes) // _DISAGREEING:
            walked.why = walked.why or DISAGREE
        return walked

    def _is_inside(self) -> bool:
        within = self._within
        return self._walked.reached < (within.end if within.has_top else within.stop)

    def _go_back(self, why: str) -> None:
        """Go back a little further with each failure, or give up."""
        self.retries -= 1
        self._failures += 1
        if self.retries < 0 or self._failures > _IN_A_ROW:
            self._walked.why = why
            return
        self._ground.renew()
        for _ in range(min(self._failures - 1, len(self._pieces))):
            self._walked.reached = self._pieces.pop().at

    def _piece(self, at: int) -> "_Leg | str":
        """Return the next blocks, or why there are none."""
        within, form = self._within, self._form
        room = (within.end if within.has_top else within.stop) - at
        words = words_in(self._ground.read(at, min(PIECE, room)), form.word)
        self._walked.broke_at = at
        if len(words) < 2:
            return ABSENT
        steps = Steps()
        after = step_through(words, 1, steps, form, self._wrong)
        before = self._pieces[-1].last if self._pieces else 0
        end = at + (after - 1) * form.word
        is_end = after < len(words)
        self._walked.broke_at = end
        if is_end and (within.has_top or words[after] & ~FLAGS != form.post):
            return UNSOUND
        piece = _Leg(at, before, steps.words, [], [], 0, end, is_end)
        if steps.behind:
            _note_free(piece, words, steps.behind, form)
        return piece

    def _is_done(self, piece: _Leg) -> bool:
        """Tell whether the blocks end there as they should; else go back."""
        within = self._within
        if within.has_top:
            if piece.after < within.end:
                return False
            if not self._is_at_top():
                self._go_back(BEYOND if piece.after > within.end else NO_TOP)
                return False
            return True
        if not piece.is_end and piece.after < within.stop:
            return False
        if not self._has_posts(piece):
            self._go_back(NO_TOP)
            return False
        self._walked.range = BlockRange(
            within.start, piece.after, max(within.end, piece.after), False
        )
        return True

    def _is_at_top(self) -> bool:
        """Tell whether the last block is the top block, and if so, end there.

        It may have grown or shrunk since the walk began.
        """
        within = self._within
        piece = self._pieces[-1] if self._pieces else None
        if piece is None or not piece.words or not within.has_top:
            return False
        is_as_known = (piece.last, piece.after) == (within.stop, within.end)
        if not is_as_known and piece.last != self._top_now():
            return False
        self._walked.range = BlockRange(within.start, piece.last, piece.after, True)
        piece.words.pop()
        return True

    def _has_posts(self, piece: _Leg) -> bool:
        """Look at the fenceposts; the first tells whether a free block is before it."""
        form, at = self._form, piece.after
        words = words_in(self._ground.read(at, 2 * form.post), form.word)
        if len(words) < 4 or words[1] & ~FLAGS != form.post:
            return False
        if words[3] & ~FLAGS not in (0, form.post):
            return False
        if not words[1] & PREV_INUSE and piece.last:
            piece.starts.append(piece.last)
            piece.sizes.append(at - piece.last)
        return True

    def _fold(self, piece: _Leg) -> None:
        walked = self._walked
        walked.words.update(piece.words)
        walked.starts += piece.starts
        walked.sizes += piece.sizes
        self._disagreeing += piece.disagreeing
        near = self._near
        if (
            near is not None
            and piece.at < near.high
            and piece.after > near.low
            and len(near.blocks) < near.most
        ):
            _note_near(near, piece.at, piece.words)


def _note_free(
    piece: _Leg, words: "memoryview[int]", behind: list[int], form: ChunkForm
) -> None:
    """Note the free blocks before some headers, with the sizes at their ends."""
    word, at = form.word, piece.at
    if behind[0] == 1:  # its block lies in the piece before
        behind = behind[1:]
        if piece.before:
            piece.starts.append(piece.before)
            piece.sizes.append(at - piece.before)
    sizes = [words[place - 1] for place in behind]
    begins = [place - size // word for place, size in zip(behind, sizes, strict=True)]
    if begins and (min(begins) < 1 or [words[one] & ~FLAGS for one in begins] != sizes):
        begins, true = _by_steps(piece, behind, word)
        piece.disagreeing += sum(map(int.__ne__, true, sizes))
        sizes = true
    piece.starts += [at + (one - 1) * word for one in begins]
    piece.sizes += sizes


def _by_steps(piece: _Leg, behind: list[int], word: int) -> tuple[list[int], list[int]]:
    """Return begins and sizes of the blocks before some headers, as they were walked.

    A block that is being freed or used just now has no right size at its end.
    """
    sizes = [one & ~FLAGS for one in piece.words]
    places = list(accumulate((size // word for size in sizes), initial=1))
    at = [bisect_left(places, place) - 1 for place in behind]
    return [places[one] for one in at], [sizes[one] for one in at]


def _note_near(near: Near, at: int, words: list[int]) -> None:
    sizes = [word & ~FLAGS for word in words]
    places = accumulate(sizes, initial=at)
    near.blocks += [
        (place, word)
        for place, word, size in zip(places, words, sizes, strict=False)
        if place < near.high and place + size > near.low
    ]
