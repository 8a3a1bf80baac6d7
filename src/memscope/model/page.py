"""One page of memory: its state, its changes; and the maps made of many.

There may be millions of pages, so they are bytes and words in a row, not objects.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter

from msgspec import Struct

from memscope.model.ranges import Ranges
from memscope.model.word import Word


class PageState(Word):
    """What one page of address space is."""

    ABSENT = "absent"
    """Nothing is there: never touched, or given back."""
    PRESENT = "present"
    """In RAM; nothing more is known."""
    EXCLUSIVE = "exclusive"
    """Private memory in RAM that nobody else has mapped."""
    SHARED = "shared"
    """Private memory in RAM that others have mapped too, as after fork: the next
    write to it makes a copy."""
    FILE = "file"
    """A page of a file or of shared memory, in RAM and mapped by others too."""
    FILE_EXCLUSIVE = "file-exclusive"
    """A page of a file or of shared memory, in RAM and mapped by nobody else."""
    ZERO = "zero"
    """The kernel's one page of zeros: readable, and no memory is used for it."""
    SWAPPED = "swapped"
    GUARD = "guard"
    """A touch ends in SIGSEGV (MADV_GUARD_INSTALL)."""
    UNKNOWN = "unknown"
    """We did not look, or were not allowed to."""
    UNMAPPED = "unmapped"
    """A page of a file or of shared memory that this page table does not have; whether
    it is in RAM is not said."""


RESIDENT = frozenset(
    {
        PageState.PRESENT,
        PageState.EXCLUSIVE,
        PageState.SHARED,
        PageState.FILE,
        PageState.FILE_EXCLUSIVE,
    }
)
"""The states in which a page counts as resident memory of the process."""


class PageRun(Struct, frozen=True, gc=False, omit_defaults=True):
    """Pages in a row that are all alike.

    Attributes:
        state: What they are.
        count: How many pages.
        huge: They are mapped as part of a huge page.
    """

    state: PageState
    count: int
    huge: bool = False


class PageChange(Word):
    """What happened to one page between two looks."""

    APPEARED = "appeared"
    """It came into RAM; before, nothing was there, or only the page of zeros."""
    WENT_AWAY = "went-away"
    """It left RAM, to swap or for good."""
    COPIED = "copied"
    """The copy of copy-on-write: it was shared, or a page of a file, and is a page
    of its own now."""
    MOVED = "moved"
    """It is another page, but no copy of what was shared: the kernel moved it, or
    it was dropped and made anew."""
    UNSHARED = "unshared"
    """Others had it mapped and do not any more. Where frames are hidden from us,
    this may be a copy as well: it was copied here, or the others let go of it."""
    SHARED = "shared"
    """Others have it mapped now too, as after a fork."""
    CONTENT = "content"
    """Its bytes are different; only known when contents were asked for."""


class Page(Struct, frozen=True, gc=False):
    """All that is known of one page.

    Attributes:
        address: Its first address.
        state: What it is.
        huge: Mapped as part of a huge page; None when unknown.
        exclusive: Nobody else has it mapped; None when it is not in RAM, or unknown.
        frame: Number of the physical page frame; None when unknown, never 0.
        mappings: How often the frame is mapped by anybody; None when unknown.
        frame_flags: Names of the kernel's flags of the frame; None when unknown.
        word: The kernel's entry in pagemap, as it is; None when not read.
    """

    address: int
    state: PageState
    huge: bool | None = None
    exclusive: bool | None = None
    frame: int | None = None
    mappings: int | None = None
    frame_flags: tuple[str, ...] | None = None
    word: int | None = None


STATES = tuple(PageState)
"""A state's code is its place in here."""
CODES = {state: code for code, state in enumerate(STATES)}
HUGE = 0x10
"""Added to the code of a page that is part of a huge page."""

