"""The region pane: what there is to say of the selected row, and its pages by age.

The pages are read in the background, of the row in front only, and while it is seen.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual import on, work
from textual.events import Click, Leave, MouseMove
from textual.message import Message

from memscope.analyze.growth.growth import Growth
from memscope.analyze.space.row import RowKey, SpaceRow
from memscope.errors import MemscopeError
from memscope.i18n import _
from memscope.model.place import HexRow
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.render.runs import Line
from memscope.render.space.facts import RegionFacts
from memscope.render.space.names import row_name, thing_name
from memscope.render.space.page_dots import (
    Dot,
    PageDots,
    dot_words,
    dots_of,
    shades_of,
)
from memscope.render.space.region import (
    RegionPicture,
    grid_columns,
    region_picture,
)
from memscope.render.space.strip import NO_SHADES, Shades
from memscope.render.words.changes import change_text
from memscope.render.words.leaks import leak_lines
from memscope.render.words.names import colour_key
from memscope.render.words.problems import sentence
from memscope.tui.age_watch import AgeWatch
from memscope.tui.close_looks import Closer
from memscope.tui.measuring import NOTHING_MEASURED, MeasuredProcess
from memscope.tui.view import ProcessView
from memscope.tui.widgets.drawn import DrawnLines

_REST_S = 0.3
"""Seconds that the cursor rests on a row before its pages are read."""
_EVERY_S = 2.0
_BYTES_FROM = 48
"""Cells from which on there is room for the first bytes."""
_BYTE_ROWS = 3
_MOST = 2000
"""Regions of a group that are asked whether they look like a leak."""
_REST_PER_WORK = 30
"""Seconds of rest for a second of reading, at the least."""


class RegionPane(DrawnLines, can_focus=True):
    """All about one row."""

    GRID_LINES = 6

    class DotPicked(Message):
        """The reader asks for an address: the one of the dot that was clicked."""

        def __init__(self, pane: "RegionPane", address: int) -> None:
            super().__init__()
            self.pane = pane
            self.address = address

        @property
        def control(self) -> "RegionPane":
            """The pane it came from."""
            return self.pane

    @dataclass
    class PagesSeen(Message):
        """The pages have been looked at.

        Attributes:
            key: Of the row.
            found: What was seen, or why nothing was.
        first: Its first bytes, where there is room for them.
        """

        key: RowKey
        found: "PageDots | MemscopeError"
        first: Sequence[HexRow] = ()

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._facts: RegionFacts | None = None
        self._watch: AgeWatch | None = None
        self._shows_bytes = True
        self._dots: PageDots | None = None
        self._picture = RegionPicture(())
        self._is_reading = False
        self._not_before = 0.0
        self._pinned: RowKey | None = None
        self._pointed = ""
        self._window_s = 30.0

    # What is shown

    def look_with(self, closer: Closer | None, *, shows_bytes: bool = True) -> None:
        """Read pages through this one.

        Args:
            closer: Who looks; None: there is nobody living to look at.
            shows_bytes: Whoever sees this pane may see the bytes of the process.
        """
        self._watch = None if closer is None else AgeWatch(closer)
        self._shows_bytes = shows_bytes

    def show(
        self,
        row: SpaceRow | None,
        view: ProcessView | None,
        measured: MeasuredProcess = NOTHING_MEASURED,
        growth: Growth | None = None,
    ) -> None:
        """Draw a row; what is equal to what is drawn costs nothing.

        Args:
            row: The selected one; None: there is none.
            view: Of its process.
            measured: What a close look told of that, if there was one.
            growth: Of the process; None: the view's.
        """
        if row is None or view is None:
            self._show(None)
        elif self._pinned is None or self._pinned == row.key:
            self._show(facts_of(row, view, measured, growth or view.growth))

    def _show(self, facts: RegionFacts | None) -> None:
        if facts is not None and self._watch is None:
            facts = replace(facts, problem=_("pages are seen in a living process only"))
        old, self._facts = self._facts, facts
        is_other = _key(old) != _key(facts)
        if is_other:
            self._dots, self._pointed = None, ""
            self._not_before = time.monotonic() + _REST_S
            self.scroll_home(animate=False)
            if self._watch is not None:
                self.set_timer(_REST_S, self.look_again)
        elif old is not None and facts is not None:
            problem = facts.problem or old.problem
            self._facts = replace(facts, problem=problem, first=old.first)
        self.redraw()
        self.look_again()

    @property
    def key(self) -> RowKey | None:
        """The row that is shown."""
        return _key(self._facts)

    @property
    def facts(self) -> RegionFacts | None:
        """What is known of it."""
        return self._facts

    @property
    def shades(self) -> Shades:
        """Its pages by age, for the strip in the table."""
        return NO_SHADES if self._dots is None else shades_of(self._dots)

    # Pinning

    @property
    def is_pinned(self) -> bool:
        """It stays with its row, whatever is selected."""
        return self._pinned is not None

    def pin(self) -> None:
        """Stay with the row that is shown, whatever is selected next."""
        self._pinned = self.key
        self._entitle()

    def unpin(self) -> None:
        """Follow the selected row again."""
        self._pinned = None
        self._entitle()

    # Reading

    def look_again(self) -> None:
        """Look at the pages again, if it is time, and if they are seen."""
        facts, watch = self._facts, self._watch
        if facts is None or facts.region is None or watch is None:
            return
        is_due = time.monotonic() >= self._not_before
        if is_due and not self._is_reading and self._width and self.is_on_screen:
            self._is_reading = True
            self._look(watch, facts, facts.region, self._width)

    @work(thread=True, group="region", description="region")
    def _look(
        self, watch: AgeWatch, facts: RegionFacts, region: Region, width: int
    ) -> None:
        found: PageDots | MemscopeError
        first: Sequence[HexRow] = ()
        try:
            began = time.monotonic()
            ages = watch.look(facts.process.identity, region, began)
            found = dots_of(
                ages,
                colour_key(region, facts.process.exe),
                columns=grid_columns(width),
                lines=self.GRID_LINES,
                window_s=self._window_s,
            )
            if width >= _BYTES_FROM and self._shows_bytes:
                first = _first_bytes(watch.closer, facts.process, region)
            took = time.monotonic() - began
            self._not_before = began + max(_EVERY_S, took * _REST_PER_WORK)
        except MemscopeError as error:
            found = error
        self.post_message(self.PagesSeen(facts.row.key, found, first))

    class Shaded(Message):
        """Its pages look different; `pane.shades` has them by age."""

        def __init__(self, pane: "RegionPane") -> None:
            super().__init__()
            self.pane = pane

    @on(PagesSeen)
    def _take(self, message: PagesSeen) -> None:
        self._is_reading = False
        if message.key != self.key or self._facts is None:
            self.look_again()
            return
        self._facts = replace(self._facts, first=tuple(message.first))
        if isinstance(message.found, MemscopeError):
            self._dots = None
            self._problem(sentence(message.found))
            return
        if self._dots is None or self._dots.dots != message.found.dots:
            self._dots = message.found
            self.post_message(self.Shaded(self))
        self._facts = replace(self._facts, problem="")
        self.redraw()

    def _problem(self, text: str) -> None:
        self._not_before = time.monotonic() + _EVERY_S * 5
        assert self._facts is not None
        if self._facts.problem != text:
            self._facts = replace(self._facts, problem=text)
            self.redraw()

    # Drawing

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def is_on_screen(self) -> bool:
        """Somebody can see it."""
        return self.display and self.is_attached and bool(self.size)

    def lines(self, width: int) -> list[Line]:
        """Draw what is known."""
        if self._facts is None:
            self._picture = RegionPicture(())
            return []
        dots = self._dots
        if dots is not None and dots.columns != grid_columns(width):
            dots = self._dots = dots_of(
                dots.ages,
                dots.key,
                columns=grid_columns(width),
                lines=self.GRID_LINES,
                window_s=dots.window_s,
            )
        self._picture = region_picture(self._facts, dots, width)
        return list(self._picture.lines)

    def redraw(self) -> None:
        """Draw again, the title too; only the lines that are not what they were."""
        self._entitle()
        old = self._drawn
        if old is None or old[0] != self._width:
            super().redraw()
        else:
            self.redraw_what_differs()

    @property
    def tab_title(self) -> str:
        """What it is, and of what, where it is a tab."""
        facts = self._facts
        if facts is None:
            return _("region")
        region = facts.region
        name = thing_name(region, facts.process) if region else row_name(facts.row)
        return f"{_('region')} {name}"

    def _entitle(self) -> None:
        title = self.tab_title
        if self._pinned is not None:
            title = f"{_('pinned')}: {title}"
        if self._pointed:
            title = self._pointed
        self.set_title(title)

    # Mouse

    def dot_at(self, x: int, y: int) -> Dot | None:
        """Return the dot at a cell of the pane; of its two, the one that is touched."""
        dots, at = self._picture.dots, y + self.scroll_offset.y - self._picture.top
        if dots is None or not 0 <= at < dots.height:
            return None
        upper = dots.at(x, at)
        lower = dots.at(x, at, is_lower=True)
        if upper is not None and lower is not None and not upper.touched:
            return lower if lower.touched else upper
        return upper

    def on_mouse_move(self, event: MouseMove) -> None:
        """Tell address and state of the dot under the pointer."""
        offset = event.get_content_offset(self)
        dot = None if offset is None else self.dot_at(offset.x, offset.y)
        self._point(dot)

    def on_leave(self, _event: Leave) -> None:
        """The pointer is elsewhere."""
        self._point(None)

    def _point(self, dot: Dot | None) -> None:
        dots, facts = self._picture.dots, self._facts
        words = ""
        if dot is not None and dots is not None and facts is not None:
            size = dots.ages.page_size
            words = dot_words(dot, dots.window_s, facts.digits, size)
        if words != self._pointed:
            self._pointed = words
            self._entitle()

    def on_click(self, event: Click) -> None:
        """Go to the address of a dot."""
        offset = event.get_content_offset(self)
        dot = None if offset is None else self.dot_at(offset.x, offset.y)
        if dot is not None:
            self.post_message(self.DotPicked(self, dot.low))


def facts_of(
    row: SpaceRow,
    view: ProcessView,
    measured: MeasuredProcess,
    growth: Growth,
) -> RegionFacts:
    """Put together what is known of a row."""
    regions = row.regions
    change = view.changed.get(regions[0].start) if len(regions) == 1 else None
    return RegionFacts(
        row=row,
        measured=measured.of(view.key, regions[0]) if len(regions) == 1 else None,
        parts=measured.all_of(view.key, regions) if len(regions) > 1 else (),
        growth=growth,
        news=change_text(change) if change else "",
        leak=_leak(regions, growth),
    )


def _first_bytes(closer: Closer, process: Process, region: Region) -> Sequence[HexRow]:
    """Read a few bytes; what may not be read says so where the bytes would be."""
    if not region.is_readable:
        return ()
    layout = closer.layout(process, region.start, region.end)
    return closer.rows(process, layout, 0, _BYTE_ROWS)


def _leak(regions: Sequence[Region], growth: Growth) -> Sequence[str]:
    leak = growth.leak(regions) if 0 < len(regions) <= _MOST else None
    return leak_lines(leak) if leak is not None and leak.is_likely else ()


def _key(facts: RegionFacts | None) -> RowKey | None:
    return None if facts is None else facts.row.key
