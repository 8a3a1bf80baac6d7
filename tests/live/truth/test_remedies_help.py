"""A remedy that is followed removes its gap; each is, or it is said why not."""

import inspect
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from msgspec import Struct, json

from memscope.model.snapshot import Gap
from memscope.proc import probes, remedies
from memscope.proc.probes import Missing
from tests.live.truth.cases import built, told
from tests.live.truth.test_refusals import AS_NOBODY, reachable, under_hidepid

pytestmark = pytest.mark.live

SOMEBODY = 54321
AS_SOMEBODY = tuple(word.replace("65534", str(SOMEBODY)) for word in AS_NOBODY)
AS_POOR_ROOT = (
    *("setpriv", "--bounding-set", "-sys_ptrace,-sys_admin,-checkpoint_restore"),
    "--",
)
"""Root as in a container."""

CANNOT_BE_FOLLOWED = {
    "despite_yama": "the setting is one for the whole machine, and is not ours",
    "to_decide_by_frames": "of a claim of a lesson, and in other words to_see_frames",
}
"""By the function in proc/remedies.py."""

FOLLOWED = {
    "as_owner": "test_who_runs_as_the_owner_may_look",
    "despite_being_unreadable": "test_who_runs_as_root_may_look",
    "despite_capabilities": "test_who_has_the_capabilities_may_look",
    "to_open_files": "test_who_runs_as_root_may_look",
    "to_read_kernel_log": "test_who_runs_as_root_reads_the_kernels_log",
    "to_read_others": "test_who_runs_as_root_finds_others",
    "to_see_frames": "test_who_runs_as_root_may_look",
    "to_see_hidden": "test_who_shows_all_processes_may_look",
}
"""By the function, and the test that follows it."""


def test_every_remedy_is_followed_or_it_is_said_why_not() -> None:
    functions = inspect.getmembers(remedies, inspect.isfunction)
    all_of_them = {
        name
        for name, one in functions
        if one.__module__ == remedies.__name__ and not name.startswith("_")
    }

    assert all_of_them == FOLLOWED.keys() | CANNOT_BE_FOLLOWED.keys()
    assert not FOLLOWED.keys() & CANNOT_BE_FOLLOWED.keys()
    assert all(test in globals() for test in FOLLOWED.values())


class Targets(Struct, frozen=True):
    """Processes of which a user may not see all, and what is missing for whom.

    Attributes:
        pids: By what is special about each.
        nobody: The gaps of a user without privileges.
        poor_root: Those of a root that lacks capabilities.
        root: Those of root.
    """

    pids: dict[str, int]
    nobody: list[Gap]
    poor_root: list[Gap]
    root: list[Gap]


@pytest.fixture(scope="module")
def targets() -> Iterator[Targets]:
    if os.geteuid() or shutil.which("setpriv") is None:
        pytest.skip("as root, with setpriv: apt install util-linux")
    closed, twice = reachable(built("closed.c")), reachable(built("seen_twice.c"))
    library = Path(shutil.copy(_mapped("libc.so"), closed.with_name("libcopy.so")))
    commands: dict[str, list[str | Path]] = {
        "unreadable": [*AS_NOBODY, closed, "x"],
        "foreign": [*AS_SOMEBODY, closed],
        "deleted": [*AS_NOBODY, "env", f"LD_PRELOAD={library}", closed],
        "twice": [*AS_NOBODY, twice],
    }
    with ExitStack() as stack:
        pids = {
            name: stack.enter_context(told(*command)).pid
            for name, command in commands.items()
        }
        library.unlink()
        yield Targets(
            pids,
            _gaps(AS_NOBODY, *pids.values()),
            _gaps(AS_POOR_ROOT, *pids.values()),
            _gaps((), *pids.values()),
        )


def _mapped(name: str) -> str:
    rows = Path("/proc/self/maps").read_text().splitlines()
    return next(row.split()[-1] for row in rows if name in row)


class _Gaps(Struct):
    gaps: list[Gap]


