"""What two neighbours share of one object, in the cells between them."""

from memscope.analyze.beside.compared import Footing, Gutter
from memscope.i18n import _
from memscope.render.runs import Line, Run
from memscope.render.space.mirror import back
from memscope.render.words.beside import footing_word
from memscope.units import UNKNOWN, cell_width, fit, short_bytes

SAME, LIKELY, OTHER = "═", "≈", "≠"
_INK = "ink.shared strong"


def percent(share: float | None) -> str:
    """Return a share as people write it: `52 %`; what is not all is never 100."""
    if share is None:
        return UNKNOWN
    if 0 < share < 0.01:
        return "<1 %"
    whole = round(share * 100)
    return f"{99 if whole == 100 and share < 1 else whole} %"


def gutter_cells(gutter: Gutter, width: int, key: str) -> Line:
    """Draw a gutter.

    Args:
        gutter: What is known.
        width: Cells.
        key: Whose colours the object has.
    """
    if gutter.footing is Footing.NOT_COMPARED:
        return (Run(fit(UNKNOWN, width, "^"), "faint"),)
    if gutter.same is None:
        long = f"? {footing_word(gutter.footing)}"
        text = long if cell_width(long) <= width else "?"
        return (Run(fit(text, width, "^"), "muted"),)
    if not gutter.same:
        return (Run(fit(f"{OTHER} 0", width, "^"), "muted"),)
    return _band(gutter, width, key)


def _band(gutter: Gutter, width: int, key: str) -> Line:
    """One band through the gutter: full where it is certain, in waves where not."""
    is_certain = gutter.footing is Footing.CERTAIN
    sign = SAME if is_certain else LIKELY
    text = _text(gutter, width - 4)
    left = (width - cell_width(text) - 2) // 2
    right = width - cell_width(text) - 2 - left
    behind = back(key, "shared") if is_certain else f"track.{key}"
    return (
        Run(sign * left, f"{_INK} {behind}"),
        Run(f" {text} ", f"strong {behind}"),
        Run(sign * right, f"{_INK} {behind}"),
    )


def _text(gutter: Gutter, width: int) -> str:
    """Size and share, as much of it as there is room for."""
    size, share = short_bytes(gutter.same), percent(gutter.share)
    more = " +?" if gutter.undecided else ""
    for text in (f"{size} · {share}{more}", f"{size} · {share}", f"{size} {share}"):
        if cell_width(text) <= width:
            return text
    return size if cell_width(size) <= width else share.replace(" ", "")


def one_sided(width: int, *, is_other: bool = False) -> Line:
    """Draw the gutter of what one of the two has alone.

    Args:
        width: Cells.
        is_other: The other one has another build of it.
    """
    text = _("another build") if is_other else _("one side only")
    text = f" {text} " if cell_width(text) + 6 <= width else ""
    left = (width - cell_width(text)) // 2
    right = width - cell_width(text) - left
    return (
        Run("┄" * left, "faint"),
        Run(text, "muted"),
        Run("┄" * right, "faint"),
    )
