"""The application: themes, language, and which screen is on."""

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from textual import on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.events import CursorPosition, Event, Key, MouseDown, MouseMove
from textual.filter import LineFilter
from textual.screen import ModalScreen, Screen

from memscope.i18n import LANGUAGES, language, set_language
from memscope.tui.colours import theme_name, themes
from memscope.tui.driver import SteadyApp
from memscope.tui.plain import (
    NO_COLOUR,
    AsciiFilter,
    ColourlessFilter,
    draw_in_ascii,
    is_ascii,
    wants_ascii,
)
from memscope.tui.settings.file import SettingsFile
from memscope.tui.settings.record import THEMES
from memscope.tui.tour.ready import TourReady

if TYPE_CHECKING:
    from memscope.tui.whereabouts.link import Link


@runtime_checkable
class Redrawable(Protocol):
    """A screen that can say everything again in another language."""

    def redraw(self) -> None:
        """Draw everything again."""
        ...


@runtime_checkable
class Complaining(Protocol):
    """A screen that has a line for what is wrong."""

    def complain(self, text: str) -> None:
        """Say it there."""
        ...


@runtime_checkable
class Hearing(Protocol):
    """A screen that hears keys before anybody else does."""

    def hears(self, key: str) -> bool:
        """Tell whether that was all that the key was meant for."""
        ...


class MemscopeApp(SteadyApp):
    """Opens on the screen it is given; knows no process.

    Attributes:
        link: To the server that shows this in browsers; None: there is none.
    """

    TITLE = "memscope"
    CSS_PATH = "memscope.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", show=False),
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
        Binding("L", "other_language", show=False),
        Binding("T", "other_theme", show=False),
        Binding("question_mark", "help", show=False),
    ]

    def __init__(
        self,
        start: Callable[["MemscopeApp"], None],
        kept: SettingsFile | None = None,
    ) -> None:
        super().__init__()
        self._start = start
        self._pointed: tuple[int, int] | None = None
        self._recent: list[str] = []
        self.link: Link | None = None
        self.kept = kept or SettingsFile()
        for theme in themes():
            self.register_theme(theme)
        self._dress()

    def _dress(self) -> None:
        """Take theme and signs from the settings; NO_COLOR is stronger than a theme."""
        settings = self.kept.settings
        self.theme = NO_COLOUR if self.no_color else theme_name(settings.theme)
        draw_in_ascii(wants_ascii(settings.glyphs, os.environ))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line passes on its way to the terminal."""
        filters: list[LineFilter] = []
        if self.no_color:
            filters.append(ColourlessFilter())
        if is_ascii():
            filters.append(AsciiFilter())
        return filters or super().get_line_filters()

    @on(CursorPosition)
    def _hear_width(self, event: CursorPosition) -> None:
        """Signs that take two cells here would shift everything: use none of them."""
        if event.x > 1 and self.kept.settings.glyphs == "auto":
            draw_in_ascii(True)
            self.redraw()
            self.refresh(layout=True)

    def on_mount(self) -> None:
        """Show the first screen, and what is wrong with the settings."""
        self._start(self)
        for text in self.kept.complaints:
            self.complain(text)

    def keep(self, **chosen: object) -> None:
        """Remember what the reader chose, for the next time, too."""
        if why := self.kept.change(**chosen):
            self.complain(why)

    def complain(self, text: str) -> None:
        """Say what is wrong, where the screen has room for that."""
        if isinstance(self.screen, Complaining):
            self.screen.complain(text)
        else:
            self.notify(text, severity="warning", markup=False)

    def action_other_language(self) -> None:
        """Change the language of everything on screen."""
        codes = list(LANGUAGES)
        set_language(codes[(codes.index(language()) + 1) % len(codes)])
        self.keep(language=language())
        self.redraw()

    def action_other_theme(self) -> None:
        """Take the next of the themes."""
        names = list(THEMES)
        at = names.index(self.kept.settings.theme) + 1
        chosen = names[at % len(names)]
        self.keep(theme=chosen)
        self._dress()
        self.redraw()

    def action_interrupt(self) -> None:
        """Quit as every program does on ctrl+c."""
        self.exit(130)

    async def action_quit(self) -> None:
        """Quit."""
        self.exit(0)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Leave Textual's own commands out: our keys say the same in our words."""
        return ()

    def action_command_palette(self) -> None:
        """Offer everything on this screen by name."""
        from memscope.tui.offers import Naming, offers_on
        from memscope.tui.screens.palette import PaletteScreen

        if not isinstance(self.screen, ModalScreen):
            screen = self.screen
            find = screen.symbol_finder() if isinstance(screen, Naming) else None
            offers = offers_on(self, screen)
            self.push_screen(PaletteScreen(offers, self._recent, find))

    @on(TourReady)
    def _show_tour(self, message: TourReady) -> None:
        """Give the tour over what is on; at its end that is on again."""
        from memscope.tui.screens.tour import TourScreen

        session = message.session

        def back() -> None:
            self.pop_screen()
            if session.on_close is not None:
                self.run_worker(
                    session.on_close, group="tour", description="tour", thread=True
                )

        self.push_screen(TourScreen(session, back))

    def choose(self, **chosen: object) -> None:
        """Take settings, remember them, and draw everything again."""
        self.keep(**chosen)
        self._dress()
        self.redraw()

    def action_help(self) -> None:
        """Explain what is under the mouse, if that moved last, or under the cursor."""
        from memscope.tui.asking import explain

        explain(self, self._pointed)

    async def on_event(self, event: Event) -> None:
        """Note whether the mouse or a key was used last."""
        if isinstance(event, MouseMove | MouseDown):
            self._pointed = (int(event.screen_x), int(event.screen_y))
        elif isinstance(event, Key) and event.character != "?":
            self._pointed = None
        if not (isinstance(event, Key) and self._is_heard(event.key)):
            await super().on_event(event)

    def _is_heard(self, key: str) -> bool:
        screens = self.screen_stack
        top = screens[-1] if screens else None
        return isinstance(top, Hearing) and top.hears(key)

    def wear(self, theme: str) -> None:
        """Take a theme of ours by its short name, such as `light`."""
        if (name := theme_name(theme)) in self.available_themes:
            self.theme = name
            self.redraw()

    def redraw(self) -> None:
        """Draw every screen again, in another language or theme."""
        for screen in self.screen_stack:
            if isinstance(screen, Redrawable):
                screen.redraw()
