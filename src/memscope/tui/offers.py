"""What the palette offers: all that can be done or gone to on a screen, by name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual.app import App
from textual.screen import Screen

from memscope.i18n import LANGUAGES, N_, _, set_language
from memscope.tui.keys import KeyHelp
from memscope.tui.settings.record import THEMES


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to choose.

    Attributes:
        sort: What it is, such as "process"; in the reader's language.
        title: Its name; safe for a terminal.
        keys: The keys that do the same; "": there are none.
        run: Does it, on the screen that the palette was opened over.
    """

    sort: str
    title: str
    keys: str
    run: Callable[[], object]


@runtime_checkable
class Offering(Protocol):
    """A screen that has more to offer than its keys: processes, threads, regions."""

    def offers(self) -> Iterable[Offer]:
        """Return them; few enough to be looked through while typing."""
        ...


FindOffers = Callable[
    [str, Callable[[int, int], None], Callable[[], bool]], list[Offer]
]
"""Gives what a text finds, on a thread beside the screen; hears of how many files are
known of how many, and asks whether anybody still waits."""


@runtime_checkable
class Naming(Protocol):
    """A screen whose process has symbols to go to."""

    def symbol_finder(self) -> FindOffers | None:
        """Return what finds them; None: there is no living process."""
        ...


@runtime_checkable
class Guiding(Protocol):
    """A screen that can give the tour, be it on top or not."""

    @property
    def can_guide(self) -> bool:
        """There is a program to give it on."""
        ...

    def open_tour(self) -> None:
        """Give it."""
        ...


TOUR = N_("the tour again: five short steps")

THEME_NAMES = {
    "dark": N_("dark"),
    "light": N_("light"),
    "high-contrast": N_("high contrast"),
    "red-green-safe": N_("safe for eyes that confuse red and green"),
    "blue-yellow-safe": N_("safe for eyes that confuse blue and yellow"),
}
"""By the name of the setting."""


@runtime_checkable
class Dressing(Protocol):
    """An app whose theme can be chosen."""

    def choose(self, **chosen: object) -> None:
        """Take settings, remember them, and draw everything again."""
        ...


def offers_on(app: App[int], screen: Screen[object]) -> list[Offer]:
    """Return all that can be chosen over a screen: its own first, settings last."""
    found = list(_of_keys(app, screen))
    if isinstance(screen, Offering):
        found += screen.offers()
    found += _of_tour(app)
    if isinstance(app, Dressing):
        found += _of_settings(app)
    return found


def _of_keys(app: App[int], screen: Screen[object]) -> Iterator[Offer]:
    keys: tuple[KeyHelp, ...] = getattr(screen, "KEYS", ())

    def running(action: str) -> Callable[[], object]:
        async def run() -> None:
            await app.run_action(action, default_namespace=screen)

        return lambda: app.call_later(run)

    for key in keys:
        if key.action and key.keys != "ctrl+p":
            yield Offer(_("command"), _(key.meaning), key.keys, running(key.action))
    for action in getattr(screen, "actions", tuple)():
        act = running(f"screen.digit('{action.key}')")
        yield Offer(_("command"), _(action.title), action.key, act)


def tour_on(app: App[int]) -> Callable[[], None] | None:
    """Return what begins the tour, on the screen that is nearest; None: none can."""
    for one in reversed(app.screen_stack):
        if isinstance(one, Guiding) and one.can_guide:
            return one.open_tour
    return None


def _of_tour(app: App[int]) -> Iterator[Offer]:
    begin = tour_on(app)
    if begin is not None:
        yield Offer(_("tour"), _(TOUR), "", begin)


def _of_settings(app: Dressing) -> Iterator[Offer]:
    def choosing(**chosen: object) -> Callable[[], object]:
        return lambda: app.choose(**chosen)

    for theme in THEMES:
        title = _("theme: {name}").format(name=_(THEME_NAMES[theme]))
        yield Offer(_("setting"), title, "T", choosing(theme=theme))
    for code, name in LANGUAGES.items():
        title = _("language: {name}").format(name=name)

        def speak(code: str = code) -> None:
            set_language(code)
            app.choose(language=code)

        yield Offer(_("setting"), title, "L", speak)


def found_in(
    offers: Sequence[Offer], wanted: str, recent: Sequence[str]
) -> list[Offer]:
    """Return those in which every word typed is: recent ones, then those it begins.

    Args:
        offers: All of them.
        wanted: As typed.
        recent: Titles that were chosen, the last one first.
    """
    words = wanted.casefold().split()

    def rank(offer: Offer) -> tuple[int, bool]:
        at = recent.index(offer.title) if offer.title in recent else len(recent)
        title = offer.title.casefold()
        return at, not (bool(words) and title.startswith(words[0]))

    fitting = [
        one
        for one in offers
        if all(
            word in f"{one.sort} {one.title} {one.keys}".casefold() for word in words
        )
    ]
    return sorted(fitting, key=rank)
