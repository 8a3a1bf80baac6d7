"""Command line over environment over file over locale."""

from pathlib import Path

import pytest

from memscope.cli.main import run
from memscope.i18n import language, set_language
from memscope.tui import start
from memscope.tui.settings.asked import Wishes, asked
from memscope.tui.settings.file import SettingsFile, settings_path
from memscope.tui.settings.start import settings_for

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _own_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@pytest.fixture
def wished(monkeypatch: pytest.MonkeyPatch) -> list[Wishes]:
    """Note what the screen would be asked for."""
    noted: list[Wishes] = []

    def run_app(**_about: object) -> int:
        noted.append(asked())
        return 0

    monkeypatch.setattr(start, "run_app", run_app)
    monkeypatch.setattr(start, "run_served", run_app)
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")
    return noted


def test_the_file_decides_where_nobody_said_anything() -> None:
    SettingsFile(settings_path()).change(language="ja", theme="light")

    settings = settings_for(Wishes()).settings
    assert (language(), settings.theme, settings.glyphs) == ("ja", "light", "auto")


def test_what_was_asked_for_wins_over_the_file_and_is_not_kept() -> None:
    SettingsFile(settings_path()).change(language="ja", theme="light")
    set_language("en", is_asked=True)

    settings = settings_for(Wishes(theme="high-contrast", is_ascii=True)).settings
    assert (language(), settings.theme, settings.glyphs) == (
        "en",
        "high-contrast",
        "ascii",
    )
    assert SettingsFile(settings_path()).settings.theme == "light"


def test_no_config_neither_reads_nor_writes() -> None:
    SettingsFile(settings_path()).change(theme="light")

    kept = settings_for(Wishes(is_bare=True))
    kept.change(glow="off")
    assert kept.settings.theme == "dark"
    assert SettingsFile(settings_path()).settings.glow == "short"


def test_the_command_line_wins_over_the_environment(
    wished: list[Wishes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMSCOPE_THEME", "light")
    monkeypatch.setenv("MEMSCOPE_NO_CONFIG", "1")

    assert run([]) == 0
    assert run(["--theme", "dark", "--ascii"]) == 0
    assert wished == [
        Wishes(theme="light", is_bare=True),
        Wishes(theme="dark", is_ascii=True, is_bare=True),
    ]
    assert asked() == Wishes()
