"""The file of settings: kept whole, kept private, and never in the way."""

import os
import stat
import threading
import tomllib
from pathlib import Path

import pytest

from memscope.tui.settings.file import SettingsFile, settings_path
from memscope.tui.settings.record import Preferences

pytestmark = pytest.mark.unit


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memscope" / "settings.toml"


def filled(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_the_file_is_where_the_system_keeps_such_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    assert settings_path() == tmp_path / "memscope" / "settings.toml"


def test_without_a_file_nothing_is_said_and_none_is_made(path: Path) -> None:
    kept = SettingsFile(path)

    assert (kept.settings, kept.complaints) == (Preferences(), [])
    assert not path.parent.exists()


def test_what_is_chosen_is_found_again_and_only_its_owner_may_read_it(
    path: Path,
) -> None:
    assert SettingsFile(path).change(theme="light", panes={"rail": 19}) == ""

    again = SettingsFile(path)
    assert again.settings == Preferences(theme="light", panes={"rail": 19})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_only_what_was_chosen_is_written(path: Path) -> None:
    kept = SettingsFile(path)
    kept.use(language="ja", glyphs="ascii")
    kept.change(tour_seen=True)

    assert kept.settings.language == "ja"
    assert tomllib.loads(path.read_text()) == {"tour_seen": True}


def test_unknown_keys_are_kept(path: Path) -> None:
    filled(path, "hologram = true\n[future]\nspeed = 3\n[panes]\nrail = 1\n")
    SettingsFile(path).change(glow="off")

    assert tomllib.loads(path.read_text()) == {
        "hologram": True,
        "future": {"speed": 3},
        "panes": {"rail": 1},
        "glow": "off",
    }


def test_two_screens_do_not_undo_each_others_choices(path: Path) -> None:
    one, other = SettingsFile(path), SettingsFile(path)
    one.change(theme="light")
    other.change(glow="long")

    both = SettingsFile(path).settings
    assert (both.theme, both.glow) == ("light", "long")


def test_a_reader_never_sees_half_a_file(path: Path) -> None:
    SettingsFile(path).change(filters={"a": "x" * 4000})
    stop, seen = threading.Event(), set()

    def read() -> None:
        while not stop.is_set():
            seen.add(len(tomllib.loads(path.read_text())["filters"]["a"]))

    reader = threading.Thread(target=read)
    reader.start()
    kept = SettingsFile(path)
    for _turn in range(50):
        kept.change(filters={"a": "x" * 4000})
    stop.set()
    reader.join()
    assert seen <= {4000}


@pytest.mark.parametrize("text", ["theme = ", b"\xff\xfe", b"#" * (1 << 21)])
def test_a_broken_file_is_set_aside_and_said_so(path: Path, text: str | bytes) -> None:
    kept = SettingsFile(filled(path, text))

    (told,) = kept.complaints
    assert "settings.toml.broken" in told
    assert kept.settings == Preferences()
    assert not path.exists()
    assert path.with_name("settings.toml.broken").exists()
    assert kept.change(glow="off") == ""


def test_an_unfit_value_is_said_and_left_for_its_writer_to_mend(path: Path) -> None:
    kept = SettingsFile(filled(path, 'theme = "pink"\n'))
    kept.change(glow="off")

    assert len(kept.complaints) == 1
    assert tomllib.loads(path.read_text())["theme"] == "pink"


def test_a_pipe_of_that_name_stops_nobody(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)

    assert len(SettingsFile(path).complaints) == 1


def test_a_folder_that_is_another_users_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path, "")
    monkeypatch.setattr(os, "geteuid", lambda: 12345)

    assert "not kept" in SettingsFile(path).change(glow="off")
    assert path.read_text() == ""


def test_where_nothing_can_be_written_the_choice_holds_for_now(tmp_path: Path) -> None:
    (tmp_path / "memscope").write_text("a file where the folder should be")
    kept = SettingsFile(tmp_path / "memscope" / "settings.toml")

    assert "not kept" in kept.change(theme="light")
    assert kept.settings.theme == "light"


def test_a_link_to_a_file_elsewhere_stays_a_link(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(filled(tmp_path / "dotfiles.toml", 'theme = "light"\n'))
    SettingsFile(path).change(glow="off")

    assert path.is_symlink()
    assert 'glow = "off"' in (tmp_path / "dotfiles.toml").read_text()


def test_without_a_path_nothing_is_kept() -> None:
    kept = SettingsFile()

    assert kept.change(theme="light") == ""
    assert kept.settings.theme == "light"


def test_a_setting_that_there_is_not_is_our_own_mistake() -> None:
    with pytest.raises(TypeError, match="volume"):
        SettingsFile().change(volume=11)
