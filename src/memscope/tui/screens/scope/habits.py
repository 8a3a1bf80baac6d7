"""What the reader chose before, and is kept for the next time."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol, runtime_checkable

from memscope.analyze.space.reading import Axis, Order, Reading
from memscope.tui.session import Session
from memscope.tui.settings.file import SettingsFile
from memscope.tui.settings.record import Preferences
from memscope.tui.widgets.filter_line import FilterLine
from memscope.tui.widgets.glow import LONG_S, SHORT_S
from memscope.tui.widgets.memory_table import MemoryTable

_LASTS = {"off": 0.0, "short": SHORT_S, "long": LONG_S}


@runtime_checkable
class Keeping(Protocol):
    """An app that remembers settings."""

    kept: SettingsFile

    def keep(self, **chosen: object) -> None:
        """Remember what was chosen, for the next time, too."""
        ...


class Habits:
    """Sorts and measures as the reader did last; nothing of a process is kept."""

    def __init__(
        self,
        table: MemoryTable,
        line: FilterLine,
        session: Session,
        own: Callable[[], Reading],
    ) -> None:
        """Get ready.

        Args:
            table: Takes up what was chosen.
            line: Has the reader's own filters.
            session: Has the interval.
            own: How the reader reads it, without what a question chose.
        """
        self._table, self._line, self._session = table, line, session
        self._own = own
        self._app: Keeping | None = None

    def begin(self, app: object) -> None:
        """Take up what the settings say."""
        if not isinstance(app, Keeping):
            return
        self._app = app
        settings = app.kept.settings
        self._table.reading = reading_of(settings, self._table.reading)
        self._table.glow.lasts_s = _LASTS[settings.glow]
        self._line.keep(settings.filters)
        self._session.source.interval_s = settings.interval

    def note(self) -> None:
        """Keep how the table is read now."""
        reading = self._own()
        chosen: dict[str, Any] = {
            "sort": reading.order.value,
            "axis": reading.axis.value,
            "interval": self._session.source.interval_s,
        }
        if reading.window_s is not None:
            chosen["window"] = reading.window_s
        self._keep(**chosen)

    @property
    def sizes(self) -> Mapping[str, int]:
        """Of panes, as they were left."""
        return self._app.kept.settings.panes if self._app is not None else {}

    def note_sizes(self, sizes: Mapping[str, int]) -> None:
        """Keep the sizes of panes."""
        self._keep(panes=dict(sizes))

    def note_filter(self, name: str, text: str) -> None:
        """Keep a filter under its name."""
        if self._app is not None:
            self._keep(filters={**self._app.kept.settings.filters, name: text})

    def _keep(self, **chosen: Any) -> None:
        if self._app is None:
            return
        settings = self._app.kept.settings
        new = {k: v for k, v in chosen.items() if getattr(settings, k) != v}
        if new:
            self._app.keep(**new)


def reading_of(settings: Preferences, reading: Reading) -> Reading:
    """Return how memory is read at first."""
    return replace(
        reading,
        order=Order(settings.sort),
        axis=Axis(settings.axis),
        window_s=settings.window,
    )
