import os
import stat
from pathlib import Path

import pytest

from memscope.errors import OutputFailed
from memscope.tui.copying import COPY_WAYS, MOST_BYTES, Copyable, copy

pytestmark = pytest.mark.unit

XTERM = {"TERM": "xterm-256color"}


def test_what_a_terminal_takes_goes_into_its_clipboard() -> None:
    taken: list[str] = []
    said = copy("0x7f00", Copyable.ADDRESS, taken.append, environment=XTERM)
    assert taken == ["0x7f00"]
    assert said == "copied: the address, 6 B"
    many = copy("x" * 2048, Copyable.ROW, taken.append, count=3, environment=XTERM)
    assert many == "copied: 3 rows, 2 KiB"


@pytest.mark.parametrize(
    ("text", "term", "is_web"),
    [
        ("x" * (MOST_BYTES + 1), "xterm", False),
        ("x", "linux", False),
        ("x", "dumb", False),
        ("x", "", False),
        ("x", "xterm", True),
    ],
)
def test_what_it_does_not_take_goes_into_a_file_for_its_owner(
    text: str, term: str, is_web: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    taken: list[str] = []
    said = copy(
        *(text, Copyable.TABLE, taken.append),
        is_web=is_web,
        environment={"TERM": term, "HOME": str(tmp_path)},
    )
    (path,) = tmp_path.iterdir()
    assert path.read_text() == text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.name == "memscope-table-1.tsv"
    assert f"./{path.name}: " in said
    assert taken == []


def test_no_file_is_ever_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "memscope-json-1.json").symlink_to(tmp_path / "elsewhere")
    for text in ("one", "two"):
        copy(text, Copyable.JSON, print, environment={})
    assert (tmp_path / "memscope-json-2.json").read_text() == "one"
    assert (tmp_path / "memscope-json-3.json").read_text() == "two"
    assert not (tmp_path / "elsewhere").exists()


def test_where_nobody_may_write_it_goes_where_programs_keep_such_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/proc/self")
    state = tmp_path / "state"
    said = copy("x", Copyable.ROW, print, environment={"XDG_STATE_HOME": str(state)})
    (path,) = (state / "memscope").iterdir()
    assert str(path) in said
    assert stat.S_IMODE((state / "memscope").stat().st_mode) == 0o700
    with pytest.raises(OutputFailed):
        copy("x", Copyable.ROW, print, environment={"XDG_STATE_HOME": os.devnull})


def test_each_key_of_the_menu_is_there_once() -> None:
    assert [one.key for one in COPY_WAYS] == list("yartjsS")
    assert {one.what for one in COPY_WAYS} == set(Copyable)
