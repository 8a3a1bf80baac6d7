"""The walk from block to block through one range of an arena.

What is not in RAM is not read, and what does not fit ends the walk: nothing behind that
place is known. The program may go on meanwhile, so a walk that breaks may be whole the
next time.
"""

from collections import Counter
from collections.abc import Callable

from msgspec import Struct, field

from memscope.i18n import N_
from memscope.parse.glibc_chunks import FLAGS, ChunkForm, Steps, is_sound, step_through
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


class Extent(Struct, frozen=True, gc=False):
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


class Walked(Struct):
    """What a walk saw of one range.

    Attributes:
        extent: Where it went.
        reached: First address that it did not see.
        words: Sizes with their flags, and how many blocks have each.
        free: (address, bytes) of the blocks that are on malloc's lists, in order.
        last: Address of the last block seen; 0: none.
        why: Why it broke; None: it is whole.
    """

    extent: Extent
    reached: int
    words: "Counter[int]" = field(default_factory=Counter)
    free: list[tuple[int, int]] = field(default_factory=list)
    last: int = 0
    why: str | None = None


def walk(
    read: Read,
    extent: Extent,
    form: ChunkForm,
    *,
    is_main: bool,
    is_late: Callable[[], bool] = lambda: False,
) -> Walked:
    """Go from block to block.

    Args:
        read: How memory is read; absent pages are never touched.
        extent: From where to where.
        form: How headers are laid out.
        is_main: It is the main arena's.
        is_late: Tells that the time is up.
    """
    walked = Walked(extent, extent.start)
    while walked.reached < extent.stop and walked.why is None:
        if is_late():
            walked.why = OUT_OF_TIME
        elif not _piece(read, walked, form, is_main):
            break
    if walked.why is None:
        _end(read, walked, form)
    return walked


def _piece(read: Read, walked: Walked, form: ChunkForm, is_main: bool) -> bool:
    """Walk through one piece of memory; False: blocks end there."""
    at = walked.reached
    data = read(at, min(PIECE, walked.extent.stop - at))
    if len(data) < form.post:
        walked.why = ABSENT
        return False
    words = words_in(data, form.word)
    steps = Steps()
    after = step_through(words, 1, steps, form.smallest, int(form.word == 4))
    found = Counter(steps.words)
    if not is_sound(found, is_main=is_main):
        walked.why = UNSOUND
        return False
    for place in steps.behind:
        _note_free(walked, words, at, place, form)
    walked.words.update(found)
    walked.reached = at + (after - 1) * form.word
    if steps.words:
        walked.last = walked.reached - (steps.words[-1] & ~FLAGS)
    if walked.reached > walked.extent.stop:
        walked.why = BEYOND
    return after >= len(words) and bool(steps.words)


def _note_free(
    walked: Walked, words: "memoryview[int]", at: int, place: int, form: ChunkForm
) -> None:
    """Note the free block before a header, if both its ends agree."""
    size = words[place - 1]
    begin = place - size // form.word
    if begin >= 0:
        agrees = words[begin] & ~FLAGS == size and size >= form.smallest
    else:
        # Only the first header of a piece has its block in the piece before.
        agrees = at - size == walked.last and place == 1
    if agrees:
        walked.free.append((at + (place - 1) * form.word - size, size))
    else:
        walked.why = DISAGREE


def _end(read: Read, walked: Walked, form: ChunkForm) -> None:
    """Look at what ends the blocks: the top block's header, or fenceposts."""
    extent, at = walked.extent, walked.reached
    post = form.post
    words = words_in(read(at, 2 * post), form.word)
    if len(words) < 2:
        walked.why = ABSENT
        return
    size = words[1] & ~FLAGS
    if extent.has_top:
        is_end = at == extent.stop and at + size == extent.end
    else:
        is_end = size == post and len(words) == 4 and words[3] & ~FLAGS in (0, post)
    if not is_end:
        walked.why = NO_TOP if at == extent.stop or size >= form.smallest else UNSOUND
    elif not words[1] & 1:
        if walked.last and words[0] == at - walked.last:
            walked.free.append((walked.last, words[0]))
        else:
            walked.why = DISAGREE
