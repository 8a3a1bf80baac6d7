"""Folders that look like mounted control groups, and a /proc that leads to them."""

from pathlib import Path

from memscope.proc.fs import ProcFs
from tests.unit.proc.fake_proc import fake_proc

GIB = 1 << 30
UNLIMITED_1 = "9223372036854771712\n"
"""How version 1 says that there is no limit."""


def write_group(folder: Path, **files: str) -> Path:
    """Write files of one group; `__` in a name stands for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def version_2(folder: Path, *, root: str = "/", path: str = "/pod/job") -> ProcFs:
    """A pod limited to 2 GiB, a job in it that is only slowed down at 1 GiB.

    Args:
        folder: Where to put all of it.
        root: Which group is mounted.
        path: Of the process, as its file `cgroup` has it.
    """
    mount = folder / "cgroup"
    write_group(mount, memory__stat="anon 1\n")
    pod = write_group(
        mount / "pod",
        memory__current=f"{GIB * 2 - 4096}\n",
        memory__max=f"{GIB * 2}\n",
        memory__high="max\n",
        memory__swap__current="0\n",
        memory__swap__max="0\n",
        pids__current="7\n",
        pids__max="50\n",
    )
    write_group(
        pod / "job",
        memory__current=f"{GIB // 2}\n",
        memory__peak=f"{GIB}\n",
        memory__max=f"{GIB * 8}\n",
        memory__high=f"{GIB}\n",
        memory__low="4096\n",
        memory__swap__current="0\n",
        memory__swap__max="max\n",
        memory__stat="anon 4096\nfile 8192\nslab 5\n",
        memory__events="low 0\nhigh 9\nmax 0\noom 0\noom_kill 0\n",
        memory__pressure="some avg10=1.00 avg60=0.00 avg300=0.00 total=9\n"
        "full avg10=0.50 avg60=0.00 avg300=0.00 total=5\n",
        pids__current="3\n",
        pids__max="max\n",
        cgroup__procs="42\n0\n",
    )
    mounts = f"41 31 0:38 {root} {mount} rw - cgroup2 cgroup2 rw\n"
    return _proc(folder, mounts, f"0::{path}\n")


def version_1(folder: Path) -> ProcFs:
    """A container of version 1 without a limit of its own, in a limited one."""
    memory, pids = folder / "memory", folder / "pids"
    unlimited = {
        "memory__soft_limit_in_bytes": UNLIMITED_1,
        "memory__memsw__limit_in_bytes": UNLIMITED_1,
        "memory__memsw__usage_in_bytes": "1\n",
        "memory__use_hierarchy": "1\n",
    }
    write_group(
        memory / "docker",
        memory__usage_in_bytes="4096000\n",
        memory__limit_in_bytes="8192000\n",
        **unlimited,
    )
    write_group(
        memory / "docker" / "ab",
        memory__usage_in_bytes="1024000\n",
        memory__max_usage_in_bytes="2048000\n",
        memory__limit_in_bytes=UNLIMITED_1,
        memory__failcnt="3\n",
        memory__oom_control="oom_kill_disable 0\nunder_oom 0\noom_kill 1\n",
        memory__stat="cache 1000\nrss 2000\ntotal_rss 2000\n",
        **unlimited,
    )
    write_group(pids / "docker" / "ab", pids__current="5\n", pids__max="10\n")
    mounts = (
        f"35 31 0:31 / {memory} rw - cgroup cgroup rw,memory\n"
        f"39 31 0:36 / {pids} rw - cgroup cgroup rw,pids\n"
        f"41 31 0:38 / {folder / 'unified'} rw - cgroup2 cgroup2 rw\n"
    )
    return _proc(folder, mounts, "8:pids:/docker/ab\n4:memory:/docker/ab\n0::/\n")


def _proc(folder: Path, mounts: str, membership: str) -> ProcFs:
    root = folder / "proc"
    (root / "self").mkdir(parents=True)
    (root / "self" / "mountinfo").write_text(mounts)
    return fake_proc(
        root,
        42,
        cgroup=membership.encode(),
        stat=b"",
        status=b"Threads:\t2\nRssAnon:\t8 kB\nRssShmem:\t4 kB\n",
    )
