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

from memscope.i18n import _
from memscope.model.kinds import Kind
from memscope.render.help.glossary import meaning_of
from memscope.render.help.page import OnScreen, Topic
from memscope.render.palette import KIND_STYLES
from memscope.tui.widgets.rows import Rows

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
    for segment in strips[y]:
        at += segment.cell_length
        if x < at:
            return list(_about(segment))
    return []


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
