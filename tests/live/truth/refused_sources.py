"""Sources of evidence that refuse, one at a time, as a kernel or a container may.

Whatever opens, asks the status of or reads a link below /proc/PID goes through three
functions of os; three system calls have no file.
"""

import errno
import fcntl
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from memscope.parse.stat import Stat, parse_stat
from memscope.proc import images, kcmp, memory, program_symbols, variables
from memscope.proc.robust import robust_list_heads

_FILES = {
    "smaps": r"smaps$",
    "pagemap": r"pagemap$",
    "mem": r"mem$",
    "map_files": r"map_files/",
    "files": r"(map_files/|exe$|root/)",
    "exe": r"exe$",
    "auxv": r"auxv$",
    "syscall": r"(task/\d+/)?syscall$",
    "limits": r"limits$",
}
"""What is refused below the folder of the process, or of a thread of it.

Everybody may read status, and the children of a thread.
"""


def _refuse(monkeypatch: pytest.MonkeyPatch, is_refused: Callable[[str], bool]) -> None:
    """Have the functions of os refuse paths below /proc."""
    link = os.readlink
    for name in ("open", "stat", "readlink"):
        known = getattr(os, name)

        def refusing(
            path: Any,
            *rest: Any,
            known: Any = known,
            readlink: Any = os.readlink,
            **more: Any,
        ) -> Any:
            folder = more.get("dir_fd")
            if not isinstance(path, int):
                text = os.fsdecode(path)
                if folder is not None:
                    text = f"{link(f'/proc/self/fd/{folder}')}/{text}"
                if is_refused(text):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
            return known(path, *rest, **more)

        monkeypatch.setattr(os, name, refusing)


def _threads(pid: int) -> list[str]:
    return [path.name for path in Path(f"/proc/{pid}/task").iterdir()]


def _no_file(monkeypatch: pytest.MonkeyPatch, pid: int, source: str) -> None:
    threads = "|".join(_threads(pid))
    pattern = re.compile(rf"/proc/({pid}|{threads})/{_FILES[source]}")
    _refuse(monkeypatch, lambda path: pattern.match(path) is not None)


def _no_others(monkeypatch: pytest.MonkeyPatch, pid: int) -> None:
    ours = {str(pid), "self", str(os.getpid()), *_threads(pid)}
    other = re.compile(r"/proc/(\d+)(/|$)")
    _refuse(
        monkeypatch,
        lambda path: (found := other.match(path)) is not None and found[1] not in ours,
    )


def _no_frames(monkeypatch: pytest.MonkeyPatch, _pid: int) -> None:
    _refuse(monkeypatch, re.compile(r"/proc/kpage").match)  # type: ignore[arg-type]


def _hidden_addresses(monkeypatch: pytest.MonkeyPatch, _pid: int) -> None:
    """What stat says of addresses to those who may not trace a process."""

    def hidden(data: bytes) -> Stat:
        return replace(
            parse_stat(data),
            start_code=None,
            end_code=None,
            start_stack=None,
            start_brk=None,
        )

    for module in list(sys.modules.values()):
        if getattr(module, "parse_stat", None) is parse_stat and module is not _HERE:
            monkeypatch.setattr(module, "parse_stat", hidden)


_HERE = sys.modules[__name__]


def _no_robust_lists(monkeypatch: pytest.MonkeyPatch, _pid: int) -> None:
    def refused(tids: list[int]) -> list[int | None] | None:
        return [None for _ in tids]

    for module in list(sys.modules.values()):
        if getattr(module, "robust_list_heads", None) is robust_list_heads:
            monkeypatch.setattr(module, "robust_list_heads", refused)


def _no_page_scan(monkeypatch: pytest.MonkeyPatch, _pid: int) -> None:
    """A kernel before 6.7: pagemap is read instead, which knows no guards."""

    def old_kernel(*_arguments: Any) -> int:
        raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))

    monkeypatch.setattr(fcntl, "ioctl", old_kernel)


def _no_kcmp(monkeypatch: pytest.MonkeyPatch, _pid: int) -> None:
    monkeypatch.setattr(kcmp, "_NUMBER", None)


_OTHERS = {
    "others": _no_others,
    "page frames": _no_frames,
    "addresses in stat": _hidden_addresses,
    "robust lists": _no_robust_lists,
    "page scan": _no_page_scan,
    "kcmp": _no_kcmp,
}

SOURCES = (*_FILES, *_OTHERS)


@contextmanager
def without(source: str, pid: int) -> Iterator[None]:
    """Have a source refuse during the block; nothing that was read before is known."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for module, name in (
            (images, "_READ"),
            (program_symbols, "_NAMES"),
            (variables, "_PLACES"),
        ):
            getattr(module, name).clear()
        if source == "mem":
            monkeypatch.setattr(memory, "_READV", None)
        if source in _FILES:
            _no_file(monkeypatch, pid, source)
        else:
            _OTHERS[source](monkeypatch, pid)
        yield
