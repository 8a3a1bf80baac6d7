"""Whether /proc hides processes, as its mount says; and which of them live."""

import os
import subprocess

import pytest

from memscope.proc import hidden
from memscope.proc.hidden import is_hidden, is_hiding, remedy_for_folder
from memscope.proc.remedies import as_owner, to_see_hidden

pytestmark = pytest.mark.unit

ROOT = "36 25 254:1 / / rw,relatime - ext4 /dev/root rw"
PROC = "22 27 0:21 / /proc rw,nosuid - proc proc rw"


@pytest.mark.parametrize(
    ("lines", "hides"),
    [
        ([ROOT, PROC], False),
        ([ROOT, PROC + ",hidepid=invisible"], True),
        ([ROOT, PROC + ",gid=4,hidepid=2"], True),
        ([ROOT, PROC + ",hidepid=off"], False),
        ([ROOT, PROC + ",hidepid=0"], False),
        ([PROC + ",hidepid=1", PROC], False),
        ([PROC, PROC + ",hidepid=noaccess"], True),
        ([PROC.replace("/proc ", "/other ") + ",hidepid=2", PROC], False),
        ([ROOT], False),
        ([], False),
    ],
)
def test_the_last_mount_says_whether_processes_are_hidden(
    lines: list[str], hides: bool
) -> None:
    assert is_hiding(lines, "/proc") is hides


def test_only_what_lives_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden, "hides_processes", lambda _root: True)
    with subprocess.Popen(["true"]) as ended:
        pass

    assert is_hidden("/proc", 1)
    assert is_hidden("/proc", os.getpid())
    assert not is_hidden("/proc", ended.pid)
    assert not is_hidden("/proc", 1 << 70)
    assert remedy_for_folder("/proc", 1) == to_see_hidden()
    assert remedy_for_folder("/proc", ended.pid) == as_owner()


def test_where_nothing_is_hidden_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hidden, "hides_processes", lambda _root: False)
    monkeypatch.setattr(os, "kill", None)

    assert not is_hidden("/proc", 1)
