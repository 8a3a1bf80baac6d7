"""Recordings by name: those of one folder, and no name leads out of it."""

from pathlib import Path

import pytest

from memscope.errors import BadFile
from memscope.tui.served.plan import ServePlan
from memscope.tui.served.shelf import Shelf

pytestmark = pytest.mark.unit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("")
    folder = tmp_path / "folder"
    (folder / "below").mkdir(parents=True)
    for name in ("night one", ".hidden", "below/deep"):
        (folder / name).write_text("")
    (folder / "way-out").symlink_to(tmp_path / "secret")
    return folder


def test_a_recording_of_the_folder_is_found(folder: Path) -> None:
    shelf = Shelf(ServePlan(recordings=str(folder)))

    assert shelf.find("night one") == str(folder.resolve() / "night one")


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../secret", "below/deep", "below", ".hidden", "way-out", "a\0b",
     "none", "/etc/passwd"],
)  # fmt: skip
def test_no_other_name_is(folder: Path, name: str) -> None:
    with pytest.raises(BadFile, match="there is no recording") as caught:
        Shelf(ServePlan(recordings=str(folder))).find(name)
    assert "--recordings" in caught.value.hint


def test_the_file_that_was_named_is_found_wherever_it_lies(folder: Path) -> None:
    shelf = Shelf(ServePlan(file=str(folder / "below/deep")))

    assert shelf.find("deep") == str(folder / "below/deep")
    with pytest.raises(BadFile):
        shelf.find("night one")
