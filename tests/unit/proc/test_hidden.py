"""Whether /proc hides processes, as its mount says; and which of them live."""

import os
import subprocess

import pytest

from memscope.proc import hidden
from memscope.proc.hidden import (
    hides_from_us,
    is_hidden,
    is_hiding,
    remedy_for_folder,
)
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


@pytest.mark.parametrize(
    ("options", "hides"),
    [
        (",hidepid=2", True),
        (",gid=4,hidepid=2", False),
        (",gid=5,hidepid=invisible", True),
        (",gid=4,hidepid=4", True),
        (",gid=4,hidepid=ptraceable", True),
        (",gid=4,hidepid=off", False),
    ],
)
def test_a_group_may_be_exempt(options: str, hides: bool) -> None:
    assert is_hiding([ROOT, PROC + options], "/proc", {4, 7}) is hides


@pytest.mark.parametrize(
    ("may_trace", "is_hiding_mount", "hides"),
    [(True, True, False), (False, True, True), (False, False, False)],
)
def test_nothing_is_hidden_from_who_may_trace_all(
    monkeypatch: pytest.MonkeyPatch, may_trace: bool, is_hiding_mount: bool, hides: bool
) -> None:
    monkeypatch.setattr(hidden, "_may_trace_all", lambda: may_trace)
    monkeypatch.setattr(hidden, "_with_mounts", lambda _ask: is_hiding_mount)

    assert hides_from_us("/proc") is hides
