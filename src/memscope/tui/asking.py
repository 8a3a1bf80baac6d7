"""`?` on any screen: puts the page on that explains what is meant."""

from textual.app import App

from memscope.tui.explain import seen_on, topics_at, topics_of
from memscope.tui.keys import KeyHelp
from memscope.tui.offers import tour_on
from memscope.tui.screens.explain import ExplainScreen
from memscope.tui.screens.help import HelpScreen
from memscope.tui.widgets.bars import KeyBar


def explain(app: App[int], pointed: tuple[int, int] | None) -> None:
    """Explain what is under the mouse, or else what the cursor is on.

    Args:
        app: Shows the page.
        pointed: Cell of the mouse; None: keys were used since it moved.
    """
    screen = app.screen
    if isinstance(screen, ExplainScreen | HelpScreen):
        return
    topics = topics_at(screen, *pointed) if pointed else []
    topics = topics or topics_of(screen, screen.focused)
    keys: tuple[KeyHelp, ...] = tuple(getattr(screen, "KEYS", ()))
    pane = next((bar.pane for bar in screen.query(KeyBar)), "")
    here = [key for key in keys if pane and key.pane == pane]
    here = here or [key for key in keys if key.short]
    tour = tour_on(app)
    app.push_screen(ExplainScreen(topics, seen_on(screen), here, keys, tour))
