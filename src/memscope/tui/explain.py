"""Finds out what `?` is asked about: what is under the mouse, or under the cursor.

Whatever a widget of ours draws carries the names of its style (`tui/colours.py`), so a
cell of the screen can be asked what its colour means, and its words are looked up as
they stand there. A widget that knows more says it itself: see `Helpful`.
"""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from rich.segment import Segment
from textual.screen import Screen
from textual.widget import Widget

from memscope.i18n import N_, _
from memscope.model.kinds import Kind
from memscope.render.help.glossary import meaning_of, meaning_of_figure
from memscope.render.help.page import OnScreen, Topic
from memscope.render.help.signs import signs_in
from memscope.render.palette import KIND_STYLES
from memscope.tui.widgets.bars import KeyBar
from memscope.tui.widgets.filter_line import FilterLine
from memscope.tui.widgets.goto_line import GotoLine
from memscope.tui.widgets.header import Header
from memscope.tui.widgets.rows import Rows

_LINES: dict[type[Widget], str] = {
    Header: N_("line at the top"),
    FilterLine: "filter",
    GotoLine: "go to",
}
"""What has no title of its own, by a word of the glossary."""

NAMES = "names"
"""Key of a style's names in its meta data."""


@runtime_checkable
class Helpful(Protocol):
    """A widget that explains what its cursor is on better than its colours can."""

    def help_here(self) -> Topic | None:
        """Return what it is, in the reader's language; None: nothing special."""
        ...


def seen_on(screen: Screen[object]) -> OnScreen:
    """Return what is drawn on a screen."""
    names: set[str] = set()
    texts = []
    for strip in screen._compositor.render_strips():
        for segment in strip:
            names |= set(_names(segment))
            texts.append(segment.text)
    return OnScreen(frozenset(names), "".join(texts))


def topics_at(screen: Screen[object], x: int, y: int) -> list[Topic]:
    """Return what the cell at some place of the screen is about."""
    strips = screen._compositor.render_strips()
    if not 0 <= y < len(strips):
        return []
    at = 0
    before: list[Segment] = []
    for segment in strips[y]:
        at += segment.cell_length
        before.append(segment)
        if x < at:
            return _once([*_at(screen, x, y, before)])
    return []


def _at(
    screen: Screen[object], x: int, y: int, before: list[Segment]
) -> Iterator[Topic]:
    """Yield what a cell says, and what is about it because of where it stands."""
    widget, region = screen.get_widget_at(x, y)
    if isinstance(widget, KeyBar):
        key = widget.key_at(x - region.x)
        if key is not None:
            yield Topic(key.keys, (_(key.meaning),))
        return
    yield from _about(before[-1])
    if isinstance(widget, Rows):
        yield from _of_words(widget.head_word(x - region.x - widget.gutter.left))
        line = y - region.y - widget.gutter.top
        if line >= widget.head_count:
            for segment in widget.render_line(line):
                yield from _of_colours(segment)
    else:
        yield from _of_label(before, x - region.x)
    yield from _of_words(str(widget.border_title or ""))
    for kind, word in _LINES.items():
        if isinstance(widget, kind):
            yield from _of_words(_(word))


def _of_label(before: list[Segment], room: int) -> Iterator[Topic]:
    """Yield what the label says that stands before a number, in the same widget."""
    width = 0
    for segment in reversed(before[:-1]):
        width += segment.cell_length
        if width > room:
            return
        if topics := list(_of_words(segment.text)):
            yield from topics
            return


def topics_of(screen: Screen[object], focused: Widget | None) -> list[Topic]:
    """Return what the cursor of the focused widget is on, then what the pane is."""
    found: list[Topic] = []
    if isinstance(focused, Helpful) and (own := focused.help_here()) is not None:
        found.append(own)
    elif isinstance(focused, Rows):
        found += _of_row(focused)
    if focused is not None:
        title = str(focused.border_title or "").strip()
        found += _of_words(title)
    return _once(found)


def _of_row(rows: Rows) -> Iterator[Topic]:
    first, _count = rows.line_of(rows.cursor)
    y = first - rows.scroll_offset.y + getattr(rows, "head_count", 0)
    if not rows.row_count() or not 0 <= y < rows.scrollable_content_region.height:
        return
    for segment in rows.render_line(y):
        yield from _of_colours(segment)


def _about(segment: Segment) -> Iterator[Topic]:
    yield from _of_words(segment.text)
    yield from _of_colours(segment)
    figure = meaning_of_figure(segment.text)
    if figure is not None:
        yield Topic(figure[0], (figure[1],))
    for sign, meaning in signs_in(segment.text):
        yield Topic(sign.text.strip(), (meaning,))


def _of_words(text: str) -> Iterator[Topic]:
    found = meaning_of(text)
    if found is not None:
        word, meaning = found
        yield Topic(word, (meaning,))


def _of_colours(segment: Segment) -> Iterator[Topic]:
    for name in _names(segment):
        key = name.split(".")[1] if "." in name else ""
        for kind in Kind:
            if kind.value == key:
                yield Topic(_(kind.english), (_(KIND_STYLES[kind].reason),))


def _names(segment: Segment) -> list[str]:
    style = segment.style
    return str(style.meta.get(NAMES, "")).split() if style else []


def _once(topics: list[Topic]) -> list[Topic]:
    return list({topic.title: topic for topic in topics}.values())
