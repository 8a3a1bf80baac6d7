"""A refused look: the true cause, a remedy that helps, and what everybody may read."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import json

from tests.live.truth.cases import built, told

pytestmark = pytest.mark.live

NOBODY = 65534
AS_NOBODY = (
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    "--bounding-set=-all",
)


def as_user(*command: str | Path) -> list[str]:
    """Return a command that runs without any privilege."""
    if os.geteuid():
        return [str(word) for word in command]
    if shutil.which("setpriv") is None:
        pytest.skip("no setpriv on this machine: apt install util-linux")
    return [str(word) for word in (*AS_NOBODY, *command)]


def asked(pid: int, form: str) -> "subprocess.CompletedProcess[bytes]":
    words = ("-m", "memscope", "snapshot", str(pid), "--format", form)
    return subprocess.run(
        as_user(sys.executable, *words), capture_output=True, cwd="/", timeout=60
    )


def reachable(program: Path) -> Path:
    """The folder of what was built may be closed to others."""
    program.parent.chmod(0o755)
    return program


def test_its_owner_is_not_told_to_be_its_owner() -> None:
    program = reachable(built("closed.c"))
    with told(*as_user(program, "x")) as case:
        result = asked(case.pid, "text")

    assert result.returncode == 4
    said = result.stderr.decode()
    assert "made itself unreadable" in said
    assert "as root" in said
    assert "as the owner" not in said


def test_what_it_may_do_more_is_named() -> None:
    if os.geteuid() or shutil.which("setcap") is None:
        pytest.skip("as root, with setcap: apt install libcap2-bin")
    program = reachable(built("closed.c", "-DCAPPED"))
    if subprocess.run(["setcap", "cap_net_raw+ep", program]).returncode:
        pytest.skip("this file system takes no capabilities")
    command = [word for word in as_user(program) if "bounding" not in word]
    with told(*command) as case:
        said = asked(case.pid, "text").stderr.decode()

    assert "cap_net_raw" in said


def test_what_everybody_may_read_is_shown() -> None:
    program = reachable(built("closed.c"))
    with told(*as_user(program, "x")) as case:
        result = asked(case.pid, "json")
        status = Path(f"/proc/{case.pid}/status").read_text()

    (process,) = json.decode(result.stdout)["processes"]
    kib = dict(re.findall(r"^(\w+):\s+(\d+) kB$", status, re.MULTILINE))
    assert process["name"]
    assert len(process["threads"]) == 2
    for ours, theirs in {"virtual": "VmSize", "anonymous": "RssAnon"}.items():
        assert process["usage"][ours] == int(kib[theirs]) * 1024
    assert process["usage"]["file"]
    assert process["regions"] == []
    gaps = {gap["what"]: gap for gap in json.decode(result.stdout)["gaps"]}
    assert "unreadable" in gaps["memory map"]["remedy"]
