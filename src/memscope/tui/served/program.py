"""The program that a server shows: home below, and the place of an address on top."""

from dataclasses import replace

from memscope.i18n import language
from memscope.tui.app import MemscopeApp
from memscope.tui.colours import theme_name
from memscope.tui.desk import Desk
from memscope.tui.screens.home import HomeScreen
from memscope.tui.served.opening import Opener
from memscope.tui.served.plan import ServePlan
from memscope.tui.served.shelf import Shelf
from memscope.tui.whereabouts.link import EVERY_S, Link
from memscope.tui.whereabouts.where import Whereabouts


def serve_on(app: MemscopeApp, home: HomeScreen, desk: Desk) -> None:
    """Show what the server asked for, and tell it what is seen.

    Args:
        app: Has just started, with `home` as its only screen.
        home: Opens what is chosen.
        desk: Starts samples.
    """
    plan = ServePlan.of_environment()
    opener = Opener(app, home, desk, Shelf(plan))
    if (driver := app.web_driver) is None:
        return
    driver.shares_bytes = plan.shares_bytes
    first = language(), app.theme
    app.link = Link(
        driver,
        lambda: list(app.screen_stack),
        opener.go,
        lambda where: _as_worn(where, app, first),
    )
    app.set_interval(EVERY_S, app.link.tell)
    # Only then is there a home screen to say on what could not be opened.
    home.call_after_refresh(opener.go, plan.place)


def _as_worn(
    where: Whereabouts, app: MemscopeApp, first: tuple[str, str]
) -> Whereabouts:
    """Add language and theme to an address, where they are not the usual ones."""
    return replace(
        where,
        language="" if language() == first[0] else language(),
        theme="" if app.theme == first[1] else app.theme.removeprefix(theme_name("")),
    )
