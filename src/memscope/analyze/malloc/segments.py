"""The pieces of a main arena that is not in one piece.

glibc: malloc/malloc.c, `sysmalloc`. Where somebody else moved the break, or where it
could not move on so that malloc asked for a mapping instead, two fenceposts end one
piece, and the next begins elsewhere: in the brk area behind what is not malloc's, or
with a page. Nothing says where. But blocks follow each other from a right begin to
fenceposts or to the top block, and from a wrong one they hardly ever do; and the
arena's record says how many bytes there are altogether.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from memscope.analyze.malloc.heaps import top_end
from memscope.analyze.malloc.walk import PIECE, BlockRange, Read, Walked
from memscope.parse.glibc_arena import ArenaRecord
from memscope.parse.glibc_chunks import (
    ALIGNMENT,
    FLAGS,
    IS_MMAPPED,
    NON_MAIN_ARENA,
    PREV_INUSE,
    ChunkForm,
)
from memscope.parse.memory_words import words_in

_MOST_TRIED = 4096
"""Places where a piece may begin that are tried in one area."""
_SEARCHED = 1 << 20
"""Bytes of the brk area that others may have had in between."""

Area = tuple[int, int]
WalkOf = Callable[[BlockRange], Walked]


class PieceSearch(Struct, frozen=True, gc=False):
    """Where pieces may lie, and how they are looked for.

    Attributes:
        brk: (start, end) of what the kernel calls [heap].
        others: The same of private anonymous memory that nothing else explains.
        read: How memory is read.
        present: Yields what of a range is in RAM; memory may be mapped by the terabyte.
        walk_of: Walks through a range.
        is_late: Tells that the time is up.
        form: How blocks are laid out.
        page: Bytes of a page.
    """

    brk: Sequence[Area]
    others: Sequence[Area]
    read: Read
    present: Callable[[int, int], Iterator[Area]]
    walk_of: WalkOf
    is_late: Callable[[], bool]
    form: ChunkForm
    page: int


def segments_of(record: ArenaRecord, search: PieceSearch) -> list[Walked]:
    """Return walks of all pieces, in order of address; none when some are not found.

    Args:
        record: The arena's.
        search: Where to look.
    """
    end = top_end(record, search.read, search.form)
    if end is None:
        return []
    found: list[Walked] = []
    size = 0
    for areas, step in (
        (search.brk, ALIGNMENT),
        (search.others, search.page),
    ):
        for area in areas:
            pieces = list(_pieces(record.top, end, area, step, search))
            found += pieces
            size += _system(pieces, is_brk=step == ALIGNMENT, page=search.page)
            if size == record.system and any(one.range.has_top for one in found):
                return sorted(found, key=_start)
    return []


def _start(walked: Walked) -> int:
    return walked.range.start


def _system(pieces: Sequence[Walked], *, is_brk: bool, page: int) -> int:
    """Return how many bytes the arena counts for pieces of one area.

    In the brk area it counts what others took in between.
    """
    ends = [(one.range.start, one.range.end) for one in pieces]
    if is_brk and ends:
        ends = [(ends[0][0], ends[-1][1])]
    return sum(-(-high // page) * page - low // page * page for low, high in ends)


def _pieces(
    top: int, top_end: int, area: Area, step: int, search: PieceSearch
) -> Iterator[Walked]:
    """Yield walks of the pieces in one area."""
    free, high = area
    for begin in islice(_begins(free, high, step, search), _MOST_TRIED):
        if search.is_late():
            return
        if begin < free:
            continue
        if step == ALIGNMENT and begin - free > _SEARCHED:
            return
        walked = _piece(begin, top, top_end, high, search)
        if walked is not None:
            yield walked
            free = walked.range.end


def _piece(
    begin: int, top: int, top_end: int, high: int, search: PieceSearch
) -> Walked | None:
    """Return the walk of the piece that begins somewhere; None: none does."""
    walk_of, form, read = search.walk_of, search.form, search.read
    if begin <= top < high:
        walked = walk_of(BlockRange(begin, top, top_end, True))
        if walked.why is None:
            return walked
    else:
        walked = walk_of(BlockRange(begin, high, high, False))
    post = walked.broke_at
    if post <= begin or post + 2 * form.post > high:
        return None
    words = words_in(read(post, 2 * form.post), form.word)
    if len(words) < 4 or {words[1] & ~FLAGS, words[3] & ~FLAGS} != {form.post}:
        return None
    walked = walk_of(BlockRange(begin, post, post + 2 * form.post, False))
    return walked if walked.why is None else None


def _begins(low: int, high: int, step: int, search: PieceSearch) -> Iterator[int]:
    """Yield where a first block may be: its header says that none is free before it."""
    for start, end in search.present(low, high):
        if step == ALIGNMENT:
            yield from _begins_anywhere(start, end, high, search)
        else:
            yield from _begins_of_pages(start, end, high, search)


def _begins_of_pages(
    low: int, end: int, high: int, search: PieceSearch
) -> Iterator[int]:
    form, page = search.form, search.page
    for at in range(-(-low // page) * page, end, page):
        if search.is_late():
            return
        begin = form.first_from(at)
        words = words_in(search.read(begin, form.post), form.word)
        if len(words) == 2 and _is_first(words[1], high - begin, form):
            yield begin


def _begins_anywhere(
    low: int, end: int, high: int, search: PieceSearch
) -> Iterator[int]:
    form = search.form
    stride = ALIGNMENT // form.word
    for at in range(low, end, PIECE):
        if search.is_late():
            return
        words = words_in(search.read(at, min(PIECE, end - at)), form.word)
        first = form.first_from(at)
        for number, word in enumerate(words[(first - at) // form.word + 1 :: stride]):
            begin = first + number * ALIGNMENT
            if _is_first(word, high - begin, form):
                yield begin


def _is_first(word: int, room: int, form: ChunkForm) -> bool:
    size = word & ~FLAGS
    is_ours = word & (PREV_INUSE | IS_MMAPPED | NON_MAIN_ARENA) == PREV_INUSE
    return is_ours and form.smallest <= size <= room and size % ALIGNMENT == 0
