"""Find in the kernel's log what it ended for want of memory (kernel: mm/oom_kill.c).

A report begins with `… invoked oom-killer`, has the group's charges and a table of
tasks, and ends with `Killed process …`. The table counts in pages, all else in kB; its
columns are named in its head, and were others in Linux 4.x and before 6.8.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from memscope.model.oom_kill import Candidate, Charge, OomKill
from memscope.parse.kernel_log import Message

_SHOWN = 10
"""Candidates that are kept, the largest."""
_MOST = 1 << 16
"""Rows of a table that are read."""
_KIB = 1024
_LARGEST = 1 << 46
"""No number of pages in a table is larger, nor one of bytes of page tables."""
_UNLIMITED_KIB = (1 << 53) - (1 << 10)
"""Bytes of the largest number of pages, in kB: no limit."""

_ASKED = re.compile(r"(.{1,64}?) invoked oom-killer: ", re.DOTALL)
_OLD_GROUP = re.compile(r"Task in (.+) killed as a result of limit of (.+)", re.DOTALL)
_CHARGE = re.compile(
    r"(memory|swap|kmem|memory\+swap): usage (\d{1,15})kB, limit (\d{1,16})kB, "
    r"failcnt (\d{1,17})"
)
_HEAD = re.compile(r"\[ +pid +\] +(uid +tgid .*\bname)$")
_ROW = re.compile(r"\[ *(\d{1,10})\] +(.+)", re.DOTALL)
_REASON = re.compile(
    r"oom-kill:constraint=(\w{1,40}),.*?(?:,oom_memcg=(.*?)|,global_oom)"
    r",task_memcg=(.*?),task=(.*),pid=(\d{1,10}),uid=(\d{1,10})$",
    re.DOTALL,
)
_KILL = re.compile(
    r"(?:(Memory cgroup out of memory|Out of memory)[^:]{0,80}: )?Killed process "
    r"(\d{1,10}) \((.*)\),?(?: UID (\d{1,10}),)? total-vm:(\d{1,15})kB, (.*)",
    re.DOTALL,
)
_SCORED = re.compile(r"(Memory cgroup out of memory|Out of memory)[^:]{0,80}: Kill ")
_SIZE = re.compile(r"(anon-rss|file-rss|shmem-rss|pgtables):(\d{1,15})kB")
_NUMBER = re.compile(r"(UID|oom_score_adj):(-?\d{1,10})")


@dataclass(slots=True)
class _Report:
    """What was said so far, before the kill itself."""

    asked_by: str | None = None
    is_group: bool | None = None
    constraint: str | None = None
    group: str | None = None
    victim_group: str | None = None
    columns: tuple[str, ...] = ()
    charges: list[Charge] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)


def parse_oom_log(messages: Iterable[Message], page_size: int) -> list[OomKill]:
    """Return the kills in the order of the log.

    Args:
        messages: Of the kernel, in order; other ones in between are passed over.
        page_size: Bytes, of the machine that wrote the log.
    """
    report, kills = _Report(), []
    for message in messages:
        text = message.text
        if found := _ASKED.match(text):
            report = _Report(asked_by=found[1])
        elif found := _KILL.match(text):
            kills.append(_kill(report, found, message.since_boot_s))
        else:
            _note(report, text, page_size)
    return kills


def _note(report: _Report, text: str, page_size: int) -> None:
    """Keep what a line adds to a report."""
    if found := _CHARGE.match(text):
        report.charges.append(_charge(*found.groups()))
    elif found := _REASON.match(text):
        report.constraint, report.group, report.victim_group = found.groups()[:3]
        report.is_group = found[1] == "CONSTRAINT_MEMCG"
    elif found := _OLD_GROUP.match(text):
        report.victim_group, report.group = found.groups()
        report.is_group = True
    elif found := _SCORED.match(text):
        report.is_group = found[1].startswith("Memory cgroup")
    elif found := _HEAD.match(text):
        report.columns = tuple(found[1].split())
    elif report.columns and (found := _ROW.match(text)):
        candidate = _candidate(report.columns, found, page_size)
        if candidate is not None and len(report.candidates) < _MOST:
            report.candidates.append(candidate)


def _charge(name: str, used: str, limit: str, failed: str) -> Charge:
    most = int(limit)
    unlimited = most >= _UNLIMITED_KIB
    return Charge(
        name, int(used) * _KIB, None if unlimited else most * _KIB, int(failed)
    )


def _candidate(
    columns: tuple[str, ...], row: re.Match[str], page_size: int
) -> Candidate | None:
    """Read a row by the names of its columns; the name comes last and may be odd."""
    words = row[2].split(None, len(columns) - 1)
    if len(words) < len(columns) - 1:
        return None
    try:
        said = {
            name: int(word) for name, word in zip(columns[:-1], words, strict=False)
        }
        if any(not 0 <= number < _LARGEST for number in _counts(said)):
            return None
        return Candidate(
            pid=int(row[1]),
            name=words[-1] if len(words) == len(columns) else "",
            uid=said["uid"],
            virtual=said["total_vm"] * page_size,
            resident=said["rss"] * page_size,
            page_tables=_tables(said, page_size),
            swapped=said["swapents"] * page_size,
            oom_adjust=said["oom_score_adj"],
        )
    except (ValueError, KeyError):
        return None


def _counts(said: dict[str, int]) -> list[int]:
    """Return all but how the kernel was told to judge, which may be below zero."""
    return [number for name, number in said.items() if name != "oom_score_adj"]


def _tables(said: dict[str, int], page_size: int) -> int | None:
    """Return bytes of page tables; old kernels count tables, a page each."""
    if "pgtables_bytes" in said:
        return said["pgtables_bytes"]
    if "nr_ptes" not in said:
        return None
    return (said["nr_ptes"] + said.get("nr_pmds", 0)) * page_size


def _kill(report: _Report, found: re.Match[str], since_boot_s: float | None) -> OomKill:
    head, pid, name, old_uid, virtual, rest = found.groups()
    sizes = {what: int(size) * _KIB for what, size in _SIZE.findall(rest)}
    numbers = {what: int(number) for what, number in _NUMBER.findall(rest)}
    is_group = report.is_group
    if head is not None:
        is_group = head.startswith("Memory cgroup")
    largest = sorted(report.candidates, key=lambda one: -one.resident)
    return OomKill(
        since_boot_s=since_boot_s,
        pid=int(pid),
        name=name,
        is_group=is_group,
        constraint=report.constraint,
        group=report.group,
        victim_group=report.victim_group,
        asked_by=report.asked_by,
        virtual=int(virtual) * _KIB,
        anonymous=sizes.get("anon-rss"),
        file=sizes.get("file-rss"),
        shmem=sizes.get("shmem-rss"),
        page_tables=sizes.get("pgtables"),
        uid=numbers.get("UID", int(old_uid) if old_uid else None),
        oom_adjust=numbers.get("oom_score_adj"),
        charges=tuple(report.charges),
        candidates=tuple(largest[:_SHOWN]),
        others=max(len(largest) - _SHOWN, 0),
    )
