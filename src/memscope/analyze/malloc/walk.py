"""The walk from block to block through one range of an arena.

What is not in RAM is not read, and what does not fit ends the walk: nothing behind that
place is known. The program may go on meanwhile, so a walk that breaks may be whole the
next time.
"""

from collections import Counter
from collections.abc import Callable
from itertools import accumulate

from msgspec import Struct, field

from memscope.i18n import N_
from memscope.parse.glibc_chunks import (
    FLAGS,
    PREV_INUSE,
    ChunkForm,
    Steps,
    is_sound,
    step_through,
)
from memscope.parse.memory_words import words_in

Read = Callable[[int, int], bytes]
"""Returns the bytes from an address on, as many as are in RAM, at most so many."""

PIECE = 1 << 18
"""Bytes read at once; much more would not stay in the processor's cache."""

ABSENT = N_("a block's header is not in RAM")
UNSOUND = N_("a block's size is not one that malloc makes")
BEYOND = N_("a block reaches beyond the end of its arena")
DISAGREE = N_("a free block's size is not the same at its begin and its end")
NO_TOP = N_("the last block does not end where the arena does")
OUT_OF_TIME = N_("there was no more time to look")


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
        blocks: (address, size with flags) of the blocks that overlap it, in order.
    """

    low: int
    high: int
    blocks: list[tuple[int, int]] = field(default_factory=list)


class Walked(Struct):
    """What a walk saw of one range.

    Attributes:
        range: Where it went.
        reached: First address that it did not see.
        words: Sizes with their flags, and how many blocks have each.
        starts: Addresses of the blocks that are on malloc's lists, in order.
        sizes: Their bytes.
        last: Address of the last block seen; 0: none.
        why: Why it broke; None: it is whole.
    """

    range: BlockRange
    reached: int
    words: "Counter[int]" = field(default_factory=Counter)
    starts: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    last: int = 0
    why: str | None = None


def walk(
    read: Read,
    within: BlockRange,
    form: ChunkForm,
    *,
    is_main: bool,
    is_late: Callable[[], bool] = lambda: False,
    near: Near | None = None,
) -> Walked:
    """Go from block to block.

    Args:
        read: How memory is read; absent pages are never touched.
        within: From where to where.
        form: How headers are laid out.
        is_main: It is the main arena's.
        is_late: Tells that the time is up.
        near: Where to note every block.
    """
    walked = Walked(within, within.start)
    while walked.reached < within.stop and walked.why is None:
        if is_late():
            walked.why = OUT_OF_TIME
        elif not _piece(read, walked, form, near):
            break
    if not is_sound(walked.words, is_main=is_main):
        walked.why = UNSOUND
    if walked.reached > within.stop:
        walked.why = walked.why or BEYOND
    if walked.why is None:
        _end(read, walked, form)
    return walked


def _piece(read: Read, walked: Walked, form: ChunkForm, near: Near | None) -> bool:
    """Walk through one piece of memory; False: blocks end there."""
    at = walked.reached
    data = read(at, min(PIECE, walked.range.stop - at))
    if len(data) < form.post:
        walked.why = ABSENT
        return False
    words = words_in(data, form.word)
    steps = Steps()
    after = step_through(words, 1, steps, form.smallest, int(form.word == 4))
    if steps.behind:
        _note_free(walked, words, at, steps.behind, form)
    walked.words.update(steps.words)
    walked.reached = at + (after - 1) * form.word
    if steps.words:
        walked.last = walked.reached - (steps.words[-1] & ~FLAGS)
        if near is not None and at < near.high and walked.reached > near.low:
            _note_near(near, at, steps.words)
    return after >= len(words)


def _note_free(
    walked: Walked,
    words: "memoryview[int]",
    at: int,
    behind: list[int],
    form: ChunkForm,
) -> None:
    """Note the free blocks before some headers, if both their ends agree."""
    word = form.word
    sizes = [words[place - 1] for place in behind]
    begins = [place - size // word for place, size in zip(behind, sizes, strict=True)]
    agrees = True
    inside = slice(None)
    if behind[0] == 1:  # its block lies in the piece before
        agrees = at - sizes[0] == walked.last
        inside = slice(1, None)
    if agrees and begins[inside]:
        agrees = min(begins[inside]) >= 1 and sizes[inside] == [
            words[one] & ~FLAGS for one in begins[inside]
        ]
    if agrees:
        walked.starts += [at + (one - 1) * word for one in begins]
        walked.sizes += sizes
    else:
        walked.why = DISAGREE


def _note_near(near: Near, at: int, words: list[int]) -> None:
    sizes = [word & ~FLAGS for word in words]
    places = accumulate(sizes, initial=at)
    near.blocks += [
        (place, word)
        for place, word, size in zip(places, words, sizes, strict=False)
        if place < near.high and place + size > near.low
    ]


def _end(read: Read, walked: Walked, form: ChunkForm) -> None:
    """Look at what ends the blocks: the top block's header, or fenceposts."""
    within, at = walked.range, walked.reached
    post = form.post
    words = words_in(read(at, 2 * post), form.word)
    if len(words) < 2:
        walked.why = ABSENT
        return
    size = words[1] & ~FLAGS
    if within.has_top:
        is_end = at == within.stop and at + size == within.end
    else:
        is_end = size == post and len(words) == 4 and words[3] & ~FLAGS in (0, post)
    if not is_end:
        walked.why = NO_TOP if at == within.stop or size >= form.smallest else UNSOUND
    elif not words[1] & PREV_INUSE:
        if walked.last and words[0] == at - walked.last:
            walked.starts.append(walked.last)
            walked.sizes.append(words[0])
        else:
            walked.why = DISAGREE
