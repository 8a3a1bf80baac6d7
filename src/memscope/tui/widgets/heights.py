"""How many lines a pane scrolls through, told to Textual without a layout where it can.

Textual arranges the whole screen anew whenever the virtual size of one widget changes.
Only a scroll bar that comes or goes needs that: all else is between the widget and its
bar. Here, as in `key_order.py`, private names of Textual's are used.
"""

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget


def set_lines(pane: ScrollView, lines: int) -> None:
    """Have a pane scroll through so many lines.

    As wide as if there were no scroll bar: Textual compares this with the room beside
    the bar, and keeps a bar that is not needed where both are the same.
    """
    size, before = Size(pane.container_size.width, lines), pane.virtual_size
    if size == before:
        return
    if size.width == before.width and not _moves_others(pane, before, size):
        pane.set_reactive(Widget.virtual_size, size)
        pane._scroll_update(size)
    else:
        pane.virtual_size = size


def _moves_others(pane: ScrollView, before: Size, size: Size) -> bool:
    """Tell whether a scroll bar comes or goes, or the pane is as high as its lines."""
    height = pane.styles.height
    if height is not None and height.is_auto:
        return True
    room = pane.container_size.height
    return (before.height > room) != (size.height > room)
