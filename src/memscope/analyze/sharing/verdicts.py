"""Whether both sides have the same physical page: which fact proves what.

With frame numbers the answer is certain. Without, the kernel still says which pages
are mapped only once, and which are a file's own: enough to prove many pages different
and many the same. The rest stays undecided, or is called alike, never the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from memscope.model.page import CODES, PageState
from memscope.model.sharing import Proof
from memscope.parse.pagemap import FRAME


class PageVerdict(IntEnum):
    """What is known of two pages."""

    SAME = 0
    DIFFERENT = 1
    ZERO = 2
    MERGED = 3
    ALIKE = 4
    UNDECIDED = 5


def _go_on() -> None:
    """Do nothing: nobody wants to stop."""


@dataclass(frozen=True, slots=True)
class KnownOfPages:
    """What was found out besides the pages themselves.

    Attributes:
        separate: The two address spaces are known not to be one.
        frames: The kernel shows frame numbers on both sides.
        flags: The kernel shows the flags of frames.
        zero: Frames that are a page of zeros of the kernel's.
        merged: Frames of pages that KSM has merged.
        common: Frames that both sides have mapped.
        mappings: How often such a frame is mapped by anybody; 0: the kernel does not
            count that.
        unsettled: Pages of the first side that changed while we looked.
        equal: Page of the first side to whether its bytes equal its counterpart's,
            for those that were read.
        beat: Called after each few thousand pages; may raise `Stopped`.
    """

    separate: bool
    frames: bool
    flags: bool = False
    zero: frozenset[int] = frozenset()
    merged: frozenset[int] = frozenset()
    common: frozenset[int] = frozenset()
    mappings: Mapping[int, int] = field(default_factory=dict)
    unsettled: frozenset[int] = frozenset()
    equal: Mapping[int, bool] = field(default_factory=dict)
    beat: Callable[[], None] = _go_on

    def with_contents(self, equal: Mapping[int, bool]) -> "KnownOfPages":
        """Return the same, with pages whose bytes were compared."""
        return replace(self, equal=equal)


_ZERO = CODES[PageState.ZERO]
_PRESENT = CODES[PageState.PRESENT]
OWN = frozenset({CODES[PageState.EXCLUSIVE], CODES[PageState.FILE_EXCLUSIVE]})
FILES = frozenset({CODES[PageState.FILE], CODES[PageState.FILE_EXCLUSIVE]})
Judgement = tuple[PageVerdict, Proof | None]
UNDECIDED: Judgement = (PageVerdict.UNDECIDED, None)


def judge_frames(code: int, word: int, other: int, known: KnownOfPages) -> Judgement:
    """Decide about two present pages by their frames.

    Args:
        code: State of the first page.
        word: Pagemap entry of the first page.
        other: Pagemap entry of the second.
        known: What else was found out.
    """
    frame, other_frame = word & FRAME, other & FRAME
    if not frame or not other_frame:
        # 0 means that we may not know; two of them are not one frame.
        return UNDECIDED
    if frame != other_frame:
        return PageVerdict.DIFFERENT, Proof.FRAMES
    if frame in known.zero or code == _ZERO:
        return PageVerdict.ZERO, Proof.FRAMES
    if frame in known.merged:
        return PageVerdict.MERGED, Proof.FRAMES
    if code == _PRESENT and not known.flags:
        # It may be the page of zeros: nothing on this machine would say so.
        return UNDECIDED
    return PageVerdict.SAME, Proof.FRAMES


def judge_states(
    code: int, other: int, object_is_same: bool, known: KnownOfPages
) -> Judgement:
    """Decide about two present pages where frames are hidden.

    Args:
        code: State of the first page, without HUGE.
        other: State of the second.
        object_is_same: Both are mapped from the same place of the same file. When
            not, nothing follows: two names may lead to one file.
        known: What else was found out.
    """
    if not known.separate and code == other and code in OWN:
        # In one address space the page on the other side is this very page.
        return UNDECIDED
    if _ZERO in (code, other):
        if code == other:
            return PageVerdict.ZERO, Proof.PAGE_STATE
        return PageVerdict.DIFFERENT, Proof.PAGE_STATE
    if code in OWN or other in OWN:
        return PageVerdict.DIFFERENT, Proof.EXCLUSIVE_BIT
    if (code in FILES) != (other in FILES):
        return PageVerdict.DIFFERENT, Proof.PAGE_STATE
    if code in FILES and object_is_same:
        return PageVerdict.SAME, Proof.INODE
    return UNDECIDED
