"""Lines of status and limits among other text (man 5 proc_pid_status, prlimit)."""

import re

_STATUS = re.compile(
    rb"(?<![0-9A-Za-z_])("
    rb"Name|State|Tgid|Pid|PPid|Uid|NSpid|Threads|CapEff|Kthread"
    rb"|Vm(?:Peak|Size|Lck|Pin|HWM|RSS|Data|Stk|Exe|Lib|PTE|PMD|Swap)"
    rb"|Rss(?:Anon|File|Shmem)|HugetlbPages"
    rb"):[ \t]+([^\n]{1,200})"
)
_LIMIT = re.compile(
    rb"(?<![0-9A-Za-z_])(Max (?:[a-z]+ ){0,3}[a-z]+)[ \t]{2,}"
    rb"(unlimited|\d{1,20})[ \t]+(unlimited|\d{1,20})(?:[ \t]+([a-z]{1,12}))?[ \t]*"
)
_NUMBER = re.compile(rb"\d{1,15}[ \t]+kB")


def find_status(line: bytes) -> tuple[bytes, bytes] | None:
    """Return name and value of a line of status; None: it is another."""
    found = _STATUS.search(line, 0, 600)
    if found is None or found.end() != len(line):
        return None
    name, value = found[1], found[2].rstrip(b" \t")
    is_size = name.startswith((b"Vm", b"Rss", b"Huge"))
    if is_size != (_NUMBER.fullmatch(value) is not None):
        return None
    return name, value


def find_limit(line: bytes) -> bytes | None:
    """Return a line of limits as the kernel would write it; None: it is another."""
    found = _LIMIT.search(line, 0, 600)
    if found is None or found.end() != len(line):
        return None
    name, soft, hard, unit = found.groups()
    return b"%-25b %-20b %-20b %b\n" % (name, soft, hard, unit or b"")
