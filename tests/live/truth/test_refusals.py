"""A refused look: the true cause, a remedy that helps, and what everybody may read."""

import os
import re
import shlex
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


ASKS_FOR_ALL = """
from memscope.proc import probes
try:
    probes.every_process(None)
except probes.Missing as error:
    print(error.why, error.remedy)
"""


def as_user(*command: str | Path) -> list[str]:
    """Return a command that runs without any privilege."""
    if os.geteuid():
        return [str(word) for word in command]
    if shutil.which("setpriv") is None:
        pytest.skip("no setpriv on this machine: apt install util-linux")
    return [str(word) for word in (*AS_NOBODY, *command)]


def asked(pid: int, form: str) -> "subprocess.CompletedProcess[bytes]":
    return memscope_as_user("snapshot", str(pid), "--format", form)


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


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "{pid}", "{pid}"),
        ("snapshot", "{pid}", "--pages", "--format", "json"),
        ("where", "{pid}", "0x1000"),
        ("snapshot", "{pid}", "{pid}", "--registers", "--format", "json"),
    ],
)
def test_every_command_names_the_cause(command: tuple[str, ...]) -> None:
    program = reachable(built("closed.c"))
    with told(*as_user(program, "x")) as case:
        words = [word.format(pid=case.pid) for word in command]
        result = memscope_as_user(*words)

    assert result.returncode == 4
    assert "made itself unreadable" in result.stderr.decode()


@pytest.mark.parametrize("hidepid", ["1", "2", "4"])
def test_what_proc_hides_is_not_said_to_be_gone(hidepid: str) -> None:
    said = under_hidepid(hidepid, "snapshot", "1")

    assert said.returncode == 4, said.stderr
    assert "hidepid" in said.stderr.decode()
    assert "no such process" not in said.stderr.decode()


def test_what_is_gone_is_not_said_to_be_hidden() -> None:
    with subprocess.Popen(["true"]) as ended:
        pass
    said = under_hidepid("2", "snapshot", str(ended.pid))

    assert said.returncode == 3
    assert "hidepid" not in said.stderr.decode()


def test_the_doctor_knows_hidepid() -> None:
    said = under_hidepid("2", "-c", ASKS_FOR_ALL).stdout.decode()

    assert "mount -o remount,hidepid=0 /proc" in said


def memscope_as_user(*words: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        as_user(sys.executable, "-m", "memscope", *words),
        capture_output=True,
        cwd="/",
        timeout=60,
    )


def under_hidepid(
    value: str, *words: str, first: str = "true"
) -> "subprocess.CompletedProcess[bytes]":
    """Ask as a user whose /proc is another mount than everybody's, and hides.

    Args:
        value: Of the mount's option.
        words: What memscope, or with `-c` Python, is asked.
        first: What root does before, to that mount.
    """
    if os.geteuid():
        pytest.skip("as root, who may mount")
    module = () if words[0] == "-c" else ("-m", "memscope")
    command = shlex.join(as_user(sys.executable, *module, *words))
    mount = f"mount -t proc -o hidepid={value} proc /proc"
    script = f"{mount} && {first} && exec {command}"
    result = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script],
        capture_output=True,
        cwd="/",
        timeout=60,
    )
    if b"unshare" in result.stderr or b"mount:" in result.stderr:
        pytest.skip("this container may not mount: give it CAP_SYS_ADMIN")
    return result


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
