import os
from pathlib import Path

import pytest

from memscope.parse.kernel_log import Message
from memscope.proc import kernel_log
from memscope.proc.kernel_log import read_kernel_log

pytestmark = pytest.mark.unit


def no_syslog() -> bytes:
    raise PermissionError(1, "not permitted")


def test_records_are_read_until_there_are_no_more(tmp_path: Path) -> None:
    pipe = tmp_path / "kmsg"
    os.mkfifo(pipe)
    held = os.open(pipe, os.O_RDWR)
    try:
        os.write(held, b"6,1,2000000,-;first\n")
        # A pipe joins what a log keeps apart; that nothing is waited for is the point.
        assert read_kernel_log(str(pipe)) == [Message(2.0, "first")]
        assert read_kernel_log(str(pipe)) == []
    finally:
        os.close(held)


def test_without_the_device_the_system_call_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_log, "_syslog", lambda: b"<6>[    1.500000] text\n")

    assert read_kernel_log(str(tmp_path / "none")) == [Message(1.5, "text")]


def test_what_was_wrong_first_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_log, "_syslog", no_syslog)

    with pytest.raises(FileNotFoundError):
        read_kernel_log(str(tmp_path / "none"))
