"""What every test of the screen needs: English to begin with, and no blinking."""

import pytest
from textual.widgets import Input

from tests.session.quiet_screen import asks_the_app

__all__ = ["asks_the_app"]


@pytest.fixture(autouse=True)
def _steady_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Input, "cursor_blink", False)