_IS_RESIDENT = bytes(
    (code & ~HUGE) in {CODES[state] for state in RESIDENT} for code in range(256)
)
_AS_UNMAPPED = bytes(
    CODES[PageState.UNMAPPED] if code == CODES[PageState.ABSENT] else code
    for code in range(256)
)
_RUNS = re.compile(rb"(.)\1*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PagePiece:
    """Pages in a row.

    Attributes:
        start: Address of the first.
        states: A byte a page: code of its state, with HUGE added where it is.
        words: The kernel's 64-bit pagemap entries, one a page.
    """

    start: int
    states: bytes
    words: "array[int]"


@dataclass(frozen=True, slots=True)
class PageMap:
    """The pages from `start` to `end`; what lies in no piece is absent.

    Attributes:
        start: First address, at the beginning of a page.
        end: First address after it, at the beginning of a page.
        page_size: Bytes.
        pieces: In order of address, none overlapping another.
        unread: Where we did not look: nothing is known there.
        huge_known: Huge pages would have been recognised.
        checksums: Address of a page to CRC-32 of its bytes, for the pages whose
            contents were read; None when nobody asked for contents.
        nothing: What a page is that this page table does not have.
    """

    start: int
    end: int
    page_size: int
    pieces: tuple[PagePiece, ...] = ()
    unread: Ranges = field(default_factory=Ranges)
    huge_known: bool = True
    checksums: dict[int, int] | None = None
    nothing: PageState = PageState.ABSENT

    def of_a_file(self) -> "PageMap":
        """Return the pages of a mapping with something behind it.

        That the page table lacks one says nothing about whether it is in RAM.
        """
        pieces = tuple(
            PagePiece(one.start, one.states.translate(_AS_UNMAPPED), one.words)
            for one in self.pieces
        )
        return replace(self, pieces=pieces, nothing=PageState.UNMAPPED)

    @property
    def count(self) -> int:
        """Number of pages, whatever they are."""
        return (self.end - self.start) // self.page_size

    @property
    def resident_count(self) -> int:
        """Number of pages in RAM, the page of zeros left out."""
        return sum(one.states.translate(_IS_RESIDENT).count(1) for one in self.pieces)

    @property
    def frames_known(self) -> bool | None:
        """The kernel showed frame numbers; None when no page could have had one."""
        for piece in self.pieces:
            for word in piece.words:
                if word >> 63:
                    # It is decided for the whole file when it is opened.
                    return bool(word & _FRAME)
        return None

    def part(self, start: int, end: int) -> "PageMap":
        """Return the pages that [start, end) touches, whole pages always."""
        size = self.page_size
        start, end = start // size * size, -(-end // size) * size
        return PageMap(
            start,
            end,
            size,
            tuple(PagePiece(*one) for one in self.within(start, end)),
            Ranges(*map(list, zip(*self.unread.within(start, end), strict=True)))
            if self.unread.bytes_in(start, end)
            else Ranges(),
            self.huge_known,
            self.checksums,
            self.nothing,
        )

    def within(self, start: int, end: int) -> Iterator[tuple[int, bytes, "array[int]"]]:
        """Yield (address, states, words) of what the pieces hold of [start, end)."""
        size = self.page_size
        index = max(bisect_right(self.pieces, start, key=_start_of) - 1, 0)
        for at in range(index, len(self.pieces)):
            piece = self.pieces[at]
            if piece.start >= end:
                return
            low = max((start - piece.start) // size, 0)
            high = min((end - piece.start) // size, len(piece.states))
            if low == 0 and high == len(piece.states):
                yield piece.start, piece.states, piece.words
            elif low < high:
                address = piece.start + low * size
                yield address, piece.states[low:high], piece.words[low:high]

    def code_at(self, address: int) -> int:
        """Return the state's code of the page at `address`, with HUGE where it is."""
        page = address // self.page_size * self.page_size
        for _, states, _ in self.within(page, page + self.page_size):
            return states[0]
        return CODES[PageState.UNKNOWN if page in self.unread else self.nothing]

    def word_at(self, address: int) -> int | None:
        """Return the pagemap entry of the page at `address`; None when not read."""
        page = address // self.page_size * self.page_size
        for _, _, words in self.within(page, page + self.page_size):
            return words[0]
        return None

    def runs(self) -> tuple[PageRun, ...]:
        """Return all pages in order, those in a row that are alike as one run."""
        runs: list[PageRun] = []
        for code, count in self._code_runs():
            state, huge = STATES[code & ~HUGE], bool(code & HUGE)
            if runs and (runs[-1].state, runs[-1].huge) == (state, huge):
                runs[-1] = PageRun(state, runs[-1].count + count, huge)
            else:
                runs.append(PageRun(state, count, huge))
        return tuple(runs)

    def _code_runs(self) -> Iterator[tuple[int, int]]:
        at = self.start
        for piece in self.pieces:
            yield from self._gap(at, piece.start)
            for run in _RUNS.finditer(piece.states):
                yield piece.states[run.start()], run.end() - run.start()
            at = piece.start + len(piece.states) * self.page_size
        yield from self._gap(at, self.end)

    def _gap(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        absent, unknown = CODES[self.nothing], CODES[PageState.UNKNOWN]
        for low, high in self.unread.within(start, end):
            if start < low:
                yield absent, (low - start) // self.page_size
            yield unknown, (high - low) // self.page_size
            start = high
        if start < end:
            yield absent, (end - start) // self.page_size


_FRAME = (1 << 55) - 1

_start_of = attrgetter("start")
