"""What every test of the screen needs: English to begin with, and no blinking."""

from collections.abc import Iterator

import pytest
from textual.widgets import Input

from memscope.i18n import language, set_language
from tests.session.quiet_screen import asks_the_app

__all__ = ["asks_the_app"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = language()
    set_language("en")
    yield
    set_language(before)


@pytest.fixture(autouse=True)
def _steady_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Input, "cursor_blink", False)
