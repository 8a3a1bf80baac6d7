"""What those who follow see in place of what is not shared."""

from memscope.i18n import _
from memscope.tui.served.frames import Whole
from memscope.units import cell_width, shorten


def cover(width: int, height: int) -> Whole:
    """Return a frame of that size that says why there is nothing to see."""
    sentence = _("The bytes of a process are on screen; they are not shared.")
    text = shorten(sentence, width)
    column = max(1, (width - cell_width(text)) // 2 + 1)
    place = f"\x1b[{max(1, height // 2)};{column}H"
    data = f"\x1b[?25l\x1b[0m\x1b[2J{place}{text}".encode()
    return Whole(width, height, data)
