"""What is read of each process, from folders that look like /proc."""

import os
from pathlib import Path

import pytest

from memscope.errors import ProcessGone
from memscope.model.listing import RamShare
from memscope.proc import ram_shares
from memscope.proc.fs import ProcFs
from memscope.proc.ram_shares import Sighting, all_pids, sightings
from tests.data.captured import CAPTURES
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

ROLLUP = (CAPTURES / "rollup" / "smaps_rollup").read_bytes()
SMAPS = (CAPTURES / "python" / "smaps").read_bytes()
STATUS = b"Name:\tapp\nVmRSS:\t     12 kB\nVmSwap:\t 3 kB\n"


def stat(pid: int, state: str = "S", threads: int = 1, flags: int = 0) -> bytes:
    numbers = [1, 0, 0, 0, -1, flags, *[0] * 10, threads, 0, 77, 4096, 9]
    tail = [0, 4096, 8192, 7000, *[0] * 18, 9000]
    words = " ".join(map(str, [*numbers[:17], *numbers[17:], *tail, *[0] * 8]))
    return f"{pid} (app) {state} {words}\n".encode()


def seen(fs: ProcFs, **rest: bool) -> list[Sighting]:
    found, vanished = sightings(all_pids(fs), wanted=None, cgroups=False, fs=fs, **rest)
    assert vanished == 0
    return found


def test_only_numbers_are_processes(tmp_path: Path) -> None:
    for name in ("20", "3", "self", "1000000000000", "७"):
        (tmp_path / name).mkdir()

    assert all_pids(ProcFs(str(tmp_path))) == [3, 20]


def test_a_process_is_read_with_its_sums(tmp_path: Path) -> None:
    fs = fake_proc(
        tmp_path, 7, stat=stat(7, threads=3), cmdline=b"app\0-x\0", smaps_rollup=ROLLUP
    )
    (tmp_path / "7" / "exe").symlink_to("/usr/bin/app")

    (one,) = seen(fs)

    assert (one.pid, one.name, one.threads, one.start_ticks) == (7, "app", 3, 77)
    assert one.cmdline == ("app", "-x")
    assert one.exe == "/usr/bin/app"
    assert one.uid == os.getuid()
    assert one.share is not None
    assert one.share.proportional == 7717 * 1024
    assert one.refused is None
    assert one.place == (4096, 8192, 7000, 9000)


def test_a_kernel_without_that_file_has_smaps(tmp_path: Path) -> None:
    fs = fake_proc(tmp_path, 7, stat=stat(7), cmdline=b"", smaps=SMAPS)

    (one,) = seen(fs)

    assert one.share is not None
    assert one.share.proportional is not None
    assert one.share.anonymous is None
    assert one.cmdline == ()


def test_where_neither_is_to_be_had_the_quick_count_stands_alone(
    tmp_path: Path,
) -> None:
    fs = fake_proc(tmp_path, 7, stat=stat(7), cmdline=b"", status=STATUS)

    (one,) = seen(fs)

    assert one.share == RamShare(resident=12 * 1024)
    assert one.refused == "not provided by this kernel"


@pytest.mark.parametrize(
    ("state", "threads", "flags", "is_kernel_thread"),
    [("Z", 1, 0, False), ("X", 1, 0, False), ("I", 1, 0x200000, True)],
)
def test_who_has_no_memory_has_no_share(
    tmp_path: Path, state: str, threads: int, flags: int, is_kernel_thread: bool
) -> None:
    fs = fake_proc(tmp_path, 7, stat=stat(7, state, threads, flags))

    (one,) = seen(fs)

    assert one.share is None
    assert one.is_kernel_thread is is_kernel_thread


def test_without_its_first_thread_a_process_is_read_through_another(
    tmp_path: Path,
) -> None:
    fs = fake_proc(
        tmp_path,
        7,
        stat=stat(7, "Z", 3),
        task__7__smaps_rollup=b"",
        task__9__smaps_rollup=ROLLUP,
        task__9__cmdline=b"app",
    )

    (one,) = seen(fs)

    assert one.share is not None
    assert one.share.proportional == 7717 * 1024
    assert one.cmdline == ("app",)
    assert one.threads == 2


def test_of_those_that_are_not_wanted_no_memory_is_looked_at(tmp_path: Path) -> None:
    fs = fake_proc(tmp_path, 7, stat=stat(7), cmdline=b"app\0")

    (one,), _vanished = sightings(
        [7], wanted=lambda one: one.cmdline != ("app",), cgroups=False, fs=fs
    )

    assert not one.is_wanted


def test_where_it_belongs_is_read_when_asked_for(tmp_path: Path) -> None:
    fs = fake_proc(
        tmp_path, 7, stat=stat(7), cmdline=b"", smaps_rollup=ROLLUP, cgroup=b"0::/a\n"
    )

    (one,), _vanished = sightings([7], wanted=None, cgroups=True, fs=fs)

    assert one.cgroup == b"0::/a\n"


def test_those_that_ended_since_they_were_listed_are_counted(tmp_path: Path) -> None:
    fs = fake_proc(tmp_path, 7, stat=stat(7), cmdline=b"", smaps_rollup=ROLLUP)

    found, vanished = sightings([7, 8, 9], wanted=None, cgroups=False, fs=fs)

    assert [one.pid for one in found] == [7]
    assert vanished == 2


def test_a_file_that_is_gone_has_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fs = fake_proc(tmp_path, 7, stat=stat(7), cmdline=b"", smaps_rollup=ROLLUP)
    gone = tmp_path / "app (deleted)"
    gone.write_bytes(b"")
    (tmp_path / "7" / "exe").symlink_to(gone)

    (there,) = seen(fs)
    monkeypatch.setattr(ram_shares, "_is_unlinked", lambda *_given: True)
    (unlinked,) = seen(fs)

    assert there.exe == str(gone)
    assert unlinked.exe == str(tmp_path / "app")


def test_an_end_in_the_middle_is_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*_given: object) -> RamShare:
        raise ProcessGone(7)

    monkeypatch.setattr(ram_shares, "_share", ends)
    fs = fake_proc(tmp_path, 7, stat=stat(7), cmdline=b"")

    assert sightings([7], wanted=None, cgroups=False, fs=fs) == ([], 1)
