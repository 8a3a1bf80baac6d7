"""The same surroundings for everybody: language, terminal, home, and random input."""

import gc
import os
import signal
import sys
import tempfile
from collections.abc import Iterator

import hypothesis
import pytest

from memscope import i18n

UNSET = (
    "CLICOLOR_FORCE",
    "COLORTERM",
    "COLUMNS",
    "FORCE_COLOR",
    "LANG",
    "LANGUAGE",
    "LC_MESSAGES",
    "LINES",
    "MEMSCOPE_ASCII",
    "MEMSCOPE_LANG",
    "MEMSCOPE_NO_CONFIG",
    "MEMSCOPE_THEME",
    "NO_COLOR",
)
"""What a developer's shell may have set, and what changes our output."""


def pytest_configure(config: pytest.Config) -> None:
    """Set the profile for random input, and let Ctrl-C arrive.

    No deadlines, the same input in every CI run. A shell without job control starts
    what is in its background deaf to the keys that end it, and programs hand that on.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    hypothesis.settings.register_profile(
        "memscope",
        deadline=None,
        database=None,
        derandomize="CI" in os.environ,
    )
    hypothesis.settings.load_profile("memscope")


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among what lives as long as the session.

    Thousands of tests and all modules are there by now. To walk through them again and
    again was a fifth of the processor's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def plain_surroundings() -> Iterator[None]:
    """Give the tests an empty home of their own, English, and a known terminal."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as home:
        for name in UNSET:
            patch.delenv(name, raising=False)
        for name in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", f"{home}/{name.lower()}")
        patch.setenv("HOME", home)
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("TERM", "xterm-256color")
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin each test in English, which nobody asked for, and with all of Unicode.

    A test may change the language, and so may a command or a screen that it runs here:
    none of them has to think of the tests that come later.
    """
    begin_anew()
    yield
    begin_anew()


def begin_anew() -> None:
    """Take back what commands and screens set once for their process."""
    if i18n.language() != "en" or i18n.is_language_asked():
        i18n.set_language("en")
    # Not imported here: most tests need no screen.
    if plain := sys.modules.get("memscope.tui.plain"):
        plain.draw_in_ascii(False)
    if asked := sys.modules.get("memscope.tui.settings.asked"):
        asked.forget()
