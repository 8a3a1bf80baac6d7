"""Running processes: a list or a tree, sorted, filtered, and marked."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.events import Key

from memscope.i18n import _
from memscope.proc.processes import Listed
from memscope.render.help.page import Topic
from memscope.render.home.processes import (
    HEADS,
    ProcessRow,
    columns_for,
    process_head,
    process_line,
)
from memscope.render.runs import Line
from memscope.tui.running import (
    By,
    Identity,
    Past,
    as_tree,
    identity_of,
    matches,
    ordered,
    short_name,
)
from memscope.tui.widgets.rows import Rows
from memscope.units import safe

KEYS = frozenset("/?jkqstvLT")
"""Characters that are keys here; Textual cannot be asked, for it asks us."""


class ProcessList(Rows):
    """A line for each; equal rows are not painted again.

    Args:
        by: Order to begin with.
        is_tree: Begin as a tree.
        type_on: Called with a character that is no key of anything here: the reader
            has begun to type what he looks for.
    """

    head_count: ClassVar[int] = 1

    def __init__(
        self,
        by: By = By.RESIDENT,
        *,
        is_tree: bool = False,
        type_on: Callable[[str], None] = lambda _typed: None,
    ) -> None:
        super().__init__(id="processes")
        self._type_on = type_on
        self.order = by
        self.is_tree = is_tree
        self.wanted = ""
        self.pss: Mapping[int, int | None] = {}
        self.past = Past()
        self._all: Sequence[Listed] = ()
        self._shown: list[tuple[Listed, ProcessRow]] = []
        self._marked: set[Identity] = set()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take what can be typed and means nothing else."""
        if character is None or not character.isprintable() or character.isspace():
            return False
        return character not in KEYS

    def on_key(self, event: Key) -> None:
        """Hand on what is typed, in this very call: the next key is already there."""
        if event.character and self.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()
            self._type_on(event.character)

    @property
    def selected(self) -> Listed | None:
        """The process that the cursor is on."""
        return self._shown[self.cursor][0] if self._shown else None

    @property
    def all(self) -> Sequence[Listed]:
        """All processes, those that take most RAM first."""
        return sorted(self._all, key=lambda one: -(one.resident or 0))

    @property
    def chosen(self) -> list[Listed]:
        """Those that are marked; without marks the one under the cursor."""
        marked = [one for one in self._all if identity_of(one) in self._marked]
        return marked or ([self.selected] if self.selected else [])

    def show(self, processes: Sequence[Listed], at_s: float) -> None:
        """Take what runs at a monotonic time, in seconds."""
        self.past.add(at_s, processes)
        self._all = processes
        self._marked &= {identity_of(one) for one in processes}
        self.rearrange()

    def show_pss(self, pss: Mapping[int, int | None]) -> None:
        """Take proportional shares by pid, as far as they are known by now."""
        self.pss = pss
        self.rearrange()

    def sort_next(self) -> None:
        """Sort by the next column."""
        orders = list(By)
        self.order = orders[(orders.index(self.order) + 1) % len(orders)]
        self.rearrange()

    def toggle_tree(self) -> None:
        """Show who started whom, or a plain list."""
        self.is_tree = not self.is_tree
        self.rearrange()

    def toggle_mark(self) -> None:
        """Mark the process under the cursor, or no longer; go on to the next."""
        if self.selected is not None:
            self._marked ^= {identity_of(self.selected)}
            self.rearrange()
            self.move_cursor(self.cursor + 1)

    def unmark(self) -> bool:
        """Take all marks away; tell whether there were any."""
        had, self._marked = bool(self._marked), set()
        if had:
            self.rearrange()
        return had

    def filter(self, wanted: str) -> None:
        """Show those in which each of the words is."""
        if wanted.strip() != self.wanted:
            self.wanted = wanted.strip()
            self.rearrange()

    def rearrange(self) -> None:
        """Filter and sort; the cursor stays on its process while that is there."""
        kept = identity_of(self.selected) if self.selected else None
        found = ordered(self._all, self.order, self.past, self.pss)
        if self.is_tree:
            rows = [
                (one, self._row(one, guides, is_context))
                for one, guides, is_context in as_tree(found, self.wanted)
            ]
        else:
            rows = [(one, self._row(one)) for one in found if matches(one, self.wanted)]
        self._shown = rows
        for row, (one, _drawn) in enumerate(rows):
            if identity_of(one) == kept:
                self._cursor = row
        self.redraw()

    def _row(
        self, one: Listed, guides: str = "", is_context: bool = False
    ) -> ProcessRow:
        return ProcessRow(
            pid=one.pid,
            user=one.user,
            name=short_name(one),
            arguments=" ".join(map(safe, one.cmdline[1:])),
            threads=one.threads,
            resident=one.resident,
            grown=self.past.grown(one),
            virtual=one.virtual,
            pss=self.pss.get(one.pid),
            guides=guides,
            is_marked=identity_of(one) in self._marked,
            is_refused=one.is_refused,
            is_context=is_context,
        )

    def help_here(self) -> Topic | None:
        """Explain the row under the cursor."""
        one = self.selected
        if one is None:
            return None
        told = _(
            "A running process. Enter looks into its memory, without stopping it; v "
            "marks it, so that several are opened together."
        )
        refused = _(
            "Its map may not be read: another user owns it, or it made itself "
            "unreadable. Run memscope as its owner or as root."
        )
        sentences = (told, refused) if one.is_refused else (told,)
        return Topic(f"{one.pid} {safe(short_name(one))}", sentences)

    def redraw(self) -> None:
        """Draw again; the title says how many, in which order, and what is left out."""
        self.set_title(self._title())
        super().redraw()

    def _title(self) -> str:
        order = "Δ" if self.order is By.GROWN else _(HEADS[self.order.name.lower()])
        shown, every = len(self._shown), len(self._all)
        count = str(shown)
        if shown < every:
            count = _("{n} of {all}").format(n=shown, all=every)
        parts = [_("running processes: {n}, by {order}").format(n=count, order=order)]
        if self._marked:
            parts.append(_("marked: {n}").format(n=len(self._marked)))
        left_out = len(columns_for(1000, shows_pss=self._shows_pss)) - len(
            self._columns
        )
        if left_out and self.size.width:
            parts.append(_("{n} columns do not fit").format(n=left_out))
        return " · ".join(parts)

    @property
    def _shows_pss(self) -> bool:
        return self.order is By.PSS or bool(self.pss)

    @property
    def _columns(self) -> tuple[str, ...]:
        width = self.scrollable_content_region.width
        return columns_for(max(width, 1), shows_pss=self._shows_pss)

    def row_count(self) -> int:
        """Return the number of processes."""
        return len(self._shown)

    def draw_head(self, line: int, width: int) -> Line:
        """Draw the heads."""
        return process_head(
            self._columns,
            width,
            order=self.order.name.lower(),
            window_s=self.past.span_s,
        )

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw a process."""
        return process_line(self._shown[row][1], self._columns, width)
