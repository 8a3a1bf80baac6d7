"""What a setting may be, and what is said of one that is of no use."""

import pytest

from memscope.cli import screen_options
from memscope.tui.settings.record import NAMES, THEMES, Preferences, settings_of

pytestmark = pytest.mark.unit


def test_an_empty_file_means_the_settings_that_everybody_begins_with() -> None:
    assert settings_of({}) == (Preferences(), [])


def test_what_is_fit_is_taken_as_it_is() -> None:
    found = {
        "language": "ja",
        "theme": "light",
        "glyphs": "ascii",
        "columns": {"160": ["what", "resident"]},
        "window": 10,
        "panes": {"rail": 19},
        "filters": {"leaks": "grew>1M/min since:5m"},
        "mouse": False,
    }

    settings, complaints = settings_of(found)

    assert complaints == []
    assert (settings.language, settings.theme, settings.window) == ("ja", "light", 10.0)
    assert settings.columns == {"160": ("what", "resident")}
    assert settings.filters["leaks"].startswith("grew")
    assert not settings.mouse


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("theme", "pink", "dark, light"),
        ("language", "xx", "en, ja"),
        ("mouse", 1, "true, false"),
        ("window", "30", "seconds from 1 to 86400"),
        ("window", True, "seconds"),
        ("interval", float("nan"), "seconds from 0.05"),
        ("columns", ["what"], "a table of lists"),
        ("columns", {"80": "what"}, "a table of lists"),
        ("panes", {"rail": -1}, "a table of numbers"),
        ("filters", {"a": 1}, "a table of texts"),
        ("sort", "Nonsense!", "a word"),
    ],
)
def test_what_is_unfit_is_said_and_everything_else_counts(
    name: str, value: object, wanted: str
) -> None:
    settings, complaints = settings_of({name: value, "glow": "long"})

    (told,) = complaints
    assert name in told
    assert wanted in told
    assert settings == Preferences(glow="long")


def test_an_unfit_value_cannot_act_upon_the_terminal() -> None:
    _settings, (told,) = settings_of({"theme": "\x1b[2J"})

    assert "\x1b" not in told


def test_keys_of_a_newer_version_are_no_mistake() -> None:
    assert settings_of({"hologram": True}) == (Preferences(), [])


def test_the_command_line_offers_the_same_themes() -> None:
    assert screen_options.THEMES == THEMES


def test_no_setting_has_room_for_a_process() -> None:
    assert not {"pid", "process", "address", "comm", "name"} & set(NAMES)
