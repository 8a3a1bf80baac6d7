"""The application: themes, language, and which screen is on."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from memscope.i18n import LANGUAGES, language, set_language
from memscope.tui.colours import DARK_NAME, LIGHT_NAME, themes
from memscope.tui.commands import KeyCommands
from memscope.tui.driver import SteadyApp
from memscope.tui.screens.help import HelpScreen

if TYPE_CHECKING:
    from memscope.tui.places.link import Link

PREFIX = "memscope-"
"""How the names of our themes begin."""


@runtime_checkable
class Redrawable(Protocol):
    """A screen that can say everything again in another language."""

    def redraw(self) -> None:
        """Draw everything again."""
        ...


class MemscopeApp(SteadyApp):
    """Opens on the screen it is given; knows no process.

    Attributes:
        link: To the server that shows this in browsers; None: there is none.
    """

    TITLE = "memscope"
    CSS_PATH = "memscope.tcss"
    COMMANDS = {KeyCommands}  # noqa: RUF012 Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", show=False),
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
        Binding("L", "other_language", show=False),
        Binding("T", "other_theme", show=False),
        Binding("question_mark", "help", show=False),
    ]

    def __init__(self, start: Callable[["MemscopeApp"], None]) -> None:
        super().__init__()
        self._start = start
        self.link: Link | None = None
        for theme in themes():
            self.register_theme(theme)
        self.theme = DARK_NAME

    def on_mount(self) -> None:
        """Show the first screen."""
        self._start(self)

    def action_other_language(self) -> None:
        """Change the language of everything on screen."""
        codes = list(LANGUAGES)
        set_language(codes[(codes.index(language()) + 1) % len(codes)])
        self.redraw()

    def action_other_theme(self) -> None:
        """Change between dark and light."""
        self.theme = LIGHT_NAME if self.theme == DARK_NAME else DARK_NAME
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

    def action_help(self) -> None:
        """Explain the keys of the screen that is on."""
        if not isinstance(self.screen, HelpScreen):
            keys = getattr(self.screen, "KEYS", ())
            self.push_screen(HelpScreen(keys))

    def wear(self, theme: str) -> None:
        """Take a theme of ours by its short name, such as `light`."""
        if (name := f"{PREFIX}{theme}") in self.available_themes:
            self.theme = name
            self.redraw()

    def redraw(self) -> None:
        """Draw every screen again, in another language or theme."""
        for screen in self.screen_stack:
            if isinstance(screen, Redrawable):
                screen.redraw()
