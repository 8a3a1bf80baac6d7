"""Letter, colour and name of every state of a page, and of what happens to pages.

In a grid a capital letter says that all pages of a cell are alike, a small one that
most are.
"""

from memscope.i18n import N_
from memscope.model.page import PageChange, PageState
from memscope.render.palette import Style

PAGE_STYLES: dict[PageState, Style] = {
    PageState.ABSENT: Style("·", "#4B5563", N_("absent: never touched, or given back")),
    PageState.PRESENT: Style("P", "#9CA3AF", N_("in RAM, nothing more is known")),
    PageState.EXCLUSIVE: Style("X", "#D55E00", N_("exclusive: its own, in RAM")),
    PageState.SHARED: Style("S", "#F0E442", N_("shared until somebody writes")),
    PageState.FILE: Style(
        "F", "#56B4E9", N_("of a file or shared memory, mapped by others too")
    ),
    PageState.FILE_EXCLUSIVE: Style(
        "E", "#0072B2", N_("of a file or shared memory, mapped only here")
    ),
    PageState.ZERO: Style("Z", "#CFC9B8", N_("the page of zeros: no memory used")),
    PageState.SWAPPED: Style("W", "#CC79A7", N_("swapped out")),
    PageState.GUARD: Style("G", "#8A8F98", N_("guard: a touch is an error")),
    PageState.UNKNOWN: Style("?", "#6B7280", N_("unknown")),
    PageState.UNMAPPED: Style(
        ",", "#52606D", N_("of a file or shared memory, not mapped here (yet)")
    ),
}

NOTHING = (PageState.ABSENT, PageState.UNMAPPED)
"""States that are drawn as nothing: no page of this page table."""
HUGE_LETTER = "H"
"""Instead of the state's letter, in the state's colour."""
HUGE_NAME = N_("part of a huge page")
MIXED_ABSENT = ":"
"""Most pages of the cell are absent, some are not."""

CHANGE_LOOKS: dict[PageChange, tuple[str, str]] = {
    PageChange.APPEARED: ("+", N_("came into RAM")),
    PageChange.WENT_AWAY: ("-", N_("left RAM")),
    PageChange.COPIED: ("*", N_("copied by a write")),
    PageChange.MOVED: ("~", N_("another page now")),
    PageChange.UNSHARED: ("|", N_("no longer shared")),
    PageChange.SHARED: ("&", N_("shared now")),
    PageChange.CONTENT: ("!", N_("other contents")),
}
"""One character and what it means."""