def _gaps(who: Sequence[str], *pids: int, full: bool = False) -> list[Gap]:
    words = ["-m", "memscope", "snapshot", *map(str, pids), "--format", "json"]
    words += ["--full"] if full else []
    result = subprocess.run(
        [*who, sys.executable, *words], capture_output=True, cwd="/", timeout=60
    )
    return json.decode(result.stdout, type=_Gaps).gaps


def _remedies(gaps: list[Gap], pid: int) -> dict[str, str]:
    return {gap.what: gap.remedy for gap in gaps if gap.pid == pid and gap.remedy}


@pytest.mark.parametrize(
    ("name", "what", "word"),
    [
        ("unreadable", "memory map", "unreadable"),
        ("deleted", "sections of some mapped files", "run as root"),
        ("twice", "", "run as root"),
    ],
)
def test_who_runs_as_root_may_look(
    targets: Targets, name: str, what: str, word: str
) -> None:
    told_nobody = _remedies(targets.nobody, targets.pids[name])

    assert any(word in one for key, one in told_nobody.items() if what in key)
    assert _remedies(targets.root, targets.pids[name]) == {}


def test_who_runs_as_root_reads_the_kernels_log(targets: Targets) -> None:
    if Path("/proc/sys/kernel/dmesg_restrict").read_text().strip() == "0":
        pytest.skip("everybody may read the log here: sysctl kernel.dmesg_restrict=1")
    pid = targets.pids["twice"]
    of_root, of_nobody = (
        {gap.what: gap.remedy or "" for gap in _gaps(who, pid, full=True)}
        for who in ((), AS_NOBODY)
    )
    if "the kernel's log" in of_root:
        pytest.skip("root may not, either: give the container CAP_SYSLOG")

    assert "run as root" in of_nobody["the kernel's log"]


def test_what_root_lacks_in_a_container_is_what_helps(targets: Targets) -> None:
    lacks = [_remedies(targets.poor_root, pid) for pid in targets.pids.values()]

    said = " ".join(remedy for one in lacks for remedy in one.values())
    assert "CAP_SYS_PTRACE" in said
    assert "CAP_SYS_ADMIN" in said
    assert [gap for gap in targets.root if gap.remedy] == []


def test_who_runs_as_the_owner_may_look(targets: Targets) -> None:
    pid = targets.pids["foreign"]

    assert "as the owner" in _remedies(targets.nobody, pid)["memory map"]
    assert "memory map" not in _remedies(_gaps(AS_SOMEBODY, pid), pid)


def test_who_has_the_capabilities_may_look(targets: Targets) -> None:
    program = reachable(built("closed.c", "-DCAPPED"))
    if shutil.which("setcap") is None:
        pytest.skip("no setcap on this machine: apt install libcap2-bin")
    if subprocess.run(["setcap", "cap_net_raw+ep", program]).returncode:
        pytest.skip("this file system takes no capabilities")
    as_user = [word for word in AS_NOBODY if "bounding" not in word]
    with told(*as_user, program) as case:
        told_nobody = _remedies(_gaps(AS_NOBODY, case.pid), case.pid)
        capable = [*as_user, "--inh-caps=+net_raw", "--ambient-caps=+net_raw"]
        told_capable = _remedies(_gaps(capable, case.pid), case.pid)

    assert "cap_net_raw" in told_nobody["memory map"]
    assert "memory map" not in told_capable


OTHERS = """
from memscope.proc import probes
try:
    probes.other_users(None)
except probes.Missing as error:
    print(error.remedy)
"""


def test_who_runs_as_root_finds_others(targets: Targets) -> None:
    command = [*AS_NOBODY, sys.executable, "-c", OTHERS]
    said = subprocess.run(command, capture_output=True, text=True, cwd="/").stdout

    assert said.strip() == "run as root"
    try:
        probes.other_users(None)  # type: ignore[arg-type]
    except Missing as error:
        pytest.fail(f"root is told: {error.remedy}")


def test_who_shows_all_processes_may_look(targets: Targets) -> None:
    remedy = "mount -o remount,hidepid=0 /proc"
    hidden = under_hidepid("2", "snapshot", "1")
    shown = under_hidepid("2", "snapshot", "1", first=remedy)

    assert remedy in hidden.stderr.decode()
    assert "hidepid" not in shown.stderr.decode()
    assert shown.stdout
