"""The scope: the live picture of some processes. It owns the parts that do the work.

Textual looks for actions and for handlers of messages on the screen alone: hence a
line for each message here, which hands it on; what keys do is named in `doings.py`.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus
from textual.screen import Screen

from memscope.errors import MemscopeError
from memscope.i18n import _
from memscope.lab.catalog import Action
from memscope.tui.build import ViewBuilder
from memscope.tui.feed import Feed
from memscope.tui.keys import SCOPE_KEYS, KeyHelp, bindings_of
from memscope.tui.measuring import Measurer
from memscope.tui.messages import (
    CloselyMeasured,
    Compared,
    FeedEnded,
    LookedBack,
    Looked,
    Refused,
)
from memscope.tui.screens.diff import DiffScreen
from memscope.tui.screens.scope.acting import Acting
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.screens.scope.copying import Copying
from memscope.tui.screens.scope.doings import doings
from memscope.tui.screens.scope.host import Job
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.screens.scope.looks import Looks
from memscope.tui.screens.scope.moments import Moments
from memscope.tui.screens.scope.picture import ScopePicture
from memscope.tui.screens.scope.travel import Travel
from memscope.tui.screens.scope.ways import Ways
from memscope.tui.session import Session
from memscope.tui.view import View
from memscope.tui.widgets.bars import KeyBar
from memscope.tui.widgets.filter_line import FilterLine
from memscope.tui.widgets.header import Header
from memscope.tui.widgets.history_pane import HistoryPane
from memscope.tui.widgets.memory_table import MemoryTable
from memscope.tui.widgets.rail import Rail
from memscope.tui.widgets.region_pane import RegionPane
from memscope.tui.widgets.rows import Rows
from memscope.tui.widgets.too_small import Refocusing

INTERVALS_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

T = TypeVar("T")
Back = Callable[[], None]
"""Leads to where a screen was opened from."""


def next_of(steps: Sequence[float], now: float, by: int) -> float:
    """Return the step that is `by` further than the one nearest to now, or the last."""
    nearest = min(steps, key=lambda one: abs(one - now))
    return steps[max(0, min(steps.index(nearest) + by, len(steps) - 1))]


class ScopeScreen(Refocusing):
    """Owns the parts: hands them what a feed reports and what keys ask for."""

    KEYS: ClassVar[tuple[KeyHelp, ...]] = SCOPE_KEYS
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 Textual declares it as an instance's
        (0, "-tiny"),
        (40, "-narrow"),
        (100, "-medium"),
        (150, "-roomy"),
        (190, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-flat"),
        (12, "-low"),
        (32, "-high"),
        (56, "-tall"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "pane(1)", show=False),
        Binding("shift+tab", "pane(-1)", show=False),
        *bindings_of(SCOPE_KEYS),
        *(Binding(str(n), f"digit('{n}')", show=False) for n in range(1, 10)),
    ]
