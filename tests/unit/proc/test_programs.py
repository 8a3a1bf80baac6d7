"""What a process may be called, as a procfs that we made says."""

from pathlib import Path

import pytest

from memscope.proc.fs import ProcFs
from memscope.proc.programs import RunsNow, programs

pytestmark = pytest.mark.unit


def process(
    root: Path,
    pid: int,
    name: bytes,
    cmdline: bytes = b"",
    *,
    exe: str | None = None,
    state: str = "S",
    flags: int = 0,
) -> None:
    folder = root / str(pid)
    folder.mkdir(parents=True)
    numbers = " ".join(["1", "0", "0", "0", "0", str(flags), *["0"] * 43])
    text = b"%d (%b) %b %b\n" % (pid, name, state.encode(), numbers.encode())
    (folder / "stat").write_bytes(text)
    (folder / "cmdline").write_bytes(cmdline)
    if exe is not None:
        (folder / "exe").symlink_to(exe)


def found(root: Path) -> list[RunsNow]:
    return list(programs(ProcFs(str(root))))


@pytest.mark.parametrize(
    ("name", "cmdline", "exe", "names"),
    [
        (b"python3", b"python3\0x.py\0", "/bin/python3.9", {"python3", "python3.9"}),
        (b"sh", b"-sh\0", "/bin/busybox", {"sh", "busybox"}),
        (b"app", b"./app\0", "/srv/app (deleted)", {"app"}),
        (b"app", b"", None, {"app"}),
        (b"a very long scr", b"/bin/sh\0/x/a very long script.sh\0", "/bin/dash",
         {"a very long scr", "sh", "dash", "a very long script.sh"}),
        (b"gunicorn: maste", b"gunicorn: master [x]\0", "/usr/bin/python3",
         {"gunicorn: maste", "gunicorn: master [x]", "python3"}),
        (b"", b"\0", None, set()),
    ],
)  # fmt: skip
def test_a_process_is_called_by_kernel_file_and_command_line(
    tmp_path: Path, name: bytes, cmdline: bytes, exe: str | None, names: set[str]
) -> None:
    process(tmp_path, 7, name, cmdline, exe=exe)

    (one,) = found(tmp_path)

    assert one.names == names
    assert one.has_memory


def test_kernel_threads_and_the_dead_have_no_memory(tmp_path: Path) -> None:
    process(tmp_path, 2, b"kthreadd", flags=0x20_0000)
    process(tmp_path, 70, b"gone", state="Z")

    kernel, dead = found(tmp_path)

    assert (kernel.is_kernel_thread, kernel.has_memory) == (True, False)
    assert (dead.has_ended, dead.has_memory) == (True, False)


def test_what_is_no_process_is_passed_over(tmp_path: Path) -> None:
    for name in ("self", "12x", "irq", "9" * 30):
        (tmp_path / name).mkdir()
    (tmp_path / "41").mkdir()  # it ended since it was listed
    process(tmp_path, 10, b"b")
    process(tmp_path, 9, b"a")

    assert [one.pid for one in found(tmp_path)] == [9, 10]


def test_bytes_that_are_no_text_are_kept(tmp_path: Path) -> None:
    process(tmp_path, 9, b"\xff)\n(", b"\xfe\0\x1b[31m\0")

    (one,) = found(tmp_path)

    assert one.name == "\udcff)\n("
    assert one.cmdline == ("\udcfe", "\x1b[31m")
