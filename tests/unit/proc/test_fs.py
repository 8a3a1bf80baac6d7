"""What memscope concludes from each way in which the kernel can refuse."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from memscope.errors import AccessDenied, NotProvided, ProcError, ProcessGone
from memscope.proc.fs import ProcFs, read_all
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

Fail = Callable[[int], None]


@pytest.fixture
def proc(tmp_path: Path) -> ProcFs:
    return fake_proc(tmp_path, 42, stat=b"42 (x) S", maps=b"m" * 600_000)


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch) -> Fail:
    """Let every further os.open fail as the kernel might."""

    def fail_with(code: int) -> None:
        def refuse(*_: object, **__: object) -> int:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "open", refuse)

    return fail_with


def test_a_file_is_read_to_its_end(proc: ProcFs) -> None:
    with proc.process(42) as directory:
        assert directory.read("maps") == b"m" * 600_000


def test_a_process_that_does_not_exist_is_gone(proc: ProcFs) -> None:
    with (
        pytest.raises(ProcessGone, match="process 43: no such process"),
        proc.process(43),
    ):
        pass


def test_a_file_this_kernel_lacks_is_not_a_process_that_ended(proc: ProcFs) -> None:
    with proc.process(42) as directory, pytest.raises(NotProvided, match="pagemap"):
        directory.read("pagemap")


def test_a_file_of_a_process_that_ended_is_not_a_missing_feature(
    proc: ProcFs, tmp_path: Path
) -> None:
    with proc.process(42) as directory:
        (tmp_path / "42/stat").unlink()
        (tmp_path / "42/maps").unlink()

        with pytest.raises(ProcessGone):
            directory.read("maps")
        assert not directory.is_alive()


def test_a_reused_number_is_another_process(proc: ProcFs, tmp_path: Path) -> None:
    with proc.process(42) as directory:
        (tmp_path / "42").rename(tmp_path / "old")
        fake_proc(tmp_path, 42, stat=b"42 (new) S", maps=b"new")

        assert directory.read("maps") != b"new"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (errno.EACCES, AccessDenied),
        (errno.EPERM, AccessDenied),
        (errno.ESRCH, ProcessGone),
        (errno.ENOENT, NotProvided),
    ],
)
def test_each_refusal_has_its_own_conclusion(
    proc: ProcFs, fail: Fail, code: int, error: type[ProcError]
) -> None:
    with proc.process(42) as directory:
        fail(code)
        for look in (directory.read, directory.open, directory.list):
            with pytest.raises(error) as raised:
                look("maps")
            assert raised.value.pid == 42
            assert raised.value.what == "maps"


@pytest.mark.parametrize("code", [errno.EMFILE, errno.ENOMEM, errno.EIO])
def test_trouble_of_our_own_is_not_the_end_of_the_process(
    proc: ProcFs, fail: Fail, code: int
) -> None:
    with proc.process(42) as directory:
        fail(code)
        with pytest.raises(ProcError) as raised:
            directory.read("maps")
    assert not isinstance(raised.value, ProcessGone)
    assert os.strerror(code).lower() in str(raised.value)

    with pytest.raises(ProcError) as raised, proc.process(42):
        pass
    assert not isinstance(raised.value, ProcessGone)


def test_a_process_we_may_not_even_enter_is_denied(proc: ProcFs, fail: Fail) -> None:
    fail(errno.EACCES)

    with pytest.raises(AccessDenied) as raised, proc.process(42):
        pass
    assert raised.value.exit_code == 4


def test_no_descriptor_is_left_open(proc: ProcFs) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        with proc.process(42) as directory:
            directory.read("maps")
            directory.list(".")
            with pytest.raises(ProcError):
                directory.read("missing")
            with directory.below(".", 43) as inner:
                inner.read("stat")

    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_pieces_are_joined() -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, b"one")
    os.close(write_end)

    assert read_all(read_end) == b"one"
    os.close(read_end)
